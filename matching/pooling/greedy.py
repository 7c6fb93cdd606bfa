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
    queue = [(0.0, int(i)) for i in np.nonzero(mask)[0]]
    small: list[tuple[int, int]] = []
    while wanted > 0 and left.any() and (queue or small):
        slots = None if most is None else most - int(taken.sum())
        if not queue:  # nobody left is large enough for the slots: the largest of the small ones does most
            at = min(small)[1]
            small.clear()
        else:
            before, at = heapq.heappop(queue)
        offered = _offered(cells, caps, given, left, at)
        amount = int(offered.sum())
        if amount == 0 or (slots == 0 and not taken[at]):
            continue
        each = _each(cells, offered, amount, at, bool(taken[at]))
        if queue and each > max(before, queue[0][0]):
            heapq.heappush(queue, (each, at))
            continue
        if queue and slots and amount * slots < left.sum():
            small.append((-amount, at))
            continue
        given[at] += offered
        left -= offered
        wanted -= amount
        taken[at] = True


def _offered(cells: Cells, caps: Grams, given: Grams, left: Grams, at: int) -> Grams:
    """What a candidate could add now: within the ask, whole multiples, minimum lots, its own most."""
    fit = np.where((cells.locked_g[at] >= 0) | (given[at] > 0), 0, np.minimum(cells.open_g[at], left))
    room = int(caps[at] - given[at].sum())
    if int(fit.sum()) > room:
        fit = np.clip(np.minimum(fit, room - (np.cumsum(fit) - fit)), 0, None)
    if cells.multiple_g[at]:
        fit = fit // cells.multiple_g[at] * cells.multiple_g[at]
    fitting: Grams = np.where(fit >= max(int(cells.lot_g[at]), 1), fit, 0)
    return fitting


def _each(cells: Cells, offered: Grams, amount: int, at: int, taken: bool) -> float:
    """What a gram of it costs, in đồng, what is paid once spread over all of it."""
    money = float(offered @ cells.unit[at]) + float(np.clip(offered - cells.firm_g[at], 0, None).sum()) * cells.flexible
    return (money + (0.0 if taken else float(cells.once[at]))) / amount


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
