"""Parts about trust: certificates asked for, track record with this buyer, the optional state-owned part."""

from __future__ import annotations

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, UNKNOWN, Bools, Floats, Ints
from matching.asking import Ask, full
from matching.candidates import Bucket
from matching.papers import answers_for

LINKED, ON_TIME = 1, 2


def certificates(bucket: Bucket, ask: Ask) -> tuple[Floats, Ints]:
    """Share of the asked certificates held on the day of delivery; the note has one bit per wish met."""
    wishes = [criterion.value for criterion in ask.need.criteria if criterion.kind == "certificate"]
    notes = np.zeros(len(bucket.lines), dtype=np.int64)
    if not wishes:
        return full(bucket.lines, 1.0), notes
    met = full(bucket.lines, 0.0)
    for place, wish in enumerate(wishes):
        held = holds(bucket, ask, wish)
        met += np.where(held, 1.0, np.where(bucket.lines["papers_known"], 0.0, ask.value("unknown")))
        notes |= np.where(held, 1 << min(place, 60), 0)
    return met / len(wishes), notes


def holds(bucket: Bucket, ask: Ask, wish: str) -> Bools:
    """Lines whose offer has a paper that answers `wish`, covers the good and is valid on delivery."""
    papers = bucket.papers
    accepted = [ask.codes["paper"].find(kind) for kind in sorted(answers_for(wish))]
    good = np.isin(papers["kind"], accepted)
    good &= (papers["good"] == UNKNOWN) | (papers["good"] == ask.bucket_good)
    local = np.searchsorted(bucket.slots, papers["slot"])
    last = _delivery_day(bucket, ask)[local]
    good &= (papers["start"] <= np.where(last == FIRST_DAY, LAST_DAY, last)) & (papers["end"] >= last)
    found = np.zeros(len(bucket.slots), dtype=bool)
    found[local[good]] = True
    return found[bucket.local]


def track_record(bucket: Bucket, ask: Ask) -> tuple[Floats, Ints]:
    """1 where the two already trade, else the share of deliveries on time, else unknown."""
    linked = linked_lines(bucket, ask, broken=False)
    on_time = bucket.lines["on_time"]
    known = ~np.isnan(on_time)
    values = np.where(linked, 1.0, np.where(known, on_time, ask.value("unknown")))
    return values, np.where(linked, LINKED, np.where(known, ON_TIME, 0))


def linked_lines(bucket: Bucket, ask: Ask, *, broken: bool) -> Bools:
    """Lines whose offer has a link with the need's organisation that stands (or is reported broken off)."""
    partners = bucket.partners
    wanted = (partners["organisation"] == ask.organisation) & (partners["broken"] == broken)
    found = np.zeros(len(bucket.slots), dtype=bool)
    found[np.searchsorted(bucket.slots, partners["slot"][wanted])] = True
    return found[bucket.local]


def state_owned(bucket: Bucket, ask: Ask) -> Floats:
    """1 for a state-owned buyer, 0 for another, unknown where it is not known."""
    owned = ask.need.state_owned
    return full(bucket.lines, ask.value("unknown") if owned is None else float(owned))


def _delivery_day(bucket: Bucket, ask: Ask) -> Ints:
    """The last day both sides trade, per slot; without dates the day of asking, else the first of days."""
    ends = np.full(len(bucket.slots), FIRST_DAY, dtype=np.int64)
    line_ends = np.minimum(bucket.lines["end"], ask.end)
    np.maximum.at(ends, bucket.local, line_ends)
    return np.where(ends >= LAST_DAY, ask.today, ends)
