"""A group at once: again and again the candidate whose kilogram is cheapest, its once-only costs spread over it."""

from __future__ import annotations

import heapq
from operator import sub

import numpy as np
from numpy.typing import NDArray

from matching.pooling.cells import Cells, Grams

ROUNDS = 6


def greedy(cells: Cells) -> Grams:
    """Grams by candidate and ask, within every limit; what cannot be filled so stays open."""
    caps = cells.most_g.copy()
    for _ in range(ROUNDS):
        given = _fill(cells, caps)
        lower = _within_share(cells, given, caps)
        if (lower == caps).all():
            break
        caps = lower
    return trimmed(cells, given)


def _fill(cells: Cells, caps: Grams) -> Grams:
    given = np.where(cells.locked_g > 0, cells.locked_g, 0)
    left = cells.wanted_g - given.sum(axis=0)
    reserved = [(cells.holds(name), float(share)) for name, share in cells.problem.limits.certificate_shares.items()]
    for mask, share in [*reserved, (np.ones(len(cells.candidates), bool), 1.0)]:
        wanted = np.ceil(cells.wanted_g.sum() * share - given[mask].sum())
        _fill_from(cells, caps, given, left, mask, int(wanted))
    return given


def _fill_from(cells: Cells, caps: Grams, given: Grams, left: Grams, mask: NDArray[np.bool_], wanted: int) -> None:
    """Take candidates of the mask, the cheapest first, until `wanted` grams or nobody is left; changes both arrays.

    What a candidate could add shrinks as the need fills, so its kilogram only gets dearer: it is looked at again
    when its turn comes, not each time another one is taken.
    """
    most = cells.problem.limits.maximum_suppliers
    members = (given > 0).any(axis=1) | cells.locked_in
    turn, queue = _Turn(cells, caps, given, left), _queue(cells, caps, given, left, mask, members)
    taken, small = set(np.nonzero(members)[0].tolist()), list[tuple[int, int]]()
    while wanted > 0 and any(turn.left) and (queue or small):
        slots = None if most is None else most - len(taken)
        if not queue:  # nobody left is large enough for the slots: the largest of the small ones does most
            at = min(small)[1]
            small.clear()
        else:
            before, at = heapq.heappop(queue)
        if slots == 0 and at not in taken:
            continue
        offered = turn.offered(at)
        amount = sum(offered)
        if amount == 0:
            continue
        each = turn.each(offered, amount, at, at in taken)
        if queue and each > max(before, queue[0][0]):
            heapq.heappush(queue, (each, at))
            continue
        if queue and slots and amount * slots < sum(turn.left):
            small.append((-amount, at))
            continue
        turn.give(at, offered)
        wanted -= amount
        taken.add(at)
    turn.written(given, left)


def _queue(
    cells: Cells, caps: Grams, given: Grams, left: Grams, mask: NDArray[np.bool_], taken: NDArray[np.bool_]
) -> list[tuple[float, int]]:
    """Those of the mask who could add something, by what a gram of theirs costs now; a heap.

    For everybody at once what `_Turn.offered` and `_Turn.each` say of one, added up in the same order.
    """
    room, amount = caps - given.sum(axis=1), np.zeros(len(caps), np.int64)
    money, step, lot = np.zeros(len(caps)), np.maximum(cells.multiple_g, 1), np.maximum(cells.lot_g, 1)
    for at, open_g in enumerate(left.tolist()):
        offered = np.minimum(np.minimum(cells.open_g[:, at], open_g), room) // step * step
        offered[(cells.locked_g[:, at] >= 0) | (given[:, at] > 0) | (offered < lot)] = 0
        room, amount = room - offered, amount + offered
        money += offered * cells.unit[:, at] + np.maximum(offered - cells.firm_g[:, at], 0) * cells.flexible
    able = np.nonzero(mask & (amount > 0))[0]
    each = (money + np.where(taken, 0.0, cells.once))[able] / amount[able]
    found = list(zip(each.tolist(), able.tolist(), strict=True))
    heapq.heapify(found)
    return found


class _Turn:
    """A filling, one candidate after another: a row has few periods, for which plain numbers are faster than arrays."""

    def __init__(self, cells: Cells, caps: Grams, given: Grams, left: Grams) -> None:
        self.cells, self.closed = cells, (cells.locked_g >= 0) | (given > 0)
        self.room = caps - given.sum(axis=1)
        self.left: list[int] = left.tolist()
        self.more: dict[int, list[int]] = {}

    def offered(self, at: int) -> list[int]:
        """What a candidate could add now: within the ask, whole multiples, minimum lots, its own most."""
        cells, room = self.cells, int(self.room[at])
        step, lot = max(int(cells.multiple_g[at]), 1), max(int(cells.lot_g[at]), 1)
        found = []
        for closed, opened, left in zip(self.closed[at].tolist(), cells.open_g[at].tolist(), self.left, strict=True):
            amount = 0 if closed else min(opened, left, room) // step * step
            amount = amount if amount >= lot else 0
            room -= amount
            found.append(amount)
        return found

    def each(self, offered: list[int], amount: int, at: int, taken: bool) -> float:
        """What a gram of it costs, in đồng, what is paid once spread over all of it."""
        cells, money = self.cells, 0.0
        for grams, unit, firm in zip(offered, cells.unit[at].tolist(), cells.firm_g[at].tolist(), strict=True):
            money += grams * unit + max(grams - firm, 0) * cells.flexible
        return (money + (0.0 if taken else float(cells.once[at]))) / amount

    def give(self, at: int, offered: list[int]) -> None:
        """The candidate gives so much; nobody gives twice."""
        self.more[at] = offered
        self.left = list(map(sub, self.left, offered))

    def written(self, given: Grams, left: Grams) -> None:
        """Both arrays brought to what was given meanwhile."""
        if self.more:
            given[list(self.more)] += np.array(list(self.more.values()), np.int64)
        left[:] = self.left


def _within_share(cells: Cells, given: Grams, caps: Grams) -> Grams:
    share = cells.problem.limits.largest_share
    if share is None:
        return caps
    most = int(share * int(given.sum()))
    lower: Grams = np.minimum(caps, max(most, 0))
    return lower if (given.sum(axis=1) > most).any() else caps


def trimmed(cells: Cells, given: Grams) -> Grams:
    """The same with suppliers taken out, the dearest first, until every share is kept; locked ones stay."""
    given = given.copy()
    limits = cells.problem.limits
    while given.any():
        total, each = int(given.sum()), given.sum(axis=1)
        over = np.zeros(len(each), bool)
        if limits.largest_share is not None:
            over |= each > limits.largest_share * total
        for name, share in limits.certificate_shares.items():
            holders = cells.holds(name)
            if each[holders].sum() < share * total:
                over |= ~holders & (each > 0)
        over &= ~(cells.locked_g > 0).any(axis=1)
        if not over.any():
            break
        given[int(np.where(over, each, -1).argmax())] = 0
    return given
