"""Published assignment problems through the plan's own face: an item is a cooperative, a supplier a need with room.

`HYPOTHESIS_PROFILE=thorough` solves all 42; the normal run the small ones and one of each larger kind.
"""

from __future__ import annotations

import csv
import os
from decimal import Decimal

import pytest

from matching.planning import Chance, Cooperative, Opening, PlanProblem, PlanWeights, faults, plan, plan_each
from tests.conftest import SHARED_DATA
from tests.matching.planning.test_planning import province

LIBRARY = SHARED_DATA / "bench_or_gap"
USUAL = {"gap1-0", "gap3-2", "gap6-4", "a05100", "a20100", "b10100"}


def assignment(name: str) -> PlanProblem:
    """Every item to one supplier within its capacity; a cost of c is a likelihood of 2 to the minus c."""
    words = iter((LIBRARY / f"{name}.txt").read_text("ascii").split())
    suppliers, items = int(next(words)), int(next(words))
    cost, weight = ([[int(next(words)) for _ in range(items)] for _ in range(suppliers)] for _ in range(2))
    room = [int(next(words)) for _ in range(suppliers)]
    return PlanProblem(
        cooperatives=tuple(Cooperative(f"i{item:03}", "", False) for item in range(items)),
        needs=tuple(Opening(f"s{at:02}", "", Decimal(kg)) for at, kg in enumerate(room)),
        chances=tuple(
            Chance(f"i{item:03}", f"s{at:02}", Decimal(weight[at][item]), 2.0 ** -cost[at][item])
            for at in range(suppliers)
            for item in range(items)
        ),
        target=Decimal(1),
        weights=PlanWeights(unlikely=1.0, commune=0.0, size=0.0),
    )


@pytest.mark.slow
def test_published_assignments_are_within_half_a_percent() -> None:
    table = (LIBRARY / "optima.csv").read_text("ascii").splitlines()
    optima = {row["instance"]: int(row["optimum_min"]) for row in csv.DictReader(table)}
    assert len(optima) == 42
    for name in sorted(optima if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else USUAL):
        problem = assignment(name)
        found = plan(problem, 20)
        assert faults(problem, found) == [], name
        assert found.reaches, name
        cost = found.cost - len(found.links)  # a link itself costs 1
        assert optima[name] - 1e-6 <= cost <= optima[name] * 1.005, name


@pytest.mark.slow
def test_provinces_side_by_side_give_the_same_plans_as_one_after_another() -> None:
    distributed = pytest.importorskip("distributed")
    country = {f"p{needs:02}": province(needs) for needs in (3, 9, 20)}
    alone = {name: plan(one) for name, one in country.items()}
    assert plan_each(country, backend="threading", jobs=2) == alone
    assert plan_each(country, backend="loky", jobs=2) == alone
    with distributed.Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None):
        assert plan_each(country, backend="dask", jobs=2) == alone
