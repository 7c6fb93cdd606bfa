"""Small random pooling problems whose every amount is a whole tonne, and the published ones of the OR-Library."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

from matching.pooling import Ask, Candidate, Limits, PoolProblem, Weights

DAY = date(2027, 1, 1)
TONNE = Decimal(1000)
NOTHING = Decimal(0)
PLAIN = Weights(Decimal(1), NOTHING, NOTHING, NOTHING, NOTHING)


def tonnes(most: int, least: int = 0) -> st.SearchStrategy[Decimal]:
    """Whole tonnes in kilograms."""
    return st.integers(least, most).map(lambda count: count * TONNE)


@st.composite
def candidates(draw: st.DrawFn, code: str, asks: int) -> Candidate:
    """An offer that comes in whole tonnes."""
    return Candidate(
        code=code,
        firm_kg=tuple(draw(tonnes(2)) for _ in range(asks)),
        flexible_kg=tuple(draw(tonnes(1)) for _ in range(asks)),
        minimum_lot_kg=draw(tonnes(2)),
        lot_multiple_kg=TONNE,
        most_kg=draw(st.none() | tonnes(4, 1)),
        price_dong_per_kg=draw(st.none() | st.integers(1, 30).map(Decimal)),
        distance_km=(draw(st.integers(0, 9).map(Decimal)),) * asks,
        participation_dong=draw(st.integers(0, 30)) * TONNE,
        reliability=draw(st.sampled_from([None, 0.0, 0.5, 1.0])),
        certificates=draw(st.sampled_from([frozenset[str](), frozenset({"vietgap"})])),
        newly_linked=draw(st.booleans()),
    )


@st.composite
def problems(draw: st.DrawFn) -> PoolProblem:
    """Up to three candidates and two periods, with any of the limits and locks."""
    asks = draw(st.integers(1, 2))
    codes = [f"c{at}" for at in range(draw(st.integers(0, 3)))]
    people = tuple(draw(candidates(code, asks)) for code in codes)
    limits = Limits(
        maximum_suppliers=draw(st.none() | st.integers(1, 3)),
        largest_share=draw(st.sampled_from([None, None, Decimal("0.5"), Decimal(1)])),
        certificates=draw(st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"vietgap"})])),
        certificate_shares=draw(st.sampled_from([{}, {}, {"vietgap": Decimal("0.5")}])),
        maximum_distance_km=draw(st.none() | st.integers(2, 9).map(Decimal)),
        all_or_nothing=draw(st.integers(0, 3)) == 0,
    )
    return PoolProblem(
        asks=tuple(Ask(DAY, DAY, draw(tonnes(4, 1))) for _ in range(asks)),
        candidates=people,
        limits=limits,
        weights=Weights(Decimal(1), Decimal(2), Decimal(4), draw(st.sampled_from([NOTHING, Decimal(3)])), TONNE * 5),
        locked_kg={(code, 0): draw(tonnes(2)) for code in codes if draw(st.integers(0, 9)) == 0},
        locked_in=frozenset(code for code in codes if draw(st.integers(0, 9)) == 0),
    )


def warehouse(path: Path) -> PoolProblem:
    """An OR-Library instance as a pool: sources are candidates, demands are periods, the way is what costs."""
    words = iter(path.read_text(encoding="ascii").split())
    people, asks = int(next(words)), int(next(words))
    sources = [(Decimal(next(words)), Decimal(next(words))) for _ in range(people)]
    sizes, costs = [], []
    for _ in range(asks):
        sizes.append(Decimal(next(words)))
        costs.append([Decimal(next(words)) for _ in range(people)])
    made = tuple(
        Candidate(
            code=f"s{i:02}", firm_kg=tuple(sizes), most_kg=capacity, participation_dong=fixed,
            distance_km=tuple(cost[i] / size for cost, size in zip(costs, sizes, strict=True)),
        )
        for i, (capacity, fixed) in enumerate(sources)
    )  # fmt: skip
    return PoolProblem(asks=tuple(Ask(DAY, DAY, size) for size in sizes), candidates=made, weights=PLAIN)
