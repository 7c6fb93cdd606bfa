"""From problem to plan: greedy at once, then the exact search under a limit of time, always with a bound."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from math import inf, isfinite

import numpy as np

from matching.errors import PoolError
from matching.pooling.cells import Cells, Grams, cells_of
from matching.pooling.costing import cost_parts, shortage_dong
from matching.pooling.exact import GAP, Solved, exact
from matching.pooling.greedy import greedy
from matching.pooling.plan import PoolPlan, Stage, Supply
from matching.pooling.problem import PoolProblem
from matching.pooling.rounding import evened
from matching.pooling.verifying import faults

ZERO = Decimal(0)


def pool(problem: PoolProblem, seconds: float = 1.0, gap: float = GAP) -> PoolPlan:
    """The best group found within so many seconds; 0 gives the greedy group with a looser bound.

    The search ends early when no group can be better by more than the share `gap`. Never worse than the greedy group.
    PoolError when what is locked cannot be kept within the limits, or was not in so short a time (`seconds`). Where
    all or nothing is wanted and not all can be had, the plan is the empty one.
    """
    cells = cells_of(problem)
    at_once = _whole(cells, greedy(cells))
    quick = _plan(cells, at_once, _loose_bound(cells), Stage.GREEDY, finished=True)
    if seconds <= 0 or not cells.candidates:
        return _kept(problem, quick)
    solved = exact(cells, seconds, gap)
    if solved.impossible and not _may_be_nobody(cells):
        raise PoolError("what is locked cannot be kept within the limits", "locked_kg")
    bound = _bound(cells, solved, quick)
    proven = min(Decimal(repr(float(bound))), quick.cost_dong)
    quick = replace(quick, bound_dong=proven, finished=solved.finished)
    if solved.given is None:
        return _or_nobody(cells, _kept(problem, quick))
    best = _plan(cells, _whole(cells, evened(cells, solved.given)), bound, Stage.EXACT, finished=solved.finished)
    if quick.cost_dong < best.cost_dong and not (problem.locked_in or problem.locked_kg):
        best = quick
    return _or_nobody(cells, best)


def _may_be_nobody(cells: Cells) -> bool:
    """Whether all or nothing is wanted and nobody has to take part: then the empty group is one."""
    return cells.problem.limits.all_or_nothing and not cells.locked_in.any()


def _whole(cells: Cells, given: Grams) -> Grams:
    """The group, or nobody but the locked where it leaves something open and all or nothing is wanted."""
    if not cells.problem.limits.all_or_nothing or (given.sum(axis=0) == cells.wanted_g).all():
        return given
    return np.where(cells.locked_g > 0, cells.locked_g, 0)


def _or_nobody(cells: Cells, found: PoolPlan) -> PoolPlan:
    """The group, or the empty one where that is one and costs less."""
    if not _may_be_nobody(cells):
        return _kept(cells.problem, found) if cells.problem.limits.all_or_nothing else found
    nobody = _plan(cells, np.zeros_like(cells.open_g), float(found.bound_dong), found.stage, finished=found.finished)
    return nobody if nobody.cost_dong < found.cost_dong else found


def _bound(cells: Cells, solved: Solved, quick: PoolPlan) -> float:
    """What no group can undercut: the search's bound, or the cost of nobody where that may be the answer."""
    known = solved.bound if isfinite(solved.bound) else -inf
    if _may_be_nobody(cells):
        nobody = float(cells.problem.wanted_kg * shortage_dong(cells.problem))
        known = nobody if solved.impossible else min(known, nobody)
    return max(known, float(quick.bound_dong))


def _kept(problem: PoolProblem, quick: PoolPlan) -> PoolPlan:
    """The greedy group, which fills around what is locked and may break a limit by it: such a group is no answer."""
    if (problem.locked_in or problem.locked_kg) and faults(problem, quick):
        raise PoolError("what is locked was not kept within the limits in this time", "seconds")
    return quick


def _plan(cells: Cells, given: Grams, bound: float, stage: Stage, *, finished: bool) -> PoolPlan:
    used = np.nonzero(given.any(axis=1))[0]
    supplies = tuple(
        Supply(cells.candidates[at].code, tuple(Decimal(g) / 1000 if g else ZERO for g in row))
        for at, row in zip(used.tolist(), given[used].tolist(), strict=True)
    )
    total = given.sum(axis=0) if len(given) else np.zeros(len(cells.wanted_g), np.int64)
    asks = cells.problem.asks
    short = tuple(ask.wanted_kg - Decimal(int(g)) / 1000 for ask, g in zip(asks, total, strict=True))
    parts = cost_parts(cells.problem, supplies, short)
    cost = sum(parts.values(), ZERO)
    return PoolPlan(supplies, short, parts, min(Decimal(repr(float(bound))), cost), stage, finished)


def _loose_bound(cells: Cells) -> float:
    """No group costs less: every period from its cheapest kilograms, as if taking part and lots cost nothing."""
    total = 0.0
    for at, wanted in enumerate(cells.wanted_g):
        cheap = np.argsort(cells.unit[:, at], kind="stable")
        cheap = cheap[cells.unit[cheap, at] < cells.shortage]
        before = np.cumsum(cells.open_g[cheap, at]) - cells.open_g[cheap, at]
        taken = np.clip(wanted - before, 0, cells.open_g[cheap, at])
        total += float(taken @ cells.unit[cheap, at]) + float(wanted - taken.sum()) * cells.shortage
    rewards = np.sort(np.minimum(cells.once, 0.0))
    most = cells.problem.limits.maximum_suppliers
    return total + float(rewards[: most if most is not None else len(rewards)].sum()) - abs(total) * 1e-12
