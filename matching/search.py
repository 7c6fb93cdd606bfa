"""Which lines a group of needs looks at, block by block, and the best pairs found there.

Buckets of the same goods come first. A bucket of goods that are only related is left alone by a need that already
has enough offers which score more than anything in that bucket could; nobody looks for near misses there either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from matching.arrays import UNKNOWN, Columns, Ints
from matching.asking import Asked, asked
from matching.baseline import TENTHS, Scored, score
from matching.block import Block, Group, groups
from matching.bucket import Bucket
from matching.candidates import FAR_FUTURE_DAYS, OfferIndex
from matching.catalogue import NEAREST, Catalogue
from matching.draft import best_pairs
from matching.parameters import Parameters
from matching.records import NeedRecord
from matching.shortlist import Picks, best_of, pick, together
from matching.trust_features import PaperSpans

# Pairs worked on at once: their columns together stay within the caches of a processor.
PAIRS = 65_536
LINES = 65_536
_RELATIVES, _FORMS = 10_000, 1_000


class Settings(Protocol):
    """What a search depends on beside the records."""

    catalogue: Catalogue
    parameters: Parameters


@dataclass(frozen=True, slots=True)
class Visit:
    """Wants (rows of `Asked.wants`) that look into one bucket, with their nearness and their place in the telling."""

    bucket: Bucket
    wants: Ints
    nearness: Ints
    sequence: Ints


@dataclass(frozen=True, slots=True)
class Found:
    """Best pairs and near misses of every need, best first; `scored` are the blocks they stand in, where kept."""

    asked: Asked
    picks: Picks
    misses: Picks
    scored: tuple[Scored, ...]


def find_many(index: OfferIndex, needs: Sequence[NeedRecord], settings: Settings, top: int, on: date | None) -> Found:
    """The best `top` offers of every need, with part values; without near misses and without what telling needs."""
    question = asked(needs, index.codes, on)
    search = _Search(index, question, settings, top, told=False)
    picks = search.run()
    return Found(question, picks, together([], 0), ())


def find_one(index: OfferIndex, need: NeedRecord, settings: Settings, top: int, on: date | None) -> Found:
    """The best `top` offers and near misses of one need, with the blocks they were scored in."""
    question = asked([need], index.codes, on)
    search = _Search(index, question, settings, top, told=True)
    return Found(question, search.run(), search.missed(), tuple(search.scored))


def visits(index: OfferIndex, question: Asked, settings: Settings) -> Iterator[tuple[float, list[Visit]]]:
    """The buckets every want looks into: those of the nearest goods first, step by step as goods are worth less."""
    found: dict[float, dict[int, list[tuple[Ints, int, int]]]] = {}
    for wants, code, kind in _alike(question):
        relatives = settings.catalogue.relatives(code, kind)
        for place, (offered, nearness) in enumerate(relatives.items()):
            worth = 1.0 if nearness in ("same", "in_group") else settings.parameters.values[nearness]
            for form, (number, _) in enumerate(index.forms(offered)):
                told = (wants, NEAREST.index(nearness), place * _FORMS + form)
                found.setdefault(worth, {}).setdefault(number, []).append(told)
    good_number = question.wants["good_number"].astype(np.int64)
    for worth in sorted(found, reverse=True):
        yield worth, [_visit(index.buckets[number], told, good_number) for number, told in found[worth].items()]


def _alike(question: Asked) -> Iterator[tuple[Ints, str, str | None]]:
    """Wants with the same good and kind of buyer."""
    kinds: dict[str | None, int] = {}
    buyers = [kinds.setdefault(need.buyer_kind, len(kinds)) for need in question.needs]
    names = list(kinds)
    kind = np.array(buyers, dtype=np.int64)[question.wants["need"]]
    both = question.wants["good"].astype(np.int64) * len(kinds) + kind
    order = np.argsort(both, kind="stable")
    heads = np.flatnonzero(np.diff(both[order], prepend=-1))
    for wants in np.split(order, heads[1:]) if len(order) else ():
        code = int(both[wants[0]])
        yield wants, question.goods[code // len(kinds)], names[code % len(kinds)]


def _visit(bucket: Bucket, told: list[tuple[Ints, int, int]], good_number: Ints) -> Visit:
    wants = np.concatenate([one[0] for one in told])
    size = [len(one[0]) for one in told]
    nearness = np.repeat(np.array([one[1] for one in told]), size)
    sequence = good_number[wants] * _RELATIVES * _FORMS + np.repeat(np.array([one[2] for one in told]), size)
    return Visit(bucket, wants, nearness, sequence)


class _Search:
    def __init__(self, index: OfferIndex, question: Asked, settings: Settings, top: int, *, told: bool) -> None:
        self.index, self.question, self.settings, self.top, self.told = index, question, settings, top, told
        weights = settings.parameters.weights
        self.width = len(weights)
        self.floor = int(settings.parameters.minimum_score * TENTHS)
        self.scored: list[Scored] = []
        self._best = together([], self.width if not told else 0)
        self._missed: list[Picks] = []
        self._fitting: list[Ints] = []
        self._least = np.full(len(question.needs), -1, dtype=np.int64)

    def run(self) -> Picks:
        """The best pairs of every need."""
        for worth, step in visits(self.index, self.question, self.settings):
            bound = self._bound(worth)
            found = [self._best]
            for visit in step:
                open_ = self._open(visit, bound)
                if len(open_.wants):
                    found += self._visited(open_)
            if len(found) > 1:
                self._best = self._merged(found)
                self._note_least(self._best, self._best.need)
        return self._best

    def _bound(self, worth: float) -> int | None:
        """The most that goods of this worth can score; None where every bucket has to be visited."""
        if not (self._least >= 0).any():
            return None
        return upper_bound(self.settings.parameters, worth)

    def _note_least(self, picks: Picks, owner: Ints) -> None:
        """What a pair must reach from now on to be among the best of its need. Picks stand by owner, best first."""
        last = np.flatnonzero(np.diff(owner, append=UNKNOWN))
        full = last[np.diff(last, prepend=-1) >= self.top]
        np.maximum.at(self._least, picks.need[full], picks.tenths[full])

    def _open(self, visit: Visit, bound: int | None) -> Visit:
        """The visit without the needs that nothing in the bucket could change."""
        if bound is None:
            return visit
        least = self._least[self.question.wants["need"][visit.wants]]
        wanted = np.flatnonzero(least <= bound)
        if len(wanted) == len(visit.wants):
            return visit
        return Visit(visit.bucket, visit.wants[wanted], visit.nearness[wanted], visit.sequence[wanted])

    def missed(self) -> Picks:
        """The best near misses: offers with no line that fits."""
        fitting = np.unique(np.concatenate(self._fitting)) if self._fitting else np.zeros(0, dtype=np.int64)
        picks = together(self._missed, 0)
        picks = picks.take(~np.isin(picks.slot, fitting))
        return best_of(picks, self.index.ranks(picks.slot), self.top)

    def _merged(self, found: list[Picks]) -> Picks:
        picks = together([one for one in found if len(one)], self._best.values.shape[1])
        return best_of(picks, self.index.ranks(picks.slot), self.top)

    def _visited(self, visit: Visit) -> Iterator[Picks]:
        own = groups(self.question, visit.bucket, self._asks(visit), self.settings, self.index.codes, told=self.told)
        for group in own:
            blocks = (
                Block(visit.bucket, span, asks, group.question) for asks, span in self._spans(group, visit.bucket)
            )
            if self.told:
                yield from map(self._scored, blocks)
                continue
            spans = PaperSpans(visit.bucket, group.question)
            yield from (self._drafted(block, spans) for block in blocks)

    def _asks(self, visit: Visit) -> Columns:
        return {"want": visit.wants, "nearness": visit.nearness, "sequence": visit.sequence}

    def _drafted(self, block: Block, spans: PaperSpans) -> Picks:
        """The best pairs of a block, which raise what later ones have to reach."""
        least = np.maximum(self._least[block.asks["need"]], self.floor)
        picks = best_pairs(block, spans, least, self.top)
        self._note_least(picks, picks.row)
        return picks

    def _scored(self, block: Block) -> Picks:
        """The best pairs and near misses of a block that is kept."""
        scored = score(block)
        allowed = scored.verdict.allowed
        enough = scored.total >= self.floor
        source = len(self.scored)
        self.scored.append(scored)
        self._fitting.append(block.line("slot")[allowed.any(axis=0)])
        if (once := scored.verdict.once & enough).any():
            self._missed.append(pick(scored, once, self.top, source=source))
        return pick(scored, allowed & enough, self.top, source=source)

    def _spans(self, group: Group, bucket: Bucket) -> Iterator[tuple[Columns, slice]]:
        """Rows of a group with the spans of lines they are to be compared with."""
        size = len(group.asks["want"])
        first, past = self._reach(group, bucket)
        done = 0
        while done < size:
            width = max(int(past[done]) - min(int(first[done]), len(bucket)), 1)
            until = min(done + max(PAIRS // width, 1), size)
            asks = {name: column[done:until] for name, column in group.asks.items()}
            for span in _pieces(int(first[done:until].min()), int(past[done:until].max()), bucket.undated):
                yield asks, span
            done = until

    def _reach(self, group: Group, bucket: Bucket) -> tuple[Ints, Ints]:
        """The first line each ask must see and the one past the last."""
        start, end = group.asks["start"][:, 0], group.asks["end"][:, 0]
        if self.told or not start[0]:
            last = end + FAR_FUTURE_DAYS if start[0] else end
            past = np.searchsorted(bucket.lines["start"], last, side="right")
            return np.zeros(len(start), dtype=np.int64), past
        return bucket.opening(start, end)


def _pieces(first: int, past: int, undated: int) -> Iterator[slice]:
    """Spans of lines: those without dates at the front, and those from `first` until `past`; none too long."""
    first = min(first, past)
    if undated < first:
        yield from _pieces(0, undated, 0)
    else:
        first = 0
    for start in range(first, past, LINES):
        yield slice(start, min(start + LINES, past))


def upper_bound(parameters: Parameters, worth: float) -> int:
    """The most tenths of a point that a good of this worth can reach."""
    shares = {name: float(weight) for name, weight in parameters.weights.items()}
    return int(sum(np.rint(weight * (worth if name == "product" else 1.0) * TENTHS) for name, weight in shares.items()))
