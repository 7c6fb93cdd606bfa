"""One need beside every line that it looks at, with all that telling needs.

Lines of all buckets of a step stand in one block, so a need costs one pass over its lines however many forms and
related goods there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from matching.arrays import FIRST_DAY, Bools, Columns, Ints, spread
from matching.asking import Asked, asked
from matching.baseline import TENTHS, Scored, score
from matching.block import Block
from matching.bucket import Bucket
from matching.candidates import FAR_FUTURE_DAYS, OfferIndex
from matching.catalogue import NEAREST, form_gap
from matching.manners import STRICT, manner
from matching.records import NeedRecord
from matching.search import Found, Looks, Settings, question_of, sequence_of, visits
from matching.shortlist import Picks, together

SAME = NEAREST.index("same")
# What a line is asked for: it differs from bucket to bucket. All else is the need's.
_OWN = {"want": "i4", "nearness": "i1", "sequence": "i8", "same": "?", "form_gap": "i1", "manner": "i1"}
_Span = tuple[int, int, tuple[Any, ...]]


@dataclass(slots=True)
class _Lines:
    """Spans of lines of buckets that share their columns: first line, how many, what they are asked for (as `_OWN`)."""

    whole: Bucket
    undated: list[_Span] = field(default_factory=list)
    dated: list[_Span] = field(default_factory=list)


def find_one(index: OfferIndex, need: NeedRecord, settings: Settings, top: int, on: date | None) -> Found:
    """The best `top` offers and near misses of one need, with the blocks they were scored in."""
    question = asked([need], index.codes, on)
    looked = _Looked(question, index, settings)
    pairs = _Pairs(looked, int(settings.parameters.minimum_score * TENTHS), top)
    for bound, step in visits(index, question, settings, told=True):
        if pairs.least <= bound:
            pairs.take(looked.blocks(step))
    return Found(question, pairs.best, pairs.misses(), tuple(pairs.scored))


class _Looked:
    """The lines that one need looks at, put together where they can be scored together."""

    def __init__(self, question: Asked, index: OfferIndex, settings: Settings) -> None:
        self.asked, self.index, self.catalogue = question, index, settings.catalogue
        self.question = question_of(question, index, settings, told=True)
        self.columns = {name: column[None, :] for name, column in question.columns.items()}
        self._dated = bool(question.columns["start"][0] > FIRST_DAY)
        self._last = int(question.columns["end"][0]) + (FAR_FUTURE_DAYS if self._dated else 0)
        self._wants = list(
            zip(*(question.wants[name].tolist() for name in ("good_number", "form", "strict")), strict=True)
        )

    def blocks(self, step: list[tuple[Bucket, Looks]]) -> Iterator[Block]:
        """Blocks of all lines of some buckets, as many as there are different columns."""
        found: dict[int, _Lines] = {}
        for bucket, looks in step:
            self._add(found.setdefault(id(bucket.whole), _Lines(bucket.whole)), bucket, looks)
        for lines in found.values():
            if spans := lines.undated + lines.dated:
                yield self._block(lines.whole, spans)

    def alone(self, block: Block) -> Bools:
        """Lines that are surely their offer's only pair: it has no other, and only one good is asked for."""
        alone: Bools = block.line("alone")
        return alone if len(self._wants) == 1 else np.zeros_like(alone)

    def _add(self, lines: _Lines, bucket: Bucket, looks: Looks) -> None:
        """The lines of a bucket that open soon enough, for every want that looks into it."""
        past = int(bucket.lines["start"].searchsorted(self._last, side="right"))
        cut = min(bucket.undated, past) if self._dated else past
        for wants, near, place in looks:
            for want in wants.tolist():
                own = self._asked_for(bucket, want, near, place)
                if cut:
                    lines.undated.append((bucket.first, cut, own))
                if cut < past:
                    lines.dated.append((bucket.first + cut, past - cut, own))

    def _asked_for(self, bucket: Bucket, want: int, near: int, place: int) -> tuple[Any, ...]:
        """What the lines of a bucket are asked for, as `_OWN`."""
        good_number, number, strict = self._wants[want]
        form = self.asked.forms[number]
        gap = form_gap(form, bucket.form) if near == SAME else 0
        traded = manner(self.catalogue.facts(bucket.good), bucket.form or form) + STRICT * strict
        return want, near, sequence_of(good_number, place), near == SAME, gap, traded

    def _block(self, whole: Bucket, spans: list[_Span]) -> Block:
        first, count, own = zip(*spans, strict=True)
        size = np.array(count)
        lines = slice(first[0], first[0] + count[0]) if len(spans) == 1 else spread(np.array(first), size)
        return Block(whole, lines, self._asks(own, size), self.question)

    def _asks(self, own: tuple[tuple[Any, ...], ...], count: Ints) -> Columns:
        """Columns of the asks: (1, 1) where all lines share them, else (1, lines)."""
        asks = dict(self.columns)
        for (name, kind), values in zip(_OWN.items(), zip(*own, strict=True), strict=True):
            asks[name] = _beside(np.array(values, dtype=kind), len(set(values)) == 1, count)
        want = asks["want"][:, :1] if len({one[0] for one in own}) == 1 else asks["want"]
        for name, column in self.asked.wants.items():
            found = column[want]
            asks[name] = found[:, :1] if found.shape[1] > 1 and bool((found == found[0, 0]).all()) else found
        # One ask in all: that its goods differ from line to line is told by the columns of the goods.
        asks["want"] = asks["want"][:, :1]
        return asks


def _beside(values: Ints, alike: bool, count: Ints) -> Ints:
    return values[None, :1] if alike else np.repeat(values, count)[None, :]


class _Pairs:
    """The pairs of one need in a few long columns, with the blocks they stand in; `best`: of those seen so far."""

    def __init__(self, looked: _Looked, floor: int, top: int) -> None:
        self.looked, self.floor, self.top = looked, floor, top
        self.scored: list[Scored] = []
        self.best = together([], 0)
        self.least = -1
        # Slot, tenths, whether it fits, whether it is a near miss, whether it is surely its offer's only pair.
        self._parts: list[tuple[Ints, Ints, Bools, Bools, Bools]] = []

    def take(self, blocks: Iterator[Block]) -> None:
        """Score some more blocks. `least` is what a pair must have from then on to be among the best."""
        for block in blocks:
            scored = score(block)
            total, verdict = scored.total[0], scored.verdict
            enough = total >= self.floor
            fits = verdict.allowed[0]
            alone = self.looked.alone(block)
            self._parts.append((block.line("slot"), total, fits, verdict.once[0] & enough, alone))
            self.scored.append(scored)
        if not self._parts:
            return
        one = self._parts[0]
        if len(self._parts) > 1:
            one = tuple(np.concatenate(all_) for all_ in zip(*self._parts, strict=True))  # type: ignore[assignment]
        self.slot, self.tenths, self.fits, self.missed, self.alone = one
        self.best = self._of(np.flatnonzero(self.fits & (self.tenths >= self.floor)))
        self.least = int(self.best.tenths[-1]) if len(self.best) >= self.top else -1

    def misses(self) -> Picks:
        """The best near misses: offers with no line that fits."""
        if not self._parts:
            return together([], 0)
        at = np.flatnonzero(self.missed)
        shared = np.flatnonzero(~self.alone[at])
        if len(shared):
            others = self.slot[np.flatnonzero(self.fits & ~self.alone)]
            at = np.delete(at, shared[np.isin(self.slot[at[shared]], others)])
        return self._of(at)

    def _of(self, at: Ints) -> Picks:
        """The best of some pairs: by score, then by offer id; each offer once."""
        tenths = self.tenths[at]
        if len(at) > self.top and (wanted := self.top * self._most_lines(at)) < len(at):
            near = tenths >= np.partition(tenths, len(at) - wanted)[len(at) - wanted]
            at, tenths = at[near], tenths[near]
        if not self.alone[at].all():
            at = self._first_of_each(at)
            tenths = self.tenths[at]
        order = np.lexsort((self.looked.index.ranks(self.slot[at]), -tenths))
        return self._picks(at[order[: self.top]])

    def _most_lines(self, at: Ints) -> int:
        """How many of some pairs are of one offer at most."""
        slots = self.slot[at[~self.alone[at]]]
        return int(np.unique(slots, return_counts=True)[1].max()) if len(slots) else 1

    def _first_of_each(self, at: Ints) -> Ints:
        """The best pair of each offer; of those that score alike the one whose goods and bucket are told first."""
        source, column = self._stands(at)
        sequence, slots = np.empty(len(at), dtype=np.int64), self.slot[at]
        for number, scored in enumerate(self.scored):
            own, told = source == number, scored.block.asks["sequence"][0]
            sequence[own] = told[column[own]] if len(told) > 1 else told[0]
        order = np.lexsort(((sequence << 24) + column, -self.tenths[at], slots))
        head = np.diff(slots[order], prepend=-1) != 0
        return np.asarray(at[order[head]])

    def _stands(self, at: Ints) -> tuple[Ints, Ints]:
        """The block in which each pair stands, and its column there."""
        if len(self._parts) == 1:
            return np.zeros_like(at), at
        starts = np.cumsum([0, *(len(part[0]) for part in self._parts)])
        source = np.searchsorted(starts, at, side="right") - 1
        return source, at - starts[source]

    def _picks(self, at: Ints) -> Picks:
        source, column = self._stands(at)
        none, nothing = np.zeros_like(at), np.zeros((len(at), 0), dtype=np.float32)
        part_tenths = nothing.astype(np.int16)
        return Picks(none, self.slot[at], self.tenths[at], none, source, none, column, nothing, part_tenths)
