"""What is bettered by hand stays a plan, with no link less and no higher cost."""

from __future__ import annotations

import time
from decimal import Decimal

from hypothesis import given, settings

from matching.planning import Chance, Cooperative, Link, Opening, PlanProblem
from matching.planning.costing import plan_cost
from matching.planning.fitting import fitting
from matching.planning.improving import improved
from matching.planning.model import usable
from tests.matching.planning.problems import EXAMPLES, TONNE, problems


@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@given(problems())
def test_what_is_bettered_by_hand_keeps_every_limit_and_every_link(problem: PlanProblem) -> None:
    chances, most = usable(problem), problem.missing
    first = fitting(problem, chances, range(len(chances)), most)
    better = improved(problem, chances, first, range(len(chances)), most, time.monotonic() + 10)
    assert fitting(problem, chances, better, most) == better
    costs = [
        plan_cost(problem, [Link(c.cooperative, c.need, c.kg, c.likelihood) for c in (chances[at] for at in taken)])
        for taken in (first, better)
    ]
    assert len(better) > len(first) or (len(better) == len(first) and costs[1] <= costs[0] + 1e-9)


def test_one_more_link_is_found_where_others_have_to_move_for_it() -> None:
    """c fits n2 alone, where b is, who could go to n1, where a is, who could go to n3."""
    people = tuple(Cooperative(code, "x", False) for code in "abc")
    needs = tuple(Opening(code, "rice", 10 * TONNE) for code in ("n1", "n2", "n3"))
    pairs = ("a", "n1"), ("a", "n3"), ("b", "n1"), ("b", "n2"), ("c", "n2")
    problem = PlanProblem(people, needs, tuple(Chance(*pair, 10 * TONNE, 0.5) for pair in pairs), Decimal(1))
    assert improved(problem, problem.chances, [0, 3], range(5), 3, time.monotonic() + 10) == [1, 2, 4]
