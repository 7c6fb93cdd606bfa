"""From problem to plan: a linear program, almost whole by itself, then a small exact search where it is not.

A vertex of the program has at most as many broken cooperatives as there are full needs, desks and groups (Shmoys and
Tardos 1993): in a large problem HiGHS (`milp`) decides these alone. Where that is not near enough to the bound, and in
a small problem always, what fits of the program is made better by hand (`improving`) and HiGHS searches all that could
still be better (`narrowing`). The program's value is the bound until such a search says more.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np

from matching.planning.costing import plan_cost
from matching.planning.fitting import fitting
from matching.planning.improving import improved
from matching.planning.model import Model, model_of
from matching.planning.narrowing import WHOLE, Numbers, Values, kept, nearest, undecided
from matching.planning.plan import Link, Plan
from matching.planning.problem import PlanProblem

NEARLY = 0.1 + WHOLE
"""So much more than it must the program may leave missing to save costs (`Model`): a tenth of a link."""
TINY, SMALL = 400, 4_000
"""Up to so many chances all are searched at once; up to so many the search goes on until the plan is proven."""
NEAR_ENOUGH = 0.005
"""A larger plan further than this from its bound, or with fewer links than may be had, is searched for on."""
FEW = 4
"""So many of each cooperative's chances are tried by hand: the best plan is hardly ever elsewhere."""
LEAST = 0.2
"""So many seconds more there are at least to better by hand what a search that ran out of time has found."""


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
    width = model.width
    search = _Search(problem, model.asking(reachable), relaxed[:width], reduced[:width], reachable, links, value)
    return search.of_all(None, seconds) if seconds <= 0 or width <= TINY else search.by_stages(begun + seconds)


def _better(first: Plan, later: Plan) -> Plan:
    """The one with more links, else the cheaper, with the better bound; the later search says whether it ended."""
    best = min(first, later, key=lambda one: (-len(one.links), one.cost))
    bound = max(first.bound, later.bound) if len(first.links) == len(later.links) else best.bound
    most = max(min(first.reachable, later.reachable), len(best.links))
    return replace(best, bound=min(bound, best.cost), reachable=most, finished=later.finished)


@dataclass(frozen=True)
class _Search:
    """One program, asked for `reachable` links, whose relaxation has so many `links` and this `value`."""

    problem: PlanProblem
    model: Model
    relaxed: Values
    reduced: Values
    reachable: int
    links: float
    value: float

    def by_stages(self, until: float) -> Plan:
        """Links that are whole in a large program, where that is enough; else a plan by hand, then the search of all
        that could be better, until that moment (monotonic)."""
        found = None
        if self.model.width > SMALL:
            found = self.within(kept(self.relaxed, self.reduced), (until - time.monotonic()) / 2)
            if self._has_all(found) and found.gap <= NEAR_ENOUGH:
                return found
        at_once = self._plan(self._by_hand(self._suggested(), until), finished=False)
        found = at_once if found is None else _better(found, at_once)
        left = until - time.monotonic()
        return found if left <= 0 else _better(found, self.of_all(found, left))

    def _has_all(self, found: Plan) -> bool:
        return len(found.links) == self.reachable

    def of_all(self, found: Plan | None, seconds: float) -> Plan:
        """The best plan there is, if the search ends; a plan `found` before with as many links leaves less to do."""
        if found is None or not self._has_all(found):
            return self.within(np.full(self.model.width, -1), seconds, exact=True)
        return self.within(undecided(self.relaxed, self.reduced, found.cost - self.value), seconds, exact=True)

    def _suggested(self) -> list[int]:
        """The chances as the program would take them: first what is whole, last what costs most."""
        found: list[int] = np.lexsort((self.reduced, -self.relaxed)).tolist()
        return found

    def _by_hand(self, suggested: Sequence[int], until: float) -> list[int]:
        """What fits of it, made better with each cooperative's nearest chances until that moment."""
        near = nearest(self.model.chances, self.relaxed, self.reduced, FEW)
        chosen = fitting(self.problem, self.model.chances, suggested, self.reachable)
        more = np.nonzero(near == -1)[0].tolist()
        better = improved(self.problem, self.model.chances, chosen, more, self.reachable, until)
        return fitting(self.problem, self.model.chances, better, self.reachable)

    def within(self, fixed: Numbers, seconds: float, *, exact: bool = False) -> Plan:
        """The plan of what is not `fixed` (1 taken, 0 not, -1 to be decided), with the bound of the whole program;
        `exact` when no better plan needs what is fixed otherwise."""
        until = time.monotonic() + seconds
        found, finished, bound = _whole(self.model, fixed, seconds) if seconds > 0 else (None, False, None)
        chosen = fitting(
            self.problem, self.model.chances, self._suggested() if found is None else found.tolist(), self.reachable
        )
        if found is not None and not finished:
            chosen = self._by_hand(chosen, max(until, time.monotonic() + LEAST))
        return self._plan(chosen, finished=finished, bound=bound if exact else None)

    def _plan(self, chosen: Sequence[int], *, finished: bool, bound: float | None = None) -> Plan:
        """The plan of these chances; `bound` is of a search of all, which also holds what missing links cost."""
        model, value, reachable = self.model, self.value, self.reachable
        if finished and bound is not None:
            reachable = len(chosen)
        if len(chosen) < model.equals[-1] or len(chosen) + WHOLE < self.links:  # the value is of another count
            value = _relaxed(model.asking(len(chosen)))[2]
        if bound is not None:
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
