"""What a plan costs, exactly: one place says what the objective adds up, for every way of solving."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from matching.pooling.plan import Supply
from matching.pooling.problem import Candidate, PoolProblem

ZERO = Decimal(0)


def unit_dong(problem: PoolProblem, one: Candidate, at: int) -> dict[str, Decimal]:
    """The parts of what a firm kilogram of a candidate costs in a period, in đồng. An unknown price costs nothing."""
    weights = problem.weights
    away = one.distance_km[at] if one.distance_km else ZERO
    unreliable = ZERO if one.reliability is None else weights.unreliable * (1 - Decimal(str(one.reliability)))
    return {
        "price": one.price_dong_per_kg or ZERO,
        "transport": weights.transport * away,
        "unreliable": unreliable,
    }


def once_dong(problem: PoolProblem, one: Candidate) -> dict[str, Decimal]:
    """What taking part costs once, in đồng; a first link takes something off."""
    return {
        "participation": one.participation_dong,
        "newly_linked": -problem.weights.newly_linked if one.newly_linked else ZERO,
    }


def shortage_dong(problem: PoolProblem) -> Decimal:
    """The cost of a kilogram that stays open: the weight, else more than any kilogram of anybody can cost."""
    if problem.weights.shortage is not None:
        return problem.weights.shortage
    dearest = ZERO
    for one in problem.candidates:
        units = [sum(unit_dong(problem, one, at).values(), ZERO) for at in range(len(problem.asks))]
        least = max(one.minimum_lot_kg, one.lot_multiple_kg or ZERO, Decimal(1))
        dearest = max(dearest, max(units) + problem.weights.flexible + one.participation_dong / least)
    return 2 * (dearest + problem.weights.spread) + 1


def cost_parts(problem: PoolProblem, supplies: Iterable[Supply], short_kg: Iterable[Decimal]) -> dict[str, Decimal]:
    """Every part of the objective of these quantities, in đồng."""
    names = ("price", "transport", "unreliable", "flexible", "participation", "newly_linked", "spread", "shortage")
    parts = dict.fromkeys(names, ZERO)
    of = {one.code: one for one in problem.candidates}
    largest = ZERO
    for supply in supplies:
        one = of[supply.code]
        largest = max(largest, supply.total_kg)
        for name, dong in once_dong(problem, one).items():
            parts[name] += dong
        for at, kg in enumerate(supply.kg):
            for name, dong in unit_dong(problem, one, at).items():
                parts[name] += dong * kg
            firm = one.firm_kg[at] if one.firm_kg else ZERO
            parts["flexible"] += problem.weights.flexible * max(kg - firm, ZERO)
    parts["spread"] = problem.weights.spread * largest
    parts["shortage"] = shortage_dong(problem) * sum(short_kg, ZERO)
    return parts
