"""Parts about trust: certificates asked for, track record with this buyer, the optional state-owned part."""

from __future__ import annotations

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, NOT_ASKED, UNKNOWN, Bools, Ints, one_of
from matching.asking import Wishes
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
        rows = np.flatnonzero(one_of(columns["kind"], accepted) & self._scope)
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
    levels, starts = _levels(kinds, asked, block.question.value("unknown"))
    if not any(asked[kind] for kind in kinds):
        return PartScore(levels, None, {"certificates": np.zeros((1, 1), dtype=np.int64)}, np.zeros((1, 1), np.int32))
    at, notes = np.zeros(block.shape, dtype=np.int32), np.zeros((1, 1), dtype=np.int64)
    if block.question.told:
        notes = np.zeros(block.shape, dtype=np.int64)
    known = block.line("papers_known").astype(np.int32)
    for kind, start in zip(kinds, starts, strict=True):
        rows = np.flatnonzero(lists == kind)
        met = np.zeros((1, 1), dtype=np.int32)
        for place, (wish, _) in enumerate(asked[kind]):
            held = papers.held(wish)
            held = held if len(held) == 1 else held[rows]
            met = met + held
            if block.question.told:
                notes[rows] |= np.where(held, 1 << min(place, _MOST_BITS), 0)
        at[rows] = start + 2 * met + known
    return PartScore(levels, None, {"certificates": notes}, at)


def _levels(kinds: list[int], asked: tuple[Wishes, ...], unknown: float) -> tuple[Array, list[int]]:
    """The value of every number of wishes met out of every list, papers unknown and known; and where a list begins."""
    levels: list[float] = []
    starts: list[int] = []
    for kind in kinds:
        starts.append(len(levels))
        size = len(asked[kind])
        for met in range(size + 1):
            levels += [(met + (size - met) * unknown) / size, met / size] if size else [1.0, 1.0]
    return np.array(levels), starts


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
