"""Parts about trust: certificates asked for, track record with this buyer, the optional state-owned part."""

from __future__ import annotations

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, NOT_ASKED, UNKNOWN, Bools, Ints
from matching.block import Array, Block
from matching.papers import answers_for
from matching.part import PartScore

LINKED, ON_TIME = 1, 2
_MOST_BITS = 60


class Papers:
    """Which wishes for papers each pair of a block fulfils; every wish is worked out once."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.rows = block.ragged("papers")
        self.owner = self.rows.owner()
        good = self.rows.columns["good"]
        self._scope = (good == UNKNOWN) | (good == block.question.codes["good"].find(block.bucket.good))
        self._held: dict[str, Bools] = {}

    def held(self, wish: str) -> Bools:
        """Pairs, (asks or 1, lines), whose offer has a paper for `wish`, for the good, valid on delivery."""
        if wish not in self._held:
            self._held[wish] = self._holds(wish)
        return self._held[wish]

    def _holds(self, wish: str) -> Bools:
        block, columns = self.block, self.rows.columns
        accepted = [number for kind in sorted(answers_for(wish)) if (number := block.question.paper(kind)) != NOT_ASKED]
        rows = np.flatnonzero(np.isin(columns["kind"], accepted) & self._scope)
        lines = self.owner[rows]
        start, end = columns["start"][rows], columns["end"][rows]
        if (start == FIRST_DAY).all() and (end == LAST_DAY).all():
            found = np.zeros((1, block.shape[1]), dtype=bool)
            found[0, lines] = True
            return found
        last = block.deliveries[:, lines]
        good = (start <= np.where(last == FIRST_DAY, LAST_DAY, last)) & (end >= last)
        found = np.zeros((len(good), block.shape[1]), dtype=bool)
        heads = np.flatnonzero(np.diff(lines, prepend=-1))
        found[:, lines[heads]] = np.logical_or.reduceat(good, heads, axis=1)
        return found


def certificates(block: Block, papers: Papers) -> PartScore:
    """Share of the asked certificates held on the day of delivery; the note has one bit per wish met."""
    lists = block.asks["wishes"][:, 0]
    asked = block.question.asked.wishes
    kinds = np.unique(lists).tolist()
    if all(not asked[kind] for kind in kinds):
        return PartScore(np.ones((1, 1)), None, {"certificates": np.zeros((1, 1), dtype=np.int64)})
    if len(kinds) == 1:
        values, notes = _met(block, papers, kinds[0])
        return PartScore(values, None, {"certificates": notes})
    values, notes = np.empty(block.shape), np.zeros(block.shape, dtype=np.int64)
    for kind in kinds:
        rows = np.flatnonzero(lists == kind)
        found, bits = _met(block, papers, kind, rows)
        values[rows], notes[rows] = found, bits
    return PartScore(values, None, {"certificates": notes})


def _met(block: Block, papers: Papers, kind: int, rows: Ints | None = None) -> tuple[Array, Array]:
    """Share of the wishes of one list that are met, and their bits."""
    wishes = block.question.asked.wishes[kind]
    if not wishes:
        return np.ones((1, 1)), np.zeros((1, 1), dtype=np.int64)
    missing = np.where(block.line("papers_known"), 0.0, block.question.value("unknown"))
    met, bits = np.zeros((1, 1)), np.zeros((1, 1), dtype=np.int64)
    for place, (wish, _) in enumerate(wishes):
        held = papers.held(wish)
        held = held if rows is None or len(held) == 1 else held[rows]
        met = met + np.where(held, 1.0, missing)
        bits = bits | np.where(held, 1 << min(place, _MOST_BITS), 0)
    return met / len(wishes), bits


def track_record(block: Block) -> PartScore:
    """1 where the two already trade, else the share of deliveries on time, else unknown."""
    on_time = block.line("on_time")
    known = ~np.isnan(on_time)
    values = np.where(known, on_time, block.question.value("unknown"))[None, :]
    notes = np.where(known, ON_TIME, 0)[None, :]
    rows, columns = linked(block)
    if len(rows):
        values, notes = (np.broadcast_to(found, block.shape).copy() for found in (values, notes))
        values[rows, columns], notes[rows, columns] = 1.0, LINKED
    return PartScore(values, None, {"track_record": notes})


def linked(block: Block) -> tuple[Ints, Ints]:
    """Rows and columns of the pairs with a link that stands."""
    rows, columns, broken = block.links
    return rows[~broken], columns[~broken]


def state_owned(block: Block) -> PartScore:
    """1 for a state-owned buyer, 0 for another, unknown where it is not known."""
    owned = block.asks["state_owned"]
    return PartScore(np.where(np.isnan(owned), block.question.value("unknown"), owned))
