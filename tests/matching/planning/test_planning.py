"""A plan is checked against every plan there is, and says honestly what cannot be reached and why.

`HYPOTHESIS_PROFILE=thorough` compares five hundred problems.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.errors import PlanError
from matching.planning import (
    Chance,
    Cooperative,
    Grower,
    Opening,
    PlanProblem,
    Plant,
    PlanWeights,
    faults,
    lacking,
    plan,
    sites,
    solving,
    with_plant,
)
from tests.matching.planning.problems import EXAMPLES, TONNE, every_plan, problems


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@given(problems())
def test_the_plan_is_the_best_there_is(problem: PlanProblem) -> None:
    most, cost = every_plan(problem)
    found = plan(problem, 10)
    assert faults(problem, found) == []
    assert len(found.links) == most
    assert found.reachable == most
    assert found.cost == pytest.approx(cost, abs=1e-6)
    assert found.bound <= cost + 1e-6


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@given(problems(), st.sampled_from([-1, 4_000]))
def test_larger_problems_are_within_their_stated_bound(problem: PlanProblem, small: int) -> None:
    """As if each were large (it may end near its bound), or too large to be searched at once (it ends at the best)."""
    before, solving.TINY, solving.SMALL = (solving.TINY, solving.SMALL), -1, small
    try:
        found = plan(problem, 10)
    finally:
        solving.TINY, solving.SMALL = before
    most, cost = every_plan(problem)
    assert faults(problem, found) == []
    assert found.reachable >= most
    if len(found.links) == most:
        assert found.bound - 1e-6 <= cost <= found.cost + 1e-6
    if small > 0:
        assert (len(found.links), found.cost) == (most, pytest.approx(cost, abs=1e-6))


def province(needs: int) -> PlanProblem:
    """200 cooperatives in 20 communes, 74 linked; every need has room for two of ten tonnes each."""
    people = tuple(
        Cooperative(f"c{at:03}", f"x{at % 20:02}", at < 74, goods=frozenset({"coffee" if at % 2 else "pepper"}))
        for at in range(200)
    )
    wants = tuple(
        Opening(f"n{at:02}", "coffee" if at % 2 else "pepper", 20 * TONNE, 2, f"d{at % 3}") for at in range(needs)
    )
    rng = np.random.default_rng(5)
    chances = [
        Chance(one.code, need.code, 10 * TONNE, float(rng.uniform(0.2, 0.9)))
        for one in people
        for need in wants
        if need.good in one.goods
    ]
    return PlanProblem(people, wants, tuple(chances), Decimal("0.5"))


def test_74_of_200_need_26_more_and_get_them() -> None:
    problem = province(40)
    found = plan(problem)
    assert faults(problem, found) == []
    assert (found.linked_before, found.wanted, len(found.links), found.linked_after) == (74, 100, 26, 100)
    assert len({link.cooperative for link in found.links}) == 26
    assert found.reaches
    assert found.gap <= 0.01
    assert found == plan(problem), "the same problem gives the same plan"
    assert lacking(problem, found).shortages == ()


def test_too_few_needs_give_the_honest_most_and_what_is_missing() -> None:
    problem = province(5)
    found = plan(problem)
    assert (len(found.links), found.reachable, found.reaches) == (10, 10, False)
    missing = lacking(problem, found)
    assert missing.full_needs == tuple(f"n{at:02}" for at in range(5))
    assert sum(len(one.cooperatives) for one in missing.shortages) == 126 - 10
    assert {one.good for one in missing.shortages} == {"coffee", "pepper"}
    busy = plan(replace(province(40), workload={"d0": 2, "d1": 3, "d2": 0}))
    assert len(busy.links) == 5
    assert lacking(replace(province(40), workload={"d0": 2, "d1": 3, "d2": 0}), busy).full_desks == ("d0", "d1", "d2")


def test_links_spread_over_communes_before_they_crowd_one() -> None:
    people = tuple(Cooperative(f"c{at}", "near" if at < 8 else f"far{at}", False) for at in range(16))
    chances = tuple(Chance(one.code, "n", TONNE, 0.5) for one in people)
    problem = PlanProblem(people, (Opening("n", "rice", 100 * TONNE),), chances, Decimal("0.5"))
    fair = plan(replace(problem, weights=PlanWeights(commune=0.6)))
    assert sum(int(link.cooperative[1:]) < 8 for link in fair.links) == 4
    pressed = tuple(replace(c, pressing=0.9) if int(c.cooperative[1:]) < 8 else c for c in chances)
    assert sum(int(link.cooperative[1:]) < 8 for link in plan(replace(problem, chances=pressed)).links) == 8


def test_a_plant_that_nobody_has_built() -> None:
    problem = province(5)
    growers = [
        Grower(f"c{at:03}", "cassava", 12.0 + at / 1000, 108.0, tuple(Decimal(5000 if m < 6 else 0) for m in range(12)))
        for at in range(100, 180)
    ]
    plant = Plant("plant", "cassava", 12.15, 108.0, Decimal(200_000), reach_km=6)
    case = with_plant(problem, plant, growers)
    assert case.growers, "somebody is within six kilometres"
    assert case.kg == tuple(Decimal(5000 * len(case.growers) if m < 6 else 0) for m in range(12))
    assert case.filled[0] == min(Decimal(5 * len(case.growers)) / 200, Decimal(1))
    more = plan(case.problem).linked_after - plan(problem).linked_after
    assert more == min(len(case.growers), 16), "the plant links whom nobody else wanted, up to the target"
    places = sites(growers, "cassava", 6, Decimal(100_000))
    assert places
    assert all(site.average_kg >= 100_000 and site.least_kg == 0 for site in places)
    assert sites(growers, "cassava", 6, Decimal(10**9)) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: replace(province(1), target=Decimal("1.2")),
        lambda: replace(province(1), workload={"d0": -1}),
        lambda: Chance("c", "n", TONNE, 0.0),
        lambda: Opening("n", "rice", Decimal(-1)),
        lambda: replace(province(1), needs=()),
    ],
)
def test_impossible_questions_are_refused(make: object) -> None:
    with pytest.raises(PlanError):
        make()  # type: ignore[operator]


def test_nobody_and_nothing_is_an_empty_plan() -> None:
    empty = PlanProblem((), (), (), Decimal("0.5"))
    assert (plan(empty).links, plan(empty).reaches) == ((), True)
    alone = replace(province(5), needs=(), chances=())
    assert (len(plan(alone).links), plan(alone).reachable, plan(alone).reaches) == (0, 0, False)


def test_one_more_link_is_worth_dearer_links_for_many() -> None:
    """Linking the last one moves twenty others to a need that is far less likely; the count comes first."""
    people = (*(Cooperative(f"c{at:02}", "x", False) for at in range(20)), Cooperative("last", "x", False))
    wants = tuple(Opening(f"n{at:02}", "rice", TONNE, 1) for at in range(21))
    easy = (Chance(f"c{at:02}", f"n{at:02}", TONNE, 1.0, 0.9) for at in range(20))
    hard = (Chance(f"c{at:02}", f"n{at + 1:02}", TONNE, 0.001) for at in range(20))
    problem = PlanProblem(people, wants, (*easy, *hard, Chance("last", "n00", TONNE, 1.0)), Decimal(1))
    found = plan(problem, 10)
    assert (len(found.links), found.reachable, found.reaches) == (21, 21, True)
    assert faults(problem, found) == []
    at_once = plan(problem, 0)
    assert faults(problem, at_once) == []
    assert at_once.reachable == 21
    assert at_once.links


def test_the_bound_of_a_plan_that_falls_short_is_of_its_own_count() -> None:
    """Seven tonnes for cooperatives of three: two links, though the program would like two and a third."""
    people = tuple(Cooperative(f"c{at}", "x", False) for at in range(4))
    chances = tuple(Chance(one.code, "n", 3 * TONNE, 0.5) for one in people)
    problem = PlanProblem(people, (Opening("n", "rice", 7 * TONNE),), chances, Decimal(1))
    before, solving.TINY, solving.SMALL = (solving.TINY, solving.SMALL), -1, -1
    try:
        found = plan(problem, 10)
    finally:
        solving.TINY, solving.SMALL = before
    assert (len(found.links), found.reachable) == (2, 2)
    assert found.gap < 1e-6


def test_a_plant_takes_no_more_of_a_month_than_it_can_work() -> None:
    problem = PlanProblem((Cooperative("a", "x", False),), (), (), Decimal(1))
    glut = Grower("a", "tea", 11.5, 108.0, (240 * TONNE, *[Decimal(0)] * 11))
    case = with_plant(problem, Plant("p", "tea", 11.5, 108.0, 20 * TONNE, 10), [glut])
    assert [chance.kg for chance in case.problem.chances] == [20 * TONNE]


def test_a_buyer_of_one_good_is_no_buyer_of_another() -> None:
    people = (Cooperative("a", "x", False, goods=frozenset({"rice", "tea"})),)
    chances = (Chance("a", "n", 9 * TONNE, 0.5),)
    problem = PlanProblem(people, (Opening("n", "rice", TONNE),), chances, Decimal(1))
    missing = lacking(problem, plan(problem))
    assert {(one.good, one.no_buyer) for one in missing.shortages} == {("rice", False), ("tea", True)}


NO_NUMBER = Decimal("nan")


@pytest.mark.parametrize(
    "made",
    [
        lambda: PlanProblem((), (), (), NO_NUMBER),
        lambda: Grower("a", "tea", 0, 0, (NO_NUMBER,) * 12),
        lambda: Plant("p", "tea", 0, 0, NO_NUMBER, 10),
        lambda: Plant("p", "tea", 0, 0, TONNE, float("nan")),
        lambda: Plant("p", "tea", float("nan"), 0, TONNE, 10),
    ],
)
def test_no_number_is_refused_by_name(made: Callable[[], object]) -> None:
    with pytest.raises(PlanError):
        made()


def test_limits_beyond_all_counting_are_none() -> None:
    many = 10**400
    problem = PlanProblem(
        (Cooperative("a", "x", False),), (Opening("n", "rice", TONNE, many, "d"),),
        (Chance("a", "n", TONNE, 1.0),), Decimal(1), {"d": many},
    )  # fmt: skip
    assert plan(problem).reaches
