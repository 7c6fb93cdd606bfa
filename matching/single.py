"""One need beside every line that it looks at, with all that telling needs.

Lines of all buckets whose goods are judged alike stand in one block, so a need costs a few passes over its lines
however many forms and related goods there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from matching.arrays import FIRST_DAY, Columns, Ints, spread
from matching.asking import Asked, asked
from matching.baseline import TENTHS, Scored, score
from matching.block import Block, Question, as_traded
from matching.bucket import Bucket
from matching.candidates import FAR_FUTURE_DAYS, OfferIndex
from matching.catalogue import NEAREST, form_gap
from matching.records import NeedRecord
from matching.search import Found, Looks, Settings, sequence_of, visits
from matching.shortlist import Picks, best_of, together

SAME = NEAREST.index("same")
# What a line is asked for: it differs from bucket to bucket. All else is the need's.
_OWN = {"want": "i4", "nearness": "i1", "sequence": "i8", "same": "?", "form_gap": "i1"}


@dataclass(slots=True)
class _Lines:
    """Spans of lines of buckets that share their columns, each with what it is asked for (as `_OWN`)."""

    whole: Bucket
    question: Question
    first: list[int] = field(default_factory=list)
    count: list[int] = field(default_factory=list)
    own: list[tuple[Any, ...]] = field(default_factory=list)


def find_one(index: OfferIndex, need: NeedRecord, settings: Settings, top: int, on: date | None) -> Found:
    """The best `top` offers and near misses of one need, with the blocks they were scored in."""
    question = asked([need], index.codes, on)
    pairs = _Pairs(int(settings.parameters.minimum_score * TENTHS), index, top)
    for bound, step in visits(index, question, settings, told=True):
        if pairs.least <= bound:
            looked = _Looked(question, settings)
            for bucket, looks in step:
                looked.add(bucket, looks, index)
            pairs.take(looked.blocks())
    return Found(question, pairs.best, pairs.misses(), tuple(pairs.scored))


class _Looked:
    """The lines that one need looks at, put together where they can be scored together."""

    def __init__(self, question: Asked, settings: Settings) -> None:
        self.asked, self.settings = question, settings
        self._found: dict[tuple[object, ...], _Lines] = {}
        columns = question.columns
        self._dated = bool(columns["start"][0] > FIRST_DAY)
        self._last = int(columns["end"][0]) + (FAR_FUTURE_DAYS if self._dated else 0)
        strict = (columns["sites"] > 0) & (question.wants["of_group"] | columns["programme"])
        self._strict, self._forms = strict.tolist(), question.wants["form"].tolist()
        self._goods = question.wants["good_number"].tolist()

    def add(self, bucket: Bucket, looks: Looks, index: OfferIndex) -> None:
        """The lines of a bucket that open soon enough, for every want that looks into it."""
        past = int(bucket.lines["start"].searchsorted(self._last, side="right"))
        cut = min(bucket.undated, past) if self._dated else past
        for want, near, place in ((want, near, place) for wants, near, place in looks for want in wants.tolist()):
            sequence = sequence_of(self._goods[want], place)
            form = self.asked.forms[self._forms[want]]
            gap = form_gap(form, bucket.form) if near == SAME else 0
            own = (want, near, sequence, near == SAME, gap)
            question = self._question(bucket, form, want, index)
            for first, end in ((0, cut), (cut, past)):
                if first < end:
                    lines = self._lines(bucket.whole, question, undated=first < cut)
                    lines.first.append(bucket.first + first)
                    lines.count.append(end - first)
                    lines.own.append(own)

    def _question(self, bucket: Bucket, form: str | None, want: int, index: OfferIndex) -> Question:
        settings = self.settings
        facts = as_traded(settings.catalogue.facts(bucket.good), bucket.form or form)
        return Question(
            self.asked, settings.parameters, index.codes, facts, self._strict[want], settings.catalogue, told=True
        )

    def _lines(self, whole: Bucket, question: Question, *, undated: bool) -> _Lines:
        key = (id(whole), *question.kind, undated)
        if (found := self._found.get(key)) is None:
            found = self._found[key] = _Lines(whole, question)
        return found

    def blocks(self) -> Iterator[Block]:
        """Blocks of all lines added."""
        for found in self._found.values():
            count = np.array(found.count)
            lines = spread(np.array(found.first), count)
            own = {
                name: np.array(column, dtype=kind)
                for (name, kind), column in zip(_OWN.items(), zip(*found.own, strict=True), strict=True)
            }
            asks = self._asks(own, count)
            yield Block(found.whole.only(lines), slice(0, len(lines)), asks, found.question)

    def _asks(self, own: Columns, count: Ints) -> Columns:
        """Columns of the asks: (1, 1) where all lines share them, else (1, lines)."""
        wants = {name: column[own["want"]] for name, column in self.asked.wants.items()}
        asks = {name: column[None, :] for name, column in self.asked.columns.items()}
        for name, column in (wants | own).items():
            shared = len(column) == 1 or bool((column == column[0]).all())
            asks[name] = column[None, :1] if shared else np.repeat(column, count)[None, :]
        # One ask in all: that its goods differ from line to line is told by the columns of the goods.
        asks["want"] = asks["want"][:, :1]
        return asks


class _Pairs:
    """The pairs of one need in a few long columns, with the blocks they stand in; `best`: of those seen so far."""

    def __init__(self, floor: int, index: OfferIndex, top: int) -> None:
        self.floor, self.index, self.top = floor, index, top
        self.scored: list[Scored] = []
        self.best = together([], 0)
        self.least = -1
        self._parts: list[tuple[Ints, ...]] = []

    def take(self, blocks: Iterator[Block]) -> None:
        """Score some more blocks. `least` is what a pair must have from then on to be among the best."""
        for block in blocks:
            scored = score(block)
            enough, size = scored.total[0] >= self.floor, block.shape[1]
            self._parts.append((
                block.line("slot"), scored.total[0], scored.verdict.allowed[0], scored.verdict.once[0] & enough,
                np.full(size, len(self.scored)), np.arange(size), np.broadcast_to(block.asks["sequence"][0], size),
            ))  # fmt: skip
            self.scored.append(scored)
        if self._parts:
            columns = [np.concatenate(one) for one in zip(*self._parts, strict=True)]
            self.slot, self.tenths, self.fits, self.missed, self.source, self.column, self.sequence = columns
            self.best = self._of(np.flatnonzero(self.fits & (self.tenths >= self.floor)))
            self.least = int(self.best.tenths[-1]) if len(self.best) >= self.top else -1

    def misses(self) -> Picks:
        """The best near misses: offers with no line that fits."""
        at = np.flatnonzero(self.missed) if self._parts else np.zeros(0, dtype=np.int64)
        return self._of(at[~np.isin(self.slot[at], self.slot[self.fits])] if len(at) else at)

    def _of(self, at: Ints) -> Picks:
        """The best of some pairs: by score, then by offer id."""
        if not len(at):
            return together([], 0)
        tenths, slots = self.tenths[at], self.slot[at]
        if len(at) > self.top:
            lines = int(np.unique(slots, return_counts=True)[1].max())
            if (wanted := self.top * lines) < len(at):
                near = tenths >= np.partition(tenths, len(at) - wanted)[len(at) - wanted]
                at, tenths, slots = at[near], tenths[near], slots[near]
        nothing = np.zeros((len(at), 0))
        picks = Picks(
            need=np.zeros(len(at), dtype=np.int64),
            slot=slots,
            tenths=tenths,
            sequence=(self.sequence[at] << 24) + self.column[at],
            source=self.source[at],
            row=np.zeros(len(at), dtype=np.int64),
            column=self.column[at],
            values=nothing.astype(np.float32),
            part_tenths=nothing.astype(np.int16),
        )
        return best_of(picks, self.index.ranks(slots), self.top)
