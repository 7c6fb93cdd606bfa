"""The order in which both sides' balance is shown, and who is seen by it.

The buyer's score keeps the last word: nothing is ever placed ahead of something whose score is more than a stated
number of points higher. Within that bound the mutual value decides, and then an offer that would be shown to nobody
takes the last place of a list from one that is shown elsewhere as well.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.errors import BalanceError
from matching.lists import places

MOST_POINTS = 10.0
TOP = 20


def shown_order(
    need: Ints,
    offer: Ints,
    buyer: Floats,
    mutual: Floats,
    *,
    top: int = TOP,
    most_points: float = MOST_POINTS,
    everyone: bool = True,
) -> Ints:
    """Positions of the pairs by need, then as shown; `top` is how many of them a need is shown.

    No pair stands ahead of one of the same need whose `buyer` score (0..100) is more than `most_points` higher. With
    `everyone`, offers shown to nobody are given last places within the same bound. Raises `BalanceError` for columns
    of different lengths, scores that are no numbers, or a bound or `top` below zero.
    """
    _check((need, offer, buyer, mutual), most_points, top)
    first = np.lexsort((offer, -mutual, -buyer, need))
    order = first[_within_bound(need[first], buyer[first], mutual[first], top, most_points)]
    return _Lists(need, offer, buyer, order, top, most_points).with_everyone() if everyone else order


def times_shown(need: Ints, offer: Ints, order: Ints, *, top: int = TOP, offers: int = 0) -> Ints:
    """How many needs show each offer among their first `top`; at least `offers` numbers."""
    shown = order[places(need[order]) < top]
    return np.asarray(np.bincount(offer[shown], minlength=offers), dtype=np.int64)


def _within_bound(need: Ints, buyer: Floats, mutual: Floats, top: int, most_points: float) -> Ints:
    """Row numbers as shown: place by place the highest mutual value among those close enough to the best one left."""
    place = places(need)
    _, row = np.unique(need, return_inverse=True)
    shape = (int(row.max(initial=-1)) + 1, int(place.max(initial=-1)) + 1)
    table = np.full(shape, -1, dtype=np.int64)
    table[row, place] = np.arange(len(need))
    free = table >= 0
    scores, value = np.full(shape, -np.inf), np.full(shape, -np.inf)
    scores[row, place], value[row, place] = buyer, mutual
    taken = np.full(shape, -1, dtype=np.int64)
    lists = np.arange(shape[0])
    for step in range(min(top, shape[1])):
        chosen = _next(free, scores, value, most_points)
        left = free[lists, chosen]
        taken[lists[left], step] = table[lists[left], chosen[left]]
        free[lists[left], chosen[left]] = False
    both = np.concatenate([taken, np.where(free, table, -1)], axis=1)
    return both[both >= 0]


def _next(free: Bools, scores: Floats, value: Floats, most_points: float) -> Ints:
    best = np.max(np.where(free, scores, -np.inf), axis=1, initial=-np.inf)
    near = free & (scores >= best[:, None] - most_points)
    return np.asarray(np.argmax(np.where(near, value, -np.inf), axis=1), dtype=np.int64)


class _Lists:
    """The lists of all needs while last places are handed over; pairs are positions in the given columns."""

    def __init__(self, need: Ints, offer: Ints, buyer: Floats, order: Ints, top: int, most_points: float) -> None:
        self.need, self.offer, self.buyer, self.order = need, offer, buyer, order
        self.top, self.most_points = top, most_points
        self.counts = times_shown(need, offer, order, top=top, offers=int(np.max(offer, initial=-1)) + 1)
        self.starts = np.searchsorted(need[order], np.arange(int(np.max(need, initial=-1)) + 2))
        self.changed: dict[int, tuple[list[int], list[int]]] = {}

    def with_everyone(self) -> Ints:
        """The order with last places given to offers that nobody is shown, those that cost the buyer least first."""
        for pair in self._waiting().tolist():
            if not self.counts[self.offer[pair]]:
                self._let_in(pair)
        order = self.order.copy()
        for need, (shown, hidden) in self.changed.items():
            order[self.starts[need] : self.starts[need + 1]] = shown + hidden
        return order

    def _waiting(self) -> Ints:
        """Pairs of offers nobody is shown that are close enough to the best pair their need does not see."""
        beyond = self.order[places(self.need[self.order]) >= self.top]
        best = np.full(len(self.starts), -np.inf)
        np.maximum.at(best, self.need[beyond], self.buyer[beyond])
        loss = best[self.need[beyond]] - self.buyer[beyond]
        kept = (self.counts[self.offer[beyond]] == 0) & (loss <= self.most_points)
        return np.asarray(beyond[kept][np.lexsort((beyond[kept], loss[kept]))], dtype=np.int64)

    def _let_in(self, pair: int) -> None:
        need = int(self.need[pair])
        shown, hidden = self.changed.get(need) or self._cut(need)
        given_up = self._given_up(shown, pair)
        if given_up is None or any(self._too_far(other, pair) for other in hidden[:2]):
            return
        hidden = sorted([given_up, *hidden], key=lambda one: (-self.buyer[one], one))
        hidden.remove(pair)
        self.changed[need] = ([one for one in shown if one != given_up] + [pair], hidden)
        self.counts[self.offer[given_up]] -= 1
        self.counts[self.offer[pair]] += 1

    def _cut(self, need: int) -> tuple[list[int], list[int]]:
        found = self.order[self.starts[need] : self.starts[need + 1]].tolist()
        return found[: self.top], found[self.top :]

    def _given_up(self, shown: list[int], pair: int) -> int | None:
        """The last shown pair whose offer is shown elsewhere too and that may stand behind all that follow it."""
        for place in range(len(shown) - 1, -1, -1):
            found, behind = shown[place], [*shown[place + 1 :], pair]
            if self.counts[self.offer[found]] > 1 and not any(self._too_far(found, one) for one in behind):
                return found
        return None

    def _too_far(self, passed: int, ahead: int) -> bool:
        return bool(self.buyer[passed] - self.buyer[ahead] > self.most_points)


def _check(columns: tuple[Ints, Ints, Floats, Floats], most_points: float, top: int) -> None:
    if len({len(column) for column in columns}) != 1:
        raise BalanceError("needs, offers, scores and values of pairs differ in number")
    if not (np.isfinite(columns[2]).all() and np.isfinite(columns[3]).all()):
        raise BalanceError("a score is no number")
    if not most_points >= 0 or top < 0:
        raise BalanceError("the bound or the number shown is below zero")
