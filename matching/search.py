"""Which lines a group of needs looks at, block by block, and the best pairs found there.

Buckets of the same goods come first. A bucket of goods that are only related is left alone by a need that already
has enough offers which score more than anything in that bucket could; nobody looks for near misses there either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import Protocol

import numpy as np

from matching.arrays import FIRST_DAY, UNKNOWN, Columns, Ints
from matching.asking import Asked, asked
from matching.baseline import TENTHS, Scored
from matching.block import Question, groups
from matching.bounds import BucketBounds
from matching.bucket import Bucket
from matching.candidates import OfferIndex
from matching.catalogue import NEAREST, Catalogue, Nearness, form_gap
from matching.cells import held_wishes
from matching.draft import PAIRS, Pool, drafts
from matching.goods_features import TWO_GAPS
from matching.parameters import Parameters
from matching.records import NeedRecord
from matching.shortlist import Picks, best_of, together

_RELATIVES, _FORMS = 10_000, 1_000
_FIRST_WANT = np.zeros(1, dtype=np.int64)
_SAME = NEAREST.index("same")


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


Looks = list[tuple[Ints, int, int]]
"""Wants that look into a bucket, the number of their nearness, and where the bucket stands among those of the good."""


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
    return Found(question, _Search(index, question, settings, top).run(), together([], 0), ())


def visits(
    index: OfferIndex, question: Asked, settings: Settings, *, told: bool
) -> Iterator[tuple[int, list[tuple[Bucket, Looks]]]]:
    """The buckets every want looks into: the nearest goods and forms first, step by step as they are worth less.

    With each step the most tenths of a point that anything in it can score. Forms that cannot be reconciled are looked
    into only where near misses are `told` of.
    """
    found: dict[int, list[tuple[int, Ints, int, int]]] = {}
    most = cache(partial(upper_bound, settings.parameters))
    for wants, code, kind in _alike(question):
        relatives = settings.catalogue.relatives(code, kind)
        for place, (offered, nearness) in enumerate(relatives.items()):
            worth, near = _worth(settings.parameters, nearness), NEAREST.index(nearness)
            for form, (number, bucket) in enumerate(index.forms(offered)):
                for own, gap in _by_gap(question, wants, bucket) if near == _SAME and not told else ((wants, 0),):
                    if gap < 2:
                        found.setdefault(most(worth, gap), []).append((number, own, near, place * _FORMS + form))
    for bound in sorted(found, reverse=True):
        step: dict[int, Looks] = {}
        for number, own, near, sequence in found[bound]:
            step.setdefault(number, []).append((own, near, sequence))
        yield bound, [(index.buckets[number], looks) for number, looks in step.items()]


def question_of(asked_: Asked, index: OfferIndex, settings: Settings, *, told: bool) -> Question:
    """What all blocks of a search share."""
    return Question(asked_, settings.parameters, index.codes, settings.catalogue, told)


def sequence_of(good_number: Ints | int, place: Ints | int) -> Ints | int:
    """The place in the telling of a good of a need and a bucket of that good."""
    return good_number * (_RELATIVES * _FORMS) + place


def _worth(parameters: Parameters, nearness: Nearness) -> float:
    return 1.0 if nearness in ("same", "in_group") else parameters.values[nearness]


def _by_gap(question: Asked, wants: Ints, bucket: Bucket) -> Iterator[tuple[Ints, int]]:
    """Wants with the gap between their form and that of the bucket."""
    gaps = [form_gap(form, bucket.form) for form in question.forms]
    if not any(gaps):
        yield wants, 0
        return
    own = np.array(gaps)[question.wants["form"][wants]]
    for gap in set(gaps):
        if len(found := wants[own == gap]):
            yield found, gap


def _alike(question: Asked) -> Iterator[tuple[Ints, str, str | None]]:
    """Wants with the same good and kind of buyer."""
    if len(question.wants["need"]) == 1:
        yield _FIRST_WANT, question.goods[0], question.needs[0].buyer_kind
        return
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


def _visit(bucket: Bucket, looks: Looks, good_number: Ints) -> Visit:
    wants = np.concatenate([one[0] for one in looks])
    size = [len(one[0]) for one in looks]
    nearness = np.repeat(np.array([one[1] for one in looks]), size)
    sequence = sequence_of(good_number[wants], np.repeat(np.array([one[2] for one in looks]), size))
    return Visit(bucket, wants, nearness, np.asarray(sequence))


class _Whole:
    """What is worked out once of buckets that share their columns, however many asks look into them."""

    def __init__(self, bucket: Bucket, question: Question) -> None:
        self.bucket, self.question = bucket, question
        self._held = held_wishes(bucket, question)
        self._bounds: dict[int, BucketBounds] = {}

    def bounds(self, bucket: Bucket) -> BucketBounds:
        """What bounds need of one of its buckets."""
        if (found := self._bounds.get(bucket.first)) is None:
            own = self._held[bucket.first : bucket.first + len(bucket)]
            found = self._bounds[bucket.first] = BucketBounds(bucket, own, self.question)
        return found


class _Search:
    def __init__(self, index: OfferIndex, question: Asked, settings: Settings, top: int) -> None:
        self.index, self.settings, self.top = index, settings, top
        self.asked, self.question = question, question_of(question, index, settings, told=False)
        self.floor = int(settings.parameters.minimum_score * TENTHS)
        self._best = together([], len(settings.parameters.weights))
        self._wholes: dict[int, _Whole] = {}
        self._least = np.full(len(question.needs), -1, dtype=np.int64)

    def run(self) -> Picks:
        """The best pairs of every need."""
        good_number = self.asked.wants["good_number"].astype(np.int64)
        for bound, step in visits(self.index, self.asked, self.settings, told=False):
            asked_ = (_visit(bucket, looks, good_number) for bucket, looks in step)
            open_ = [visit for one in asked_ if len((visit := self._open(one, bound)).wants)]
            found = [self._best, *self._drafted(open_)]
            if len(found) > 1:
                self._best = self._merged(found)
                self._note_least(self._best, self._best.need)
        return self._best

    def _note_least(self, picks: Picks, owner: Ints) -> None:
        """What a pair must reach from now on to be among the best of its need. Picks stand by owner, best first."""
        last = np.flatnonzero(np.diff(owner, append=UNKNOWN))
        full = last[np.diff(last, prepend=-1) >= self.top]
        np.maximum.at(self._least, picks.need[full], picks.tenths[full])

    def _open(self, visit: Visit, bound: int) -> Visit:
        """The visit without the needs that nothing in the bucket could change."""
        least = self._least[self.asked.wants["need"][visit.wants]]
        wanted = np.flatnonzero(least <= bound)
        if len(wanted) == len(visit.wants):
            return visit
        return Visit(visit.bucket, visit.wants[wanted], visit.nearness[wanted], visit.sequence[wanted])

    def _merged(self, found: list[Picks]) -> Picks:
        picks = together([one for one in found if len(one)], self._best.values.shape[1])
        return best_of(picks, self.index.ranks(picks.slot), self.top)

    def _groups(self, visit: Visit) -> list[Columns]:
        asks = {"want": visit.wants, "nearness": visit.nearness, "sequence": visit.sequence}
        return groups(self.asked, visit.bucket, asks, self.settings.catalogue)

    def _drafted(self, visits_: Iterable[Visit]) -> Iterator[Picks]:
        """The best pairs of some visits, which raise what later ones have to reach."""
        pools: dict[object, Pool] = {}
        for visit in visits_:
            for asks in self._groups(visit):
                least = np.maximum(self._least[asks["need"][:, 0]], self.floor)
                reach = self._reach(asks, visit.bucket)
                whole = self._whole(visit.bucket)
                key = (id(whole.bucket), bool(asks["start"][0, 0] > FIRST_DAY))
                pool = pools.setdefault(key, Pool(whole.bucket, self.question, self.top))
                for draft, rows in drafts(asks, whole.bounds(visit.bucket), least, self.top):
                    pool.enter(draft, (reach[0][rows], reach[1][rows]))
                if pool.waiting > PAIRS:
                    yield from self._settled(pools.pop(key))
        for pool in pools.values():
            yield from self._settled(pool)

    def _settled(self, pool: Pool) -> Iterator[Picks]:
        if (picks := pool.best()) is not None:
            self._note_least(picks, picks.row)
            yield picks

    def _whole(self, bucket: Bucket) -> _Whole:
        if (found := self._wholes.get(id(bucket.whole))) is None:
            found = self._wholes[id(bucket.whole)] = _Whole(bucket.whole, self.question)
        return found

    def _reach(self, asks: Columns, bucket: Bucket) -> tuple[Ints, Ints]:
        """The first line each ask must see and the one past the last."""
        start, end = asks["start"][:, 0], asks["end"][:, 0]
        if not start[0]:
            past = np.searchsorted(bucket.lines["start"], end, side="right")
            return np.zeros(len(start), dtype=np.int64), past
        return bucket.opening(start, end)


def upper_bound(parameters: Parameters, worth: float, gap: int) -> int:
    """The most tenths of a point that a good of this worth can reach, its form being so far from the one asked for."""
    most = {"product": worth, "form_variety": 1.0}
    if gap:
        most["form_variety"] = max(parameters.values["minor"], parameters.values["serious"], TWO_GAPS)
    shares = {name: float(weight) * most.get(name, 1.0) for name, weight in parameters.weights.items()}
    return sum(round(share * TENTHS) for share in shares.values())
