"""The exact search's amounts made whole grams within every limit: tonnes as floats come back a gram off."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from matching.pooling.cells import Cells, Grams
from matching.pooling.greedy import trimmed

ROUNDS = 20
"""Times that shares are looked at again, beyond twice for each candidate."""


def evened(cells: Cells, given: Grams) -> Grams:
    """The solver's amounts made exact: what rounding added beyond an ask, a lot or a share is taken off again."""
    given = np.minimum(given, cells.open_g)
    step = np.maximum(cells.multiple_g, 1)[:, None]
    whole = (given + step // 2) // step * step
    given = np.where(cells.locked_g >= 0, np.maximum(cells.locked_g, 0), np.minimum(whole, cells.open_g))
    for i, over in enumerate(given.sum(axis=1) - cells.most_g):
        _lessen(cells, given, i, int(over))
    for at, over in enumerate(given.sum(axis=0) - cells.wanted_g):
        _take_off(cells, given, at, int(over))
    for at, missing in enumerate(cells.wanted_g - given.sum(axis=0)):
        _put_on(cells, given, at, int(missing))
    for _ in range(2):  # mending one share may cost another a gram
        _certified(cells, given)
        _within_share(cells, given)
    return trimmed(cells, given)


def _lessen(cells: Cells, given: Grams, i: int, over: int) -> int:
    """Take up to so many grams off a supplier; how many came off."""
    taken = 0
    for at in np.argsort(-given[i], kind="stable"):
        less = max(min(over - taken, _spare(cells, given, i, int(at))), 0)
        given[i, at] -= less
        taken += less
    return taken


def _spare(cells: Cells, given: Grams, i: int, at: int) -> int:
    """What may be taken off a cell: nothing below its lot, and neither from a locked one nor from whole multiples."""
    if cells.locked_g[i, at] >= 0 or cells.multiple_g[i] or given[i, at] == 0:
        return 0
    return int(given[i, at] - max(int(cells.lot_g[i]), 1))


def _room(cells: Cells, given: Grams, i: int, at: int) -> int:
    """What may be put on a cell that is used already."""
    if cells.locked_g[i, at] >= 0 or cells.multiple_g[i] or given[i, at] == 0:
        return 0
    return min(int(cells.open_g[i, at] - given[i, at]), int(cells.most_g[i] - given[i].sum()))


def _certified(cells: Cells, given: Grams) -> None:
    """Shares of a certificate kept to the gram: a few change hands within a period, so that it stays filled."""
    for name, share in cells.problem.limits.certificate_shares.items():
        holds = cells.holds(name)
        lacking = ceil(share * int(given.sum())) - int(given[holds].sum())
        if not 0 < lacking <= given.size:
            continue
        for at in range(given.shape[1]):
            lacking -= _swapped(cells, given, holds, at, lacking)
        if lacking > 0:  # nobody who holds it has more: the others give a little less
            over = int(given.sum()) - int(int(given[holds].sum()) // share)
            for i in np.nonzero(~holds)[0].tolist():
                over -= _lessen(cells, given, i, over)


def _swapped(cells: Cells, given: Grams, holds: NDArray[np.bool_], at: int, wanted: int) -> int:
    """Move up to so many grams of a period from suppliers without the certificate to those with it; how many moved."""
    used, left = given[:, at] > 0, wanted
    for to in np.nonzero(holds & used)[0].tolist():
        for off in np.nonzero(~holds & used)[0].tolist():
            moved = min(left, _room(cells, given, to, at), _spare(cells, given, off, at))
            if moved <= 0:
                continue
            given[to, at] += moved
            given[off, at] -= moved
            left -= moved
            if left == 0:
                return wanted
    return wanted - left


def _take_off(cells: Cells, given: Grams, at: int, over: int) -> None:
    for i in np.argsort(-given[:, at], kind="stable"):
        if over <= 0:
            return
        if cells.locked_g[i, at] >= 0 or cells.multiple_g[i]:
            continue
        less = min(over, int(given[i, at] - cells.lot_g[i]))
        if less > 0:
            given[i, at] -= less
            over -= less


def _put_on(cells: Cells, given: Grams, at: int, missing: int) -> None:
    """Close what rounding alone left open: a few grams, never a further supplier."""
    if not 0 < missing <= len(cells.candidates):
        return
    for i in np.argsort(-given[:, at], kind="stable"):
        if given[i, at] == 0 or cells.locked_g[i, at] >= 0 or cells.multiple_g[i]:
            continue
        room = min(int(cells.open_g[i, at] - given[i, at]), int(cells.most_g[i] - given[i].sum()), missing)
        if room > 0:
            given[i, at] += room
            missing -= room
        if missing == 0:
            return


def _within_share(cells: Cells, given: Grams) -> None:
    """Largest shares kept to the gram: what is over goes to another supplier of the period, else nobody gives it."""
    share = cells.problem.limits.largest_share
    if share is None or share == 1:
        return
    for _ in range(ROUNDS + 2 * len(given)):  # what nobody gives makes the whole smaller, and with it the share
        each = given.sum(axis=1)
        most = int(share * int(each.sum()))
        at = int(each.argmax())
        over = int(each[at]) - most
        if not 0 < over <= given.size:
            return
        over -= _handed_on(cells, given, at, over, most)
        _lessen(cells, given, at, over)


def _handed_on(cells: Cells, given: Grams, off: int, wanted: int, most: int) -> int:
    """Move up to so many grams of a supplier to others that stay within `most`; how many moved."""
    left, mine = wanted, cells.candidates[off].certificates
    others = sorted(np.nonzero(given.any(axis=1))[0].tolist(), key=lambda i: cells.candidates[i].certificates != mine)
    for to in others:
        for at in np.nonzero(given[off])[0].tolist():
            room = min(_room(cells, given, to, at), most - int(given[to].sum()))
            moved = min(left, room, _spare(cells, given, off, at))
            if moved <= 0 or to == off:
                continue
            given[to, at] += moved
            given[off, at] -= moved
            left -= moved
            if left == 0:
                return wanted
    return wanted - left
