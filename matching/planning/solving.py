"""From problem to plan: a linear program, almost whole by itself, then a small exact search where it is not.

A vertex of the program has at most as many broken cooperatives as there are full needs, desks and groups. What is
whole is kept, the rest is decided by HiGHS (`milp`) on the few chances that remain. The program's value is the bound.
(Shmoys and Tardos 1993 round assignment programs the same way.)
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.planning.costing import plan_cost
from matching.planning.fitting import fitting
from matching.planning.model import Model, model_of
from matching.planning.plan import Link, Plan
from matching.planning.problem import PlanProblem

WHOLE = 1e-6
NEARLY = 0.1 + WHOLE
"""So much more than it must the program may leave missing to save costs (`Model`): a tenth of a link."""
SMALL = 4_000
"""Up to so many chances the search is exact from the start."""
NEAR_ENOUGH = 0.005
"""A plan further than this from its bound, or with fewer links than may be had, is searched for again as a whole."""
NEAR = 0.05
"""Chances whose reduced cost is below this stay open in the small search."""
Values = NDArray[np.float64]
Numbers = NDArray[np.int64]


def plan(problem: PlanProblem, seconds: float = 3.0) -> Plan:
    """The cheapest links that reach the target, or as many as can be; the search for whole ones ends in time.

    0 seconds take what the program suggests, first what is whole in it: at once, and not always as many as can be.
    """
    model, begun = model_of(problem, problem.missing), time.monotonic()
    if problem.missing == 0 or not model.chances:
        return _plan(problem, model, [], 0, 0.0, finished=True)
    relaxed, reduced, value = _relaxed(model)
    links = problem.missing - float(relaxed[-1])
    reachable = floor(links + NEARLY)
    value -= float(model.cost[-1]) * (problem.missing - reachable)
    model = model.asking(reachable)
    search = _Search(problem, model, relaxed[: model.width], reachable, links, value)
    free = np.full(model.width, -1)
    found = search.within(free if model.width <= SMALL else _kept(relaxed[: model.width], reduced), seconds)
    left = seconds - (time.monotonic() - begun)
    if left > 0 and model.width > SMALL and (found.gap > NEAR_ENOUGH or len(found.links) < reachable):
        found = _better(found, search.within(free, left))
    return found


def _better(first: Plan, whole: Plan) -> Plan:
    """The one with more links, else the cheaper, with the better bound; only the search of the whole says it all."""
    best = min(first, whole, key=lambda one: (-len(one.links), one.cost))
    bound = max(first.bound, whole.bound) if len(first.links) == len(whole.links) else best.bound
    return replace(best, bound=min(bound, best.cost), finished=whole.finished)


@dataclass(frozen=True)
class _Search:
    """One program, asked for `reachable` links, whose relaxation has so many `links` and this `value`."""

    problem: PlanProblem
    model: Model
    relaxed: Values
    reachable: int
    links: float
    value: float

    def within(self, fixed: Numbers, seconds: float) -> Plan:
        """The plan of what is not `fixed` (1 taken, 0 not, -1 to be decided), with the bound of the whole program."""
        model, value, reachable = self.model, self.value, self.reachable
        found, finished, bound = _whole(model, fixed, seconds) if seconds > 0 else (None, False, None)
        first = np.argsort(-self.relaxed, kind="stable")
        chosen = fitting(
            self.problem, model.chances, (int(at) for at in (first if found is None else found)), reachable
        )
        exact = bool((fixed == -1).all())
        if exact and finished:
            reachable = len(chosen)
        if len(chosen) < model.equals[-1] or len(chosen) + WHOLE < self.links:  # the value is of another count
            value = _relaxed(model.asking(len(chosen)))[2]
        if exact and bound is not None:  # it also holds what missing links cost
            value = max(value, bound - float(model.cost[-1]) * (self.reachable - len(chosen)))
        return _plan(self.problem, model, chosen, reachable, value, finished=finished)


def _relaxed(model: Model) -> tuple[Values, Values, float]:
    """The program's solution, the reduced costs of its columns, and its value."""
    from scipy.optimize import linprog

    bounds: Any = np.column_stack([np.zeros(len(model.most)), model.most])
    found: Any = linprog(
        model.cost, A_ub=model.matrix, b_ub=model.limit, A_eq=model.equal, b_eq=model.equals,
        bounds=bounds, method="highs-ds",
    )  # fmt: skip
    return found.x, np.asarray(found.lower.marginals) + np.asarray(found.upper.marginals), float(found.fun)


def _kept(relaxed: Values, reduced: Values) -> Numbers:
    """1 for whole links, 0 for chances far from being used, -1 for those to be decided."""
    fixed = np.full(len(relaxed), -1)
    fixed[relaxed >= 1 - WHOLE] = 1
    fixed[(relaxed <= WHOLE) & (reduced[: len(relaxed)] > NEAR)] = 0
    return fixed


def _whole(model: Model, fixed: Numbers, seconds: float) -> tuple[Numbers | None, bool, float | None]:
    """Numbers of the chosen chances (None: none found in time), whether the search ended, and its bound."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    low, high = np.zeros(len(model.cost)), model.most.copy()
    low[: model.width][fixed == 1] = 1
    high[: model.width][fixed == 0] = 0
    whole = np.zeros(len(model.cost), np.int64)
    whole[: model.width] = fixed == -1
    found: Any = milp(
        model.cost,
        integrality=whole,
        bounds=Bounds(low, high),
        constraints=[
            LinearConstraint(model.matrix, -np.inf, model.limit),
            LinearConstraint(model.equal, model.equals, model.equals),
        ],
        options={"time_limit": seconds, "mip_rel_gap": 1e-6},
    )
    if found.x is None:
        return None, False, None
    return np.nonzero(found.x[: model.width] > 0.5)[0], found.status == 0, found.mip_dual_bound


def _plan(
    problem: PlanProblem, model: Model, chosen: Sequence[int], reachable: int, bound: float, *, finished: bool
) -> Plan:
    links = tuple(
        Link(one.cooperative, one.need, one.kg, one.likelihood) for one in (model.chances[at] for at in chosen)
    )
    cost = plan_cost(problem, links)
    return Plan(
        links=links,
        linked_before=problem.linked,
        wanted=problem.wanted,
        total=len(problem.cooperatives),
        reachable=max(reachable, len(links)),
        cost=cost,
        bound=min(bound, cost),
        finished=finished,
    )
