"""From problem to plan: greedy at once, then the exact search under a limit of time, always with a bound."""

from __future__ import annotations

from decimal import Decimal
from math import isfinite

import numpy as np

from matching.errors import PoolError
from matching.pooling.cells import Cells, Grams, cells_of
from matching.pooling.costing import cost_parts
from matching.pooling.exact import GAP, exact
from matching.pooling.greedy import greedy, trimmed
from matching.pooling.plan import PoolPlan, Stage, Supply
from matching.pooling.problem import PoolProblem


def pool(problem: PoolProblem, seconds: float = 1.0, gap: float = GAP) -> PoolPlan:
    """The best group found within so many seconds; 0 gives the greedy group with a looser bound.

    The search ends early when no group can be better by more than the share `gap`. Never worse than the greedy group.
    PoolError when what is locked cannot be kept within the limits.
    """
    cells = cells_of(problem)
    quick = _plan(cells, greedy(cells), _loose_bound(cells), Stage.GREEDY, finished=True)
    if seconds <= 0 or not cells.candidates:
        return quick
    solved = exact(cells, seconds, gap)
    if solved.impossible:
        raise PoolError("what is locked cannot be kept within the limits", "locked_kg")
    bound = max(solved.bound, float(quick.bound_dong)) if isfinite(solved.bound) else float(quick.bound_dong)
    if solved.given is None:
        return _plan(cells, greedy(cells), bound, Stage.GREEDY, finished=solved.finished)
    best = _plan(cells, _evened(cells, solved.given), bound, Stage.EXACT, finished=solved.finished)
    if quick.cost_dong < best.cost_dong and not (problem.locked_in or problem.locked_kg):
        return _plan(cells, greedy(cells), bound, Stage.GREEDY, finished=solved.finished)
    return best


def _plan(cells: Cells, given: Grams, bound: float, stage: Stage, *, finished: bool) -> PoolPlan:
    supplies = tuple(
        Supply(one.code, tuple(Decimal(int(g)) / 1000 for g in row))
        for one, row in zip(cells.candidates, given, strict=True)
        if row.any()
    )
    total = given.sum(axis=0) if len(given) else np.zeros(len(cells.wanted_g), np.int64)
    asks = cells.problem.asks
    short = tuple(ask.wanted_kg - Decimal(int(g)) / 1000 for ask, g in zip(asks, total, strict=True))
    parts = cost_parts(cells.problem, supplies, short)
    cost = sum(parts.values(), Decimal(0))
    return PoolPlan(supplies, short, parts, min(Decimal(repr(float(bound))), cost), stage, finished)


def _evened(cells: Cells, given: Grams) -> Grams:
    """The solver's amounts made exact: what rounding added beyond an ask, a lot or a share is taken off again."""
    given = np.minimum(given, cells.open_g)
    step = np.maximum(cells.multiple_g, 1)[:, None]
    whole = (given + step // 2) // step * step
    given = np.where(cells.locked_g >= 0, np.maximum(cells.locked_g, 0), np.minimum(whole, cells.open_g))
    for at, over in enumerate(given.sum(axis=0) - cells.wanted_g):
        _take_off(cells, given, at, int(over))
    for at, missing in enumerate(cells.wanted_g - given.sum(axis=0)):
        _put_on(cells, given, at, int(missing))
    return trimmed(cells, _within_share(cells, given))


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


def _within_share(cells: Cells, given: Grams) -> Grams:
    """Largest shares kept to the gram: rounding may have put a supplier a gram over."""
    share = cells.problem.limits.largest_share
    if share is None or share == 1:
        return given
    given = given.copy()
    for i in range(len(given)):
        over = int(given[i].sum()) - share * int(given.sum())
        if 0 < over <= len(given) and not cells.multiple_g[i]:
            less = int(-(-over // (1 - share)))
            at = int(given[i].argmax())
            if cells.locked_g[i, at] < 0 and given[i, at] - less >= cells.lot_g[i]:
                given[i, at] -= less
    return given


def _loose_bound(cells: Cells) -> float:
    """No group costs less: every period from its cheapest kilograms, as if taking part and lots cost nothing."""
    total = 0.0
    for at, wanted in enumerate(cells.wanted_g):
        left = int(wanted)
        for i in np.argsort(cells.unit[:, at], kind="stable"):
            if left <= 0 or cells.unit[i, at] >= cells.shortage:
                break
            taken = min(left, int(cells.open_g[i, at]))
            total += taken * cells.unit[i, at]
            left -= taken
        total += left * cells.shortage
    rewards = np.sort(np.minimum(cells.once, 0.0))
    most = cells.problem.limits.maximum_suppliers
    return total + float(rewards[: most if most is not None else len(rewards)].sum()) - abs(total) * 1e-12
