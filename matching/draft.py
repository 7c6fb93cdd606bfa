"""The best pairs of many needs at once, without notes: only pairs that may be chosen are scored.

Every pair has a bound that costs little. Those with the highest bounds are scored first; what the worst of the best
then has, others must be able to reach, and the few that are still able are scored as well. So the answer is that of
scoring everything. Pairs of many buckets wait in a pool and are scored together: few long steps, not many short ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import FIRST_DAY, Bools, Columns, Floats, Ints
from matching.asking import Asked
from matching.baseline import TENTHS, Scored, score
from matching.block import Array, Block, Question
from matching.bounds import Bounds, BucketBounds, linked_pairs
from matching.bucket import Bucket
from matching.shortlist import Picks, first_of_rows, together

# Pairs whose bounds are worked out at once, pairs scored at once, asks times cells worked on at once.
BOUNDS, PAIRS, CELLS = 32_768, 16_384, 262_144
LINES = 65_536
# Tenths below the bound of the last that would be chosen, down to which pairs are scored at once.
_SLACK = 12
# Columns of asks that differ from bucket to bucket; the others are those of the want or of the need.
_OWN = ("want", "nearness", "sequence", "same", "form_gap", "manner")


@dataclass(frozen=True, slots=True)
class _Unit:
    """Asks (places in the draft) beside lines; pairs with bounds below `bar` have not been scored."""

    rows: slice
    lines: slice
    bar: Ints


class Draft:
    """Some asks beside one bucket. `least`, (asks,): what a pair must have to be worth anything."""

    def __init__(self, base: BucketBounds, asks: Columns, least: Ints, top: int) -> None:
        self.bucket, self.top = base.bucket, top
        bounds = Bounds(base, asks)
        linked, lines = linked_pairs(base, bounds.asks["organisation"][:, 0])
        wanted = bounds.most() >= least
        wanted[linked] = True
        self.kept = np.flatnonzero(wanted)
        self.linked = (np.cumsum(wanted)[linked] - 1, lines) if len(linked) else (linked, lines)
        self.bounds = bounds.only(self.kept)
        self.least = least[self.kept].astype(np.int16)
        self._units: list[_Unit] = []

    def first(self, reach: tuple[Ints, Ints]) -> Iterator[tuple[Ints, Ints]]:
        """Rows and lines of the pairs with the highest bounds. `reach`: first line of each ask, one past the last."""
        for rows, lines in _spans(*reach, self.bucket):
            bounds = self.bounds.of(rows, lines)
            bar, kept = self.least[rows].copy(), self.top * self.bucket.most_lines_of_one
            if (size := bounds.shape[1]) > kept:
                narrow = np.partition(bounds, size - kept, axis=1)[:, size - kept]
                np.maximum(bar, narrow - np.int16(_SLACK), out=bar)
            self._units.append(_Unit(rows, lines, bar))
            yield _pairs(bounds >= bar[:, None], rows.start, lines)
        if len(self.linked[0]):
            yield self.linked

    def rest(self, worst: Ints) -> Iterator[tuple[Ints, Ints]]:
        """Pairs that were left out though they may still be better than the `worst` that each ask keeps."""
        for unit in self._units:
            low = np.maximum(worst[unit.rows], self.least[unit.rows])
            rows = np.flatnonzero(low < unit.bar)
            if len(rows):
                bounds = self.bounds.only(rows + unit.rows.start).of(slice(0, len(rows)), unit.lines)
                chosen = (bounds >= low[rows, None]) & (bounds < unit.bar[rows, None])
                found, lines = _pairs(chosen, 0, unit.lines)
                yield rows[found] + unit.rows.start, lines


class _Lent(Mapping[str, Array]):
    """Columns of the asks of pairs, (1, pairs), each made when it is first asked for."""

    def __init__(self, asked: Asked, own: Columns, rows: Ints) -> None:
        self._asked, self._own, self._rows = asked, own, rows
        self._made: Columns = {"want": own["want"][rows][None, :]}

    def __getitem__(self, name: str) -> Array:
        if name not in self._made:
            self._made[name] = self._column(name)
        return self._made[name]

    def _column(self, name: str) -> Array:
        if name in self._own:
            return self._own[name][self._rows][None, :]
        if name in self._asked.wants:
            return np.asarray(self._asked.wants[name][self["want"]])
        return np.asarray(self._asked.columns[name][self["need"]])

    def __iter__(self) -> Iterator[str]:
        return iter((*_OWN, *self._asked.wants, *self._asked.columns))

    def __len__(self) -> int:
        return len(tuple(iter(self)))


class Pool:
    """Drafts over buckets of one whole, all asks with dates or all without; their pairs are scored together."""

    def __init__(self, whole: Bucket, question: Question, top: int) -> None:
        self.whole, self.question, self.top = whole, question, top
        self.waiting = 0
        self._drafts: list[tuple[Draft, int]] = []
        self._asks: list[Columns] = []
        self._pairs: list[tuple[Ints, Ints]] = []
        self._size = 0

    def enter(self, draft: Draft, reach: tuple[Ints, Ints]) -> None:
        """Take in a draft with its best pairs."""
        self._drafts.append((draft, self._size))
        asks = draft.bounds.asks
        self._asks.append({name: asks[name][:, 0] for name in _OWN} | {"least": draft.least})
        for rows, lines in draft.first(reach):
            self._wait(draft, rows + self._size, lines)
        self._size += len(draft.least)

    def _wait(self, draft: Draft, rows: Ints, lines: Ints) -> None:
        if len(rows):
            self._pairs.append((rows, lines + draft.bucket.first))
            self.waiting += len(rows)

    def best(self) -> Picks | None:
        """The best `top` offers of every ask and bucket that are worth anything, best first; None where nothing is."""
        if not self._drafts:
            return None
        self._asks = [_put_together(self._asks)]
        first = self._kept([self._scored()])
        worst = np.full(self._size, -1, dtype=np.int16)
        if len(first):
            last = np.flatnonzero(np.diff(first.row, append=-1))
            full = last[np.diff(last, prepend=-1) >= self.top]
            worst[first.row[full]] = first.tenths[full]
        for draft, start in self._drafts:
            for rows, lines in draft.rest(worst[start : start + len(draft.least)]):
                self._wait(draft, rows + start, lines)
        found = self._kept([first, self._scored()]) if self._pairs else first
        return found if len(found) else None

    def _scored(self) -> Picks:
        """All waiting pairs that reach what they must, scored; none waits any more."""
        found: list[Picks] = []
        if self._pairs:
            rows, lines = (np.concatenate(one) for one in zip(*self._pairs, strict=True))
            undated = self.whole.lines["start"][lines] <= FIRST_DAY
            for some in (np.flatnonzero(undated), np.flatnonzero(~undated)):
                for at in range(0, len(some), PAIRS):
                    own = some[at : at + PAIRS]
                    found.append(self._some(rows[own], lines[own]))
        self._pairs, self.waiting = [], 0
        return together([one for one in found if len(one)], len(self.question.parameters.weights))

    def _some(self, rows: Ints, lines: Ints) -> Picks:
        own = self._asks[0]
        block = Block(self.whole, lines, _Lent(self.question.asked, own, rows), self.question)
        scored = score(block)
        good = np.flatnonzero((scored.verdict.allowed & (scored.total >= own["least"][rows]))[0])
        return _picks(block, rows, scored, good)

    def _kept(self, found: Sequence[Picks]) -> Picks:
        picks = together([one for one in found if len(one)], len(self.question.parameters.weights))
        rows, lines = picks.row.astype(np.int64), picks.column.astype(np.int64)
        if len(self._drafts) and any(len(draft.linked[0]) for draft, _ in self._drafts):
            # A linked pair may have been scored for its bound as well.
            _, once = np.unique(rows << 32 | lines, return_index=True)
            picks, rows, lines = picks.take(once), rows[once], lines[once]
        return picks.take(first_of_rows(self.whole, rows, lines, picks.tenths.astype(np.int64), self.top))


def _put_together(columns: Sequence[Columns]) -> Columns:
    return {name: np.concatenate([one[name] for one in columns]) for name in columns[0]}


def _pairs(chosen: Bools, row: int, lines: slice) -> tuple[Ints, Ints]:
    rows, found = np.divmod(np.flatnonzero(chosen), chosen.shape[1])
    return rows + row, found + lines.start


def _picks(block: Block, rows: Ints, scored: Scored, at: Ints) -> Picks:
    """Pairs of a block of pairs; `row` and `column` are the rows given and the lines of the whole."""
    values: Floats = scored.values(np.zeros(len(at), dtype=np.int64), at)
    lines = block.places[at]
    return Picks(
        need=block.asks["need"][0, at],
        slot=block.line("slot")[at],
        tenths=scored.total[0, at],
        sequence=(block.asks["sequence"][0, at] << 24) + lines,
        source=np.full(len(at), -1, dtype=np.int32),
        row=rows[at].astype(np.int32),
        column=lines.astype(np.int32),
        values=values.astype(np.float32),
        part_tenths=np.asarray(np.rint(values * np.array(scored.weights) * TENTHS), dtype=np.int16),
    )


def drafts(asks: Columns, base: BucketBounds, least: Ints, top: int) -> Iterator[tuple[Draft, Ints]]:
    """The asks of a bucket, some after the other, with the places of those that some line may be good enough for."""
    size = max(CELLS // max(len(base.goods.bucket), len(base.places.bucket)), 1)
    for start in range(0, len(least), size):
        own = slice(start, start + size)
        draft = Draft(base, {name: column[own] for name, column in asks.items()}, least[own], top)
        if len(draft.least):
            yield draft, draft.kept + start


def _spans(first: Ints, past: Ints, bucket: Bucket) -> Iterator[tuple[slice, slice]]:
    """Spans of asks with the spans of lines they are to be compared with."""
    size, done = len(first), 0
    while done < size:
        width = max(int(past[done]) - min(int(first[done]), len(bucket)), 1)
        until = min(done + max(BOUNDS // width, 1), size)
        for span in pieces(int(first[done:until].min()), int(past[done:until].max()), bucket.undated):
            yield slice(done, until), span
        done = until


def pieces(first: int, past: int, undated: int) -> Iterator[slice]:
    """Spans of lines: those without dates at the front, and those from `first` until `past`; none too long."""
    first = min(first, past)
    for begin, end in ((0, min(undated, past)), (max(first, undated), past)):
        for start in range(begin, end, LINES):
            yield slice(start, min(start + LINES, end))
