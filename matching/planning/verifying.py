"""An independent look at a plan: every limit checked in plain arithmetic, none of the solver's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from matching.planning.costing import plan_cost
from matching.planning.plan import Plan
from matching.planning.problem import PlanProblem


def faults(problem: PlanProblem, plan: Plan) -> list[str]:
    """What is wrong with the plan, in words; empty when it keeps everything."""
    return [*_of_links(problem, plan), *_of_limits(problem, plan), *_of_the_count(problem, plan)]


def _of_links(problem: PlanProblem, plan: Plan) -> Iterator[str]:
    linked = {one.code for one in problem.cooperatives if one.linked}
    chances = {(one.cooperative, one.need): one.kg for one in problem.chances}
    for link in plan.links:
        if link.cooperative in linked:
            yield f"{link.cooperative} is linked already"
        if chances.get((link.cooperative, link.need)) != link.kg:
            yield f"{link.cooperative} has no such chance with {link.need}"
    for code, count in Counter(link.cooperative for link in plan.links).items():
        if count > 1:
            yield f"{code} is linked {count} times"


def _of_limits(problem: PlanProblem, plan: Plan) -> Iterator[str]:
    kg: dict[str, Decimal] = {}
    for link in plan.links:
        kg[link.need] = kg.get(link.need, Decimal(0)) + link.kg
    links = Counter(link.need for link in plan.links)
    desks = Counter[str]()
    for need in problem.needs:
        if kg.get(need.code, Decimal(0)) > need.kg:
            yield f"{need.code} takes more than it wants"
        if need.most_links is not None and links[need.code] > need.most_links:
            yield f"{need.code} has too many suppliers"
        if need.desk is not None:
            desks[need.desk] += links[need.code]
    for desk, most in problem.workload.items():
        if desks[desk] > most:
            yield f"{desk} has too much work"


def _of_the_count(problem: PlanProblem, plan: Plan) -> Iterator[str]:
    if len(plan.links) > problem.missing:
        yield "more links than the target asks"
    if plan.linked_before != problem.linked or plan.total != len(problem.cooperatives) or plan.wanted != problem.wanted:
        yield "it starts from another count"
    if abs(plan.cost - plan_cost(problem, plan.links)) > 1e-6:
        yield "its cost is another"
    if plan.bound > plan.cost + 1e-9 or plan.reachable < len(plan.links):
        yield "it is better than its bound"
