"""A group at once: again and again the candidate whose kilogram is cheapest, its once-only costs spread over it."""

from __future__ import annotations

import heapq

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
    taken = (given > 0).any(axis=1) | cells.locked_in
    turn = _Turn(cells, caps, given, left)
    queue = turn.queue(mask, taken)
    small: list[tuple[int, int]] = []
    while wanted > 0 and any(turn.left) and (queue or small):
        slots = None if most is None else most - int(taken.sum())
        if not queue:  # nobody left is large enough for the slots: the largest of the small ones does most
            at = min(small)[1]
            small.clear()
        else:
            before, at = heapq.heappop(queue)
        if slots == 0 and not taken[at]:
            continue
        offered = turn.offered(at)
        amount = sum(offered)
        if amount == 0:
            continue
        each = turn.each(offered, amount, at, bool(taken[at]))
        if queue and each > max(before, queue[0][0]):
            heapq.heappush(queue, (each, at))
            continue
        if queue and slots and amount * slots < sum(turn.left):
            small.append((-amount, at))
            continue
        turn.give(at, offered)
        wanted -= amount
        taken[at] = True


class _Turn:
    """The state of a filling as plain numbers: a row has few periods, for which arrays are slow. `given` and `left`
    follow what is given."""

    def __init__(self, cells: Cells, caps: Grams, given: Grams, left: Grams) -> None:
        self.cells, self.caps, self.given, self.open = cells, caps, given, left
        self.left: list[int] = left.tolist()
        self.closed: list[list[bool]] = ((cells.locked_g >= 0) | (given > 0)).tolist()
        self.had: list[int] = given.sum(axis=1).tolist()
        self.rows: list[list[int]] = cells.open_g.tolist()
        self.firm: list[list[int]] = cells.firm_g.tolist()
        self.unit: list[list[float]] = cells.unit.tolist()
        self.lots: list[int] = np.maximum(cells.lot_g, 1).tolist()
        self.steps: list[int] = np.maximum(cells.multiple_g, 1).tolist()

    def queue(self, mask: NDArray[np.bool_], taken: NDArray[np.bool_]) -> list[tuple[float, int]]:
        """Those of the mask who could add something, by what a gram of theirs costs now; a heap."""
        found = []
        for at in np.nonzero(mask)[0].tolist():
            offered = self.offered(at)
            if amount := sum(offered):
                found.append((self.each(offered, amount, at, bool(taken[at])), at))
        heapq.heapify(found)
        return found

    def offered(self, at: int) -> list[int]:
        """What a candidate could add now: within the ask, whole multiples, minimum lots, its own most."""
        room, step, lot = int(self.caps[at]) - self.had[at], self.steps[at], self.lots[at]
        found = []
        for closed, opened, left in zip(self.closed[at], self.rows[at], self.left, strict=True):
            amount = 0 if closed else min(opened, left, room) // step * step
            amount = amount if amount >= lot else 0
            room -= amount
            found.append(amount)
        return found

    def each(self, offered: list[int], amount: int, at: int, taken: bool) -> float:
        """What a gram of it costs, in đồng, what is paid once spread over all of it."""
        flexible = self.cells.flexible
        money = 0.0
        for grams, unit, firm in zip(offered, self.unit[at], self.firm[at], strict=True):
            money += grams * unit + max(grams - firm, 0) * flexible
        return (money + (0.0 if taken else float(self.cells.once[at]))) / amount

    def give(self, at: int, offered: list[int]) -> None:
        """The candidate gives so much more."""
        self.given[at] += offered
        self.open -= offered
        self.left = [left - more for left, more in zip(self.left, offered, strict=True)]
        self.closed[at] = [closed or more > 0 for closed, more in zip(self.closed[at], offered, strict=True)]
        self.had[at] += sum(offered)


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
