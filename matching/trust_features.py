"""Parts about trust: certificates asked for, track record with this buyer, the optional state-owned part."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, NOT_ASKED, UNKNOWN, Bools, Floats, Ints, ascending, one_of
from matching.asking import Wishes
from matching.block import Block, Question
from matching.bucket import Bucket
from matching.once import once
from matching.papers import answers_for
from matching.part import PartScore

LINKED, ON_TIME = 1, 2
NEVER = LAST_DAY + 1


class PaperSpans:
    """Between which days each line of a bucket holds an accepted paper for a wish; every wish is worked out once."""

    def __init__(self, bucket: Bucket, question: Question) -> None:
        self.bucket, self.question = bucket, question
        self._found: dict[str, tuple[Ints, Ints, Ints]] = {}
        rows = bucket.ragged["papers"]
        owner = rows.owner()
        scope = rows.columns["good"]
        self._at = np.flatnonzero((scope == UNKNOWN) | (scope == _goods(bucket, question, owner)))
        self._kinds = rows.columns["kind"][self._at]
        self._lines = owner[self._at]

    def of(self, wish: str) -> tuple[Ints, Ints]:
        """First and last days, shape (turns, lines), a turn for each accepted paper; no day where there is none."""
        first, start, end = self.rows(wish)
        count = np.diff(first)
        turn = np.arange(len(start)) - np.repeat(first[:-1], count)
        lines = np.repeat(np.arange(len(count)), count)
        shape = (int(count.max(initial=0)), len(count))
        starts, ends = np.full(shape, NEVER, dtype=np.int32), np.full(shape, FIRST_DAY - 1, dtype=np.int32)
        starts[turn, lines], ends[turn, lines] = start, end
        return starts, ends

    def rows(self, wish: str) -> tuple[Ints, Ints, Ints]:
        """The same, one accepted paper after the other: where those of each line begin; first and last days."""
        if wish not in self._found:
            self._found[wish] = self._rows(wish)
        return self._found[wish]

    def _rows(self, wish: str) -> tuple[Ints, Ints, Ints]:
        paper, rows = self.question.paper, self.bucket.ragged["papers"]
        accepted = [number for kind in sorted(answers_for(wish)) if (number := paper(kind)) != NOT_ASKED]
        fitting = np.flatnonzero(one_of(self._kinds, accepted))
        first = ascending(np.bincount(self._lines[fitting], minlength=len(self.bucket))).astype(np.int32)
        at = self._at[fitting]
        return first, rows.columns["start"][at], rows.columns["end"][at]


def _goods(bucket: Bucket, question: Question, lines: Ints) -> Ints | int:
    """The numbers of the goods of these lines; one for all where the bucket has one."""
    find = question.codes["good"].find
    if bucket.good:
        return find(bucket.good)
    names: Any = question.codes["bucket"].values()
    numbers, which = np.unique(bucket.lines["bucket"][lines], return_inverse=True)
    return np.array([find(names[number][0]) for number in numbers.tolist()], dtype=np.int64)[which]


class Papers:
    """Which wishes for papers the pairs of a block fulfil, for the asks that have the wish."""

    def __init__(self, block: Block, spans: PaperSpans | None = None) -> None:
        self.block = block
        self._spans = spans
        self.lists = block.asks["wishes"]
        counts = np.bincount(self.lists.ravel(), minlength=len(block.question.asked.wishes))
        self._kinds = np.flatnonzero(counts)
        self._held: dict[int, Bools] = {}

    @once
    def wishes(self) -> list[int]:
        """Every wish of the block: its place among all of them."""
        found: list[int] = np.flatnonzero(self.block.question.asked.wished[self._kinds].any(axis=0)).tolist()
        return found

    @property
    def spans(self) -> PaperSpans:
        """The papers of the whole bucket, sorted only when a wish is asked about."""
        if self._spans is None:
            self._spans = PaperSpans(self.block.bucket, self.block.question)
        return self._spans

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
        block, wish = self.block, self.block.question.asked.wish_names[place]
        if not block.paired:
            starts, ends = self.spans.of(wish)
            return _valid(block, starts[:, block.chosen], ends[:, block.chosen])
        own = np.flatnonzero(self.times(place)[0])
        found = np.zeros(block.shape, dtype=bool)
        found[0, own] = self._valid_of(wish, own)
        return found

    def _valid_of(self, wish: str, own: Ints) -> Bools:
        """Which of these columns hold a paper for the wish on the last day both sides trade."""
        first, starts, ends = self.spans.rows(wish)
        begin, past = first[self.block.places[own]], first[self.block.places[own] + 1]
        last = self.block.deliveries[0, own]
        valid_from = _from(self.block, last)
        found = np.zeros(len(own), dtype=bool)
        for turn in range(int((past - begin).max(initial=0))):
            some = np.flatnonzero(past - begin > turn)
            at = begin[some] + turn
            found[some] |= (starts[at] <= valid_from[some]) & (ends[at] >= last[some])
        return found


def _valid(block: Block, starts: Ints, ends: Ints) -> Bools:
    """Where one of the papers, (turns, lines), is valid on the last day both sides trade."""
    held = starts != NEVER
    if not (held & ((starts != FIRST_DAY) | (ends != LAST_DAY))).any():
        return np.asarray(held.any(axis=0))[None, :]
    last = block.deliveries
    first = _from(block, last)
    found = np.zeros(last.shape, dtype=bool)
    for start, end in zip(starts, ends, strict=True):
        found |= (start <= first) & (end >= last)
    return found


def _from(block: Block, last: Ints) -> Ints:
    """The day by which a paper must have begun; any day will do where nobody says when goods are delivered."""
    return last if block.dated else np.where(last == FIRST_DAY, LAST_DAY, last)


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
