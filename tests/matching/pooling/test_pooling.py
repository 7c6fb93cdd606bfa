"""A group is never better than allowed, never worse than the best by more than its gap, and says what is missing.

`HYPOTHESIS_PROFILE=thorough` compares five hundred problems with every group there is.
"""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from matching.errors import PoolError
from matching.pooling import Ask, Candidate, Limits, MendKind, PoolProblem, faults, mends, pool
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
