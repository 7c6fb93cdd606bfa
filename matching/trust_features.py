"""Parts about trust: certificates asked for, track record with this buyer, the optional state-owned part."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, NOT_ASKED, UNKNOWN, Bools, Ints, ascending, one_of
from matching.asking import Wishes
from matching.block import Array, Block, Question, distinct
from matching.bucket import Bucket
from matching.papers import answers_for
from matching.part import PartScore

LINKED, ON_TIME = 1, 2
_NEVER = LAST_DAY + 1


class PaperSpans:
    """Between which days each line of a bucket holds an accepted paper for a wish; every wish is worked out once."""

    def __init__(self, bucket: Bucket, question: Question) -> None:
        self.bucket, self.question = bucket, question
        self._found: dict[str, tuple[Ints, Ints]] = {}
        good = question.codes["good"].find(bucket.good)
        rows = bucket.ragged["papers"]
        self._at = np.flatnonzero(one_of(rows.columns["good"], (UNKNOWN, good)))
        self._kinds = rows.columns["kind"][self._at]
        self._lines = rows.owner()[self._at]

    def of(self, wish: str) -> tuple[Ints, Ints]:
        """First and last days, shape (turns, lines), a turn for each accepted paper; no day where there is none."""
        if wish not in self._found:
            self._found[wish] = self._spans(wish)
        return self._found[wish]

    def _spans(self, wish: str) -> tuple[Ints, Ints]:
        paper, rows = self.question.paper, self.bucket.ragged["papers"]
        accepted = [number for kind in sorted(answers_for(wish)) if (number := paper(kind)) != NOT_ASKED]
        fitting = np.flatnonzero(one_of(self._kinds, accepted))
        at, lines = self._at[fitting], self._lines[fitting]
        own = np.bincount(lines, minlength=len(self.bucket))
        turn = np.arange(len(at)) - np.repeat(ascending(own)[:-1], own)
        shape = (int(own.max(initial=0)), len(self.bucket))
        start, end = np.full(shape, _NEVER, dtype=np.int32), np.full(shape, FIRST_DAY - 1, dtype=np.int32)
        start[turn, lines], end[turn, lines] = rows.columns["start"][at], rows.columns["end"][at]
        return start, end


class Papers:
    """Which wishes for papers the pairs of a block fulfil, for the asks that have the wish."""

    def __init__(self, block: Block, spans: PaperSpans | None = None) -> None:
        self.block = block
        self._spans = spans
        asked, self.lists = block.question.asked, block.asks["wishes"][:, 0]
        times = asked.wished[self.lists]
        self._times = {place: times[:, place] for place in np.flatnonzero(times.any(axis=0)).tolist()}
        self._held: dict[int, Bools] = {}

    @property
    def spans(self) -> PaperSpans:
        """The papers of the whole bucket, sorted only when a wish is asked about."""
        if self._spans is None:
            self._spans = PaperSpans(self.block.bucket, self.block.question)
        return self._spans

    def wishes(self) -> Iterator[tuple[int, Ints]]:
        """Every wish of the block (its place among all of them) and the rows that have it."""
        for place, times in self._times.items():
            yield place, np.flatnonzero(times)

    def times(self, place: int) -> Ints:
        """How many times each ask of the block names a wish."""
        return self._times[place]

    def held(self, place: int, rows: Ints) -> Bools:
        """Pairs, (rows or 1, lines), whose offer has a paper for the wish, for the good, valid on delivery."""
        if place not in self._held:
            self._held[place] = self._holds(self.block.question.asked.wish_names[place], rows)
        return self._held[place]

    def _holds(self, wish: str, rows: Ints) -> Bools:
        block = self.block
        starts, ends = (found[:, block.chosen] for found in self.spans.of(wish))
        held = starts != _NEVER
        if not (held & ((starts != FIRST_DAY) | (ends != LAST_DAY))).any():
            return np.asarray(held.any(axis=0))[None, :]
        last = block.deliveries
        last = last[rows] if 1 < len(last) != len(rows) else last
        first = last if block.dated else np.where(last == FIRST_DAY, LAST_DAY, last)
        found = np.zeros(last.shape, dtype=bool)
        for start, end in zip(starts, ends, strict=True):
            found |= (start <= first) & (end >= last)
        return found


def certificates(block: Block, papers: Papers) -> PartScore:
    """Share of the asked certificates held on the day of delivery; the note has one bit per wish met."""
    asked = block.question.asked
    kinds, own = distinct(papers.lists)
    levels, starts = _levels([asked.wishes[kind] for kind in kinds.tolist()], block.question.value("unknown"))
    first, notes = np.array(starts, dtype=np.int32)[own][:, None], np.zeros((1, 1), dtype=np.int64)
    if not any(asked.wishes[kind] for kind in kinds.tolist()):
        return PartScore(levels, None, {"certificates": notes}, first)
    at = first + block.line("papers_known")
    if block.question.told:
        notes = np.zeros(block.shape, dtype=np.int64)
    for place, rows in papers.wishes():
        held = papers.held(place, rows)
        at[rows] += held * (2 * papers.times(place)[rows, None])
        if block.question.told:
            notes[rows] |= np.where(held, asked.wish_bits[papers.lists[rows], place][:, None], 0)
    return PartScore(levels, None, {"certificates": notes}, at)


def _levels(lists: list[Wishes], unknown: float) -> tuple[Array, list[int]]:
    """The value of every number of wishes met out of every list, papers unknown and known; and where a list begins."""
    levels: list[float] = []
    starts: list[int] = []
    for wishes in lists:
        starts.append(len(levels))
        size = len(wishes)
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
