"""What is missing when no plan reaches the target: buyers for which goods, where, and which limits are full."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from matching.planning.plan import Plan
from matching.planning.problem import PlanProblem


@dataclass(frozen=True, slots=True)
class Shortage:
    """Cooperatives of a commune that have a good and no buyer: none at all, or none with room."""

    good: str
    commune: str
    cooperatives: tuple[str, ...]
    no_buyer: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """Everything that keeps the plan from its target, most cooperatives first.

    `without_goods` have stated nothing that they sell; `full_needs` and `full_desks` are limits the plan uses up.
    """

    shortages: tuple[Shortage, ...]
    without_goods: tuple[str, ...]
    full_needs: tuple[str, ...]
    full_desks: tuple[str, ...]


def lacking(problem: PlanProblem, plan: Plan) -> Lacking:
    """Who stays unlinked and for want of what; empty groups when the target is reached."""
    if plan.reaches:
        return Lacking((), (), (), ())
    linked = {link.cooperative for link in plan.links} | {one.code for one in problem.cooperatives if one.linked}
    left = [one for one in problem.cooperatives if one.code not in linked]
    good_of = {need.code: need.good for need in problem.needs}
    able = {(chance.cooperative, good_of[chance.need]) for chance in problem.chances}
    found: dict[tuple[str, str, bool], list[str]] = {}
    for one in left:
        for good in sorted(one.goods):
            found.setdefault((good, one.commune, (one.code, good) not in able), []).append(one.code)
    shortages = [Shortage(good, commune, tuple(sorted(codes)), none) for (good, commune, none), codes in found.items()]
    return Lacking(
        shortages=tuple(sorted(shortages, key=lambda s: (-len(s.cooperatives), s.good, s.commune, s.no_buyer))),
        without_goods=tuple(sorted(one.code for one in left if not one.goods)),
        full_needs=_full_needs(problem, plan),
        full_desks=_full_desks(problem, plan),
    )


def _full_needs(problem: PlanProblem, plan: Plan) -> tuple[str, ...]:
    """Needs with an open chance that no longer fits."""
    used = {need.code: Decimal(0) for need in problem.needs}
    count = Counter(link.need for link in plan.links)
    for link in plan.links:
        used[link.need] += link.kg
    chosen = {link.cooperative for link in plan.links}
    linked = {one.code for one in problem.cooperatives if one.linked}
    room = {need.code: need for need in problem.needs}
    full = set()
    for chance in problem.chances:
        need = room[chance.need]
        crowded = need.most_links is not None and count[need.code] >= need.most_links
        if chance.cooperative not in chosen | linked and (crowded or used[need.code] + chance.kg > need.kg):
            full.add(need.code)
    return tuple(sorted(full))


def _full_desks(problem: PlanProblem, plan: Plan) -> tuple[str, ...]:
    desk = {need.code: need.desk for need in problem.needs}
    work = Counter(desk[link.need] for link in plan.links)
    return tuple(sorted(name for name, most in problem.workload.items() if work[name] >= most))
