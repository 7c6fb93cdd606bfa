"""Small random planning problems, and the best plan of each by trying all of them."""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from matching.planning import Chance, Cooperative, Link, Opening, Plan, PlanProblem, faults
from matching.planning.costing import plan_cost

EXAMPLES = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 60
TONNE = Decimal(1000)


@st.composite
def problems(draw: st.DrawFn) -> PlanProblem:
    """Up to five cooperatives and three needs."""
    people = tuple(
        Cooperative(f"c{at}", draw(st.sampled_from("xy")), draw(st.integers(0, 3)) == 0, draw(st.sampled_from("sm")))
        for at in range(draw(st.integers(1, 5)))
    )
    needs = tuple(
        Opening(
            f"n{at}", "rice", draw(st.integers(0, 9)) * TONNE, draw(st.none() | st.integers(0, 2)),
            draw(st.sampled_from([None, "desk"])),
        )
        for at in range(draw(st.integers(0, 3)))
    )  # fmt: skip
    pairs = [(one.code, need.code) for one in people for need in needs if draw(st.integers(0, 2))]
    chances = tuple(
        Chance(
            who, need, draw(st.integers(1, 5)) * TONNE, draw(st.sampled_from([0.25, 0.5, 1.0])),
            draw(st.sampled_from([0.0, 0.5])),
        )
        for who, need in pairs
    )  # fmt: skip
    target = Decimal(draw(st.integers(0, 10))) / 10
    return PlanProblem(people, needs, chances, target, draw(st.sampled_from([{}, {"desk": 1}])))


def every_plan(problem: PlanProblem) -> tuple[int, float]:
    """The most links any plan has, up to the target, and the least cost with so many."""
    open_to = {
        one.code: [None, *(c for c in problem.chances if c.cooperative == one.code)]
        for one in problem.cooperatives
        if not one.linked
    }
    best = (0, 0.0)
    for choice in product(*open_to.values()):
        links = tuple(Link(c.cooperative, c.need, c.kg, c.likelihood) for c in choice if c is not None)
        cost = plan_cost(problem, links)
        tried = Plan(links, problem.linked, problem.wanted, len(problem.cooperatives), len(links), cost, cost, True)
        if not faults(problem, tried) and (-len(links), cost) < (-best[0], best[1]):
            best = (len(links), cost)
    return best
