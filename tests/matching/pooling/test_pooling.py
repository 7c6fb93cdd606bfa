"""A group is never better than allowed, never worse than the best by more than its gap, and says what is missing.

`HYPOTHESIS_PROFILE=thorough` compares five hundred problems with every group there is.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from matching.errors import PoolError
from matching.pooling import Ask, Candidate, Limits, MendKind, PoolProblem, Supply, faults, mends, pool
from matching.pooling.costing import cost_parts
from tests.conftest import SHARED_DATA
from tests.matching.pooling.exhaustive import cheapest
from tests.matching.pooling.problems import DAY, TONNE, problems, warehouse

EXAMPLES = 500 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 120
LIBRARY = SHARED_DATA / "bench_or_cap"


def published() -> list[dict[str, str]]:
    """The instances with their optima; none where the benchmark data are missing, which a test reports."""
    path = LIBRARY / "optima.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


@pytest.mark.slow
@settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
@given(problems())
def test_the_plan_is_the_best_there_is(problem: PoolProblem) -> None:
    best = cheapest(problem)
    if best is None:
        with pytest.raises(PoolError):
            pool(problem, 10, gap=0)
        return
    plan = pool(problem, 10, gap=0)
    assert faults(problem, plan) == []
    assert float(plan.cost_dong) <= best + 1e-6 * abs(best) + 1e-3
    assert float(plan.bound_dong) <= best + 1e-6 * abs(best) + 1e-3


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(problems())
def test_the_group_at_once_keeps_every_limit_and_its_bound_holds(problem: PoolProblem) -> None:
    free = replace(problem, locked_kg={}, locked_in=frozenset())
    plan = pool(free, 0)
    assert faults(free, plan) == []
    best = cheapest(free)
    assert best is not None
    assert float(plan.bound_dong) <= best + 1e-6 * abs(best) + 1e-3
    assert pool(free, 0) == plan


@pytest.mark.slow
def test_every_published_instance_is_solved_to_its_optimum() -> None:
    rows = published()
    assert len(rows) == 13, f"the OR-Library instances belong in {LIBRARY}"
    for row in rows:
        problem = warehouse(LIBRARY / f"{row['instance']}.txt")
        plan = pool(problem, 60, gap=0)
        assert faults(problem, plan) == [], row["instance"]
        assert float(plan.cost_dong) == pytest.approx(float(row["optimum"]), rel=1e-7), row["instance"]


def cooperative(code: str, tonnes_a_month: int, **known: object) -> Candidate:
    kg = (tonnes_a_month * TONNE,) * 3
    usual = {"price_dong_per_kg": Decimal(8000), "distance_km": (Decimal(20),) * 3, "certificates": {"vietgap"}}
    details = usual | known
    details["certificates"] = frozenset(details["certificates"])  # type: ignore[call-overload]
    return Candidate(code=code, firm_kg=kg, **details)  # type: ignore[arg-type]


@pytest.fixture
def plant() -> PoolProblem:
    """120 t a month for three months; five cooperatives, one without VietGAP; at most four suppliers."""
    people = (
        cooperative("a", 40), cooperative("b", 35), cooperative("c", 25, minimum_lot_kg=15 * TONNE),
        cooperative("d", 20), cooperative("e", 60, certificates=()),
    )  # fmt: skip
    limits = Limits(maximum_suppliers=4, certificates=frozenset({"vietgap"}))
    return PoolProblem(asks=(Ask(DAY, DAY, 120 * TONNE),) * 3, candidates=people, limits=limits)


def test_four_fill_the_need_together(plant: PoolProblem) -> None:
    plan = pool(plant)
    assert plan.is_complete
    assert [supply.code for supply in plan.supplies] == ["a", "b", "c", "d"]
    assert plan.gap <= Decimal("0.005")


def test_what_is_missing_and_what_would_mend_it(plant: PoolProblem) -> None:
    poorer = replace(plant, candidates=tuple(one for one in plant.candidates if one.code != "b"))
    plan = pool(poorer)
    assert plan.short_kg == (35 * TONNE,) * 3
    found = {(mend.kind, mend.code): mend for mend in mends(poorer, plan)}
    assert found[MendKind.CERTIFICATE, "e"].closes_kg == 105 * TONNE
    assert found[MendKind.MORE_OF_ONE, "a"].closes_kg == 105 * TONNE
    assert (MendKind.ONE_MORE_SUPPLIER, None) not in found, "there is nobody else who may take part"


def test_what_a_person_fixed_is_kept_and_the_rest_is_solved_again(plant: PoolProblem) -> None:
    roomy = replace(plant, candidates=(*plant.candidates[:4], cooperative("f", 50)))
    plan = pool(replace(roomy, locked_kg={("a", 0): 10 * TONNE}, locked_out=frozenset({"b"})))
    given = {supply.code: supply.kg for supply in plan.supplies}
    assert given["a"][0] == 10 * TONNE
    assert "b" not in given
    assert plan.short_kg == (15 * TONNE, Decimal(0), Decimal(0)), "a, c, d and f have 135 t, a keeps to 10 of its 40"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"locked_kg": {("a", 0): 41 * TONNE}}, "locked_kg"),
        ({"locked_in": frozenset({"e"})}, "locked_in"),
        ({"locked_in": frozenset({"a"}), "locked_out": frozenset({"a"})}, "locked_in"),
        ({"locked_in": frozenset("abcd"), "limits": Limits(maximum_suppliers=3)}, "locked_kg"),
        ({"asks": ()}, "asks"),
    ],
)
def test_contradictions_are_named(plant: PoolProblem, change: dict[str, object], field: str) -> None:
    with pytest.raises(PoolError) as problem:
        pool(replace(plant, **change))  # type: ignore[arg-type]
    assert problem.value.field == field


def test_nobody_able_leaves_everything_open(plant: PoolProblem) -> None:
    plan = pool(replace(plant, candidates=()))
    assert plan.short_kg == (120 * TONNE,) * 3
    assert plan.supplies == ()
    lots = replace(plant, candidates=(cooperative("a", 10, minimum_lot_kg=500 * TONNE),))
    assert pool(lots).supplies == ()


def to_the_gram(**limits: object) -> PoolProblem:
    """1,234.567 kg, of which no share is a whole gram; the dearest holds the certificate."""
    people = tuple(
        Candidate(code=code, firm_kg=(Decimal(2000),), price_dong_per_kg=Decimal(dong), certificates=frozenset(held))
        for code, dong, held in (("a", 9000, {"vietgap"}), ("b", 7000, ()), ("c", 8000, ()))
    )
    return PoolProblem((Ask(DAY, DAY, Decimal("1234.567")),), people, Limits(**limits))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("limits", "given"),
    [
        ({"certificate_shares": {"vietgap": Decimal("0.3")}}, {"a": "370.371", "b": "864.196"}),
        ({"largest_share": Decimal("0.6")}, {"b": "740.74", "c": "493.827"}),
    ],
)
def test_a_share_that_is_no_whole_gram_costs_nobody_the_place(limits: dict[str, object], given: dict[str, str]) -> None:
    problem = to_the_gram(**limits)
    plan = pool(problem, 10)
    assert {supply.code: str(supply.total_kg) for supply in plan.supplies} == given
    assert faults(problem, plan) == []
    assert plan.is_complete
    assert plan.gap < Decimal("0.0001")


def test_a_minimum_lot_is_never_undercut_by_part_of_a_gram() -> None:
    one = Candidate(code="a", firm_kg=(Decimal(2),), minimum_lot_kg=Decimal("1.0004"))
    problem = PoolProblem((Ask(DAY, DAY, Decimal("1.0009")),), (one,))
    for seconds in (0, 1):
        assert faults(problem, pool(problem, seconds)) == []


def test_without_time_a_lock_that_breaks_a_limit_is_told() -> None:
    problem = replace(to_the_gram(largest_share=Decimal("0.5")), locked_kg={("a", 0): Decimal(1000)})
    for seconds, field in ((0, "seconds"), (5, "locked_kg")):
        with pytest.raises(PoolError) as told:
            pool(problem, seconds)
        assert told.value.field == field


def test_who_takes_part_gives_a_kilogram_or_all_it_has() -> None:
    """Nobody joins a group with a handful for the sake of a link that counts."""
    people = Candidate(code="many", firm_kg=(5 * TONNE,)), Candidate(code="few", firm_kg=(Decimal("0.25"),))
    problem = PoolProblem((Ask(DAY, DAY, TONNE),), people)
    plan = pool(problem)

    def given(many: str, few: str) -> list[str]:
        kg = {"many": (Decimal(many),), "few": (Decimal(few),)}
        short = (TONNE - Decimal(many) - Decimal(few),)
        supplies = tuple(Supply(code, amount) for code, amount in kg.items())
        made = replace(plan, supplies=supplies, short_kg=short, bound_dong=Decimal(-(10**12)))
        return faults(problem, replace(made, parts=cost_parts(problem, supplies, short)))

    assert given("1", "0.25") == []
    assert given("0.999", "0.25") == ["many takes part with less than a kilogram"]
    assert given("1", "0.2") == ["few takes part with less than a kilogram"]


def test_the_next_distance_is_that_of_somebody_who_can_supply() -> None:
    """At 30 km nobody has anything; at 50 km somebody lacks the certificate; at 80 km there is the missing tonne."""
    people = tuple(
        Candidate(code=f"k{km}", firm_kg=(kg * TONNE,), distance_km=(Decimal(km),), certificates=frozenset(held))
        for km, kg, held in ((10, 1, {"v"}), (30, 0, {"v"}), (50, 5, ()), (80, 1, {"v"}))
    )
    limits = Limits(maximum_distance_km=Decimal(20), certificates=frozenset({"v"}))
    problem = PoolProblem((Ask(DAY, DAY, 2 * TONNE),), people, limits)
    found = {mend.kind: mend for mend in mends(problem, pool(problem))}
    assert found[MendKind.FARTHER].kilometres == 80
    assert found[MendKind.FARTHER].closes_kg == TONNE


NO_NUMBER = Decimal("nan")


@pytest.mark.parametrize(
    "made",
    [
        lambda: Limits(largest_share=NO_NUMBER),
        lambda: Limits(certificate_shares={"v": NO_NUMBER}),
        lambda: Limits(maximum_distance_km=NO_NUMBER),
        lambda: Limits(maximum_distance_km=Decimal(-1)),
        lambda: replace(to_the_gram(), locked_kg={("a", 0): NO_NUMBER}),
        lambda: Candidate(code="a", firm_kg=(TONNE,), lot_multiple_kg=Decimal("0.0003")),
    ],
)
def test_no_number_is_refused_by_name(made: Callable[[], object]) -> None:
    with pytest.raises(PoolError):
        made()


def test_a_limit_of_suppliers_beyond_all_counting_is_none() -> None:
    assert pool(to_the_gram(maximum_suppliers=10**400)).is_complete
