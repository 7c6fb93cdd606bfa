"""Pools and plans of growing size: CPU seconds, gap to the bound, memory; greedy and HiGHS on the whole as baselines.

Made-up cooperatives and needs from a seed. A pool has six periods, minimum lots, multiples, a largest share and a
certificate share; a plan has communes, size classes, desks and needs that take few suppliers.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from decimal import Decimal
from typing import TypeVar

import numpy as np

from matching.planning import Chance, Cooperative, Opening, PlanProblem, plan, plan_each
from matching.pooling import Ask, Candidate, Limits, PoolProblem, pool
from tests.benchmarks.report import Fields

POOLS = (10, 50, 200, 500, 1_000, 2_000)
PLANS = ((500, 60, 6_000), (5_000, 500, 60_000))
SCARCE = ((5, 40), (5, 20))
"""Tonnes of room, least and most, of needs for which cooperatives of 1 to 19 tonnes nearly do not fit."""
COUNTRIES = (4, 12, 34)
PERIODS, SECONDS, PATIENCE = 6, 1.0, 20.0
HALF = Decimal("0.5")
DAY, TONNE = date(2027, 1, 1), Decimal(1000)
T = TypeVar("T")


def measured(seed: int) -> Iterator[Fields]:
    """A line for each size."""
    for count in POOLS:
        yield from _pool_lines(count, seed)
    for size in PLANS:
        yield _plan_line("plan", made_plan(*size, seed), size)
    for rooms in SCARCE:
        yield _plan_line("plan_scarce", made_plan(600, 150, 6_000, seed, rooms, Decimal("0.9")), (600, 150, rooms[1]))
    for count in COUNTRIES:
        yield _country_line(count, seed)
    yield _side_by_side_line(seed)


def _pool_lines(count: int, seed: int) -> Iterator[Fields]:
    problem = made_pool(count, seed)
    quick, quick_s = _timed(lambda: pool(problem, 0))
    best, best_s = _timed(lambda: pool(problem, SECONDS))
    above = float(quick.cost_dong / best.cost_dong) - 1
    yield {"measure": "pool_greedy", "size": str(count), "ours_cpu_s": _short(quick_s), "above_best": _short(above)}
    yield {
        "measure": "pool_exact", "size": str(count), "ours_cpu_s": _short(best_s), "rival": "greedy",
        "rival_cpu_s": _short(quick_s), "gap": _short(float(best.gap)), "finished": best.finished,
        "suppliers": len(best.supplies), "peak_mb": _peak_mb(),
    }  # fmt: skip


def _plan_line(measure: str, problem: PlanProblem, size: tuple[int, int, int]) -> Fields:
    found, seconds = _timed(lambda: plan(problem))
    return {
        "measure": measure, "size": f"{size[0]}x{size[1]}, {len(problem.chances)} chances",
        "ours_cpu_s": _short(seconds), "gap": _short(found.gap), "links": len(found.links),
        "reachable": found.reachable, "finished": found.finished, "peak_mb": _peak_mb(),
    }  # fmt: skip


def _country_line(provinces: int, seed: int) -> Fields:
    found, seconds = _timed(lambda: plan_each(_country(provinces, seed)))
    worst = max(one.gap for one in found.values())
    return {
        "measure": "plan_country", "size": f"{provinces} provinces of 1000x100", "ours_cpu_s": _short(seconds),
        "gap": _short(worst), "peak_mb": _peak_mb(),
    }  # fmt: skip


def _side_by_side_line(seed: int) -> Fields:
    """The same country on joblib's back ends: those whose plans are the ones of one province after another."""
    country, same = _country(COUNTRIES[-1], seed), []
    alone = plan_each(country, PATIENCE)
    for backend in ("threading", "loky", "dask"):
        with _cluster() if backend == "dask" else nullcontext():
            if plan_each(country, PATIENCE, backend, 2) == alone:
                same.append(backend)
    return {"measure": "plan_side_by_side", "size": f"{len(country)} provinces", "same_on": ", ".join(same)}


def _cluster() -> AbstractContextManager[object]:
    """Dask's own scheduler within this process."""
    from distributed import Client

    made: AbstractContextManager[object] = Client(  # type: ignore[no-untyped-call]  # it brings no types
        processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None
    )
    return made


def _country(provinces: int, seed: int) -> dict[str, PlanProblem]:
    return {f"{at:02}": made_plan(1_000, 100, 8_000, seed + at) for at in range(provinces)}


def made_pool(count: int, seed: int) -> PoolProblem:
    """A need of two fifths of what so many cooperatives have."""
    rng = random.Random(seed)
    people = tuple(_candidate(rng, at) for at in range(count))
    total = sum((sum(one.firm_kg) for one in people), Decimal(0))
    wanted = Decimal(int(total / PERIODS * 4 / 10) // 1000 * 1000)
    limits = Limits(largest_share=Decimal("0.5"), certificate_shares={"vietgap": Decimal("0.4")})
    return PoolProblem((Ask(DAY, DAY, wanted),) * PERIODS, people, limits)


def _candidate(rng: random.Random, at: int) -> Candidate:
    base = rng.randint(3, 40)
    firm = tuple((max(base + rng.randint(-5, 5), 0) if rng.random() < 0.7 else 0) * TONNE for _ in range(PERIODS))
    return Candidate(
        code=f"c{at:05}",
        firm_kg=firm,
        flexible_kg=tuple(Decimal(int(kg) // 5) for kg in firm),
        minimum_lot_kg=rng.choice([0, 2, 5, 10]) * TONNE,
        lot_multiple_kg=rng.choice([None, None, Decimal(500), Decimal(1000)]),
        price_dong_per_kg=Decimal(rng.randint(7000, 9500)),
        distance_km=(Decimal(rng.randint(3, 150)),) * PERIODS,
        participation_dong=Decimal(rng.randint(1, 6) * 1_000_000),
        reliability=rng.choice([None, 0.6, 0.9, 0.99]),
        certificates=frozenset({"vietgap"} if rng.random() < 0.5 else ()),
        newly_linked=rng.random() < 0.6,
    )


def made_plan(
    people: int, needs: int, chances: int, seed: int, rooms: tuple[int, int] = (20, 150), target: Decimal = HALF
) -> PlanProblem:
    """A province of which a sixth is linked and `target` is to be; its needs have so many tonnes of room."""
    rng = np.random.default_rng(seed)
    everybody = tuple(
        Cooperative(f"c{at:05}", f"x{rng.integers(max(people // 12, 1))}", bool(rng.random() < 1 / 6), "sml"[at % 3])
        for at in range(people)
    )
    wants = tuple(
        Opening(
            f"n{at:04}", "rice", int(rng.integers(*rooms)) * TONNE,
            None if rng.random() < 0.5 else int(rng.integers(2, 12)), f"d{at % 40}",
        )
        for at in range(needs)
    )  # fmt: skip
    pairs = np.unique(rng.integers(people, size=chances) * needs + rng.integers(needs, size=chances))
    found = tuple(
        Chance(
            f"c{at // needs:05}", f"n{at % needs:04}", int(rng.integers(1, 20)) * TONNE, float(rng.uniform(0.05, 0.9))
        )
        for at in pairs.tolist()
    )
    return PlanProblem(everybody, wants, found, target, {f"d{at}": 100 for at in range(40)})


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    found = work()
    return found, time.process_time() - started


def _peak_mb() -> float:
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _short(value: float) -> float:
    return float(f"{value:.4g}")
