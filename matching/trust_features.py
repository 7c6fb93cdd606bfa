"""Parts about trust: certificates asked for, track record with this buyer, the optional state-owned part."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, Bools, Floats, Ints
from matching.asking import Wishes
from matching.block import Block
from matching.once import once
from matching.paper_rows import papers_for
from matching.part import PartScore

LINKED, ON_TIME = 1, 2


class Papers:
    """Which wishes for papers the pairs of a block fulfil, for the asks that have the wish."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.lists = block.asks["wishes"]
        self._held: dict[int, Bools] = {}

    @once
    def wishes(self) -> list[int]:
        """Every wish of the block: its place among all of them."""
        asked = self.block.question.asked
        if self.lists.size == 1:
            kinds = self.lists[0]
        else:
            kinds = np.flatnonzero(np.bincount(self.lists.ravel(), minlength=len(asked.wishes)))
        found: list[int] = np.flatnonzero(asked.wished[kinds].any(axis=0)).tolist()
        return found

    def times(self, place: int) -> Ints:
        """How many times each ask of the block names a wish."""
        return np.asarray(self.block.question.asked.wished[self.lists, place])

    def held(self, place: int) -> Bools:
        """Pairs, (asks or 1, lines), whose offer has a paper for the wish, for the good, valid on delivery.

        Only said of pairs whose ask has the wish.
        """
        if place not in self._held:
            self._held[place] = self._holds(place)
        return self._held[place]

    def _holds(self, place: int) -> Bools:
        wish = self.block.question.asked.wish_names[place]
        if not self.block.paired:
            return self._valid_of(wish, slice(None))[None, :]
        own = np.flatnonzero(self.times(place)[0])
        found = np.zeros(self.block.shape, dtype=bool)
        found[0, own] = self._valid_of(wish, own)
        return found

    def _valid_of(self, wish: str, own: Ints | slice) -> Bools:
        """Which of these columns hold a paper for the wish on the last day both sides trade."""
        block, (first, starts, ends) = self.block, papers_for(self.block.bucket, self.block.question, wish)
        places = block.places[own]
        begin = first[places]
        count = first[places + 1] - begin
        found = np.zeros(len(places), dtype=bool)
        held = np.flatnonzero(count)
        if not len(held):
            return found
        last = block.deliveries[0, own][held]
        # Any day will do where nobody says when goods are delivered.
        valid_from = last if block.dated else np.where(last == FIRST_DAY, LAST_DAY, last)
        begin, count = begin[held], count[held]
        valid = (starts[begin] <= valid_from) & (ends[begin] >= last)
        for turn in range(1, int(count.max())):
            some = np.flatnonzero(count > turn)
            at = begin[some] + turn
            valid[some] |= (starts[at] <= valid_from[some]) & (ends[at] >= last[some])
        found[held] = valid
        return found


def certificates(block: Block, papers: Papers) -> PartScore:
    """Share of the asked certificates held on the day of delivery; the note has one bit per wish met."""
    levels, starts = _levels(block.question.asked.wishes, block.question.value("unknown"))
    first, notes = starts[papers.lists], np.zeros((1, 1), dtype=np.int64)
    if not papers.wishes:
        return PartScore(levels, None, {"certificates": notes}, first)
    at = first + block.line("papers_known")
    for place in papers.wishes:
        held, times = papers.held(place), papers.times(place)
        at += held * (2 * times)
        if block.question.told:
            bits = block.question.asked.wish_bits[papers.lists, place]
            notes = notes | np.where(held & (times > 0), bits, 0)
    return PartScore(levels, None, {"certificates": notes}, at)


@lru_cache(maxsize=8)
def _levels(lists: tuple[Wishes, ...], unknown: float) -> tuple[Floats, Ints]:
    """The value of every number of wishes met out of every list, papers unknown and known; and where a list begins."""
    levels: list[float] = []
    starts: list[int] = []
    for wishes in lists:
        starts.append(len(levels))
        size = len(wishes)
        for met in range(size + 1):
            levels += [(met + (size - met) * unknown) / size, met / size] if size else [1.0, 1.0]
    return np.array(levels), np.array(starts, dtype=np.int32)


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
