"""What a plan costs, exactly: one place says what the objective adds up, for every way of solving."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from matching.pooling.plan import Supply
from matching.pooling.problem import Candidate, PoolProblem

ZERO = Decimal(0)


def unit_dong(problem: PoolProblem, one: Candidate, at: int) -> dict[str, Decimal]:
    """The parts of what a firm kilogram of a candidate costs in a period, in đồng. An unknown price costs nothing."""
    away = one.distance_km[at] if one.distance_km else ZERO
    return {
        "price": one.price_dong_per_kg or ZERO,
        "transport": problem.weights.transport * away,
        "unreliable": unreliable_dong(problem, one),
    }


def unreliable_dong(problem: PoolProblem, one: Candidate) -> Decimal:
    """What a kilogram costs for who may not deliver it, in đồng; nothing where nothing is known."""
    return ZERO if one.reliability is None else problem.weights.unreliable * (1 - Decimal(str(one.reliability)))


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
        farthest = one.distance_km.index(max(one.distance_km)) if one.distance_km else 0
        unit = sum(unit_dong(problem, one, farthest).values(), ZERO)
        least = max(one.minimum_lot_kg, one.lot_multiple_kg or ZERO, Decimal(1))
        dearest = max(dearest, unit + problem.weights.flexible + one.participation_dong / least)
    return 2 * (dearest + problem.weights.spread) + 1


def cost_parts(problem: PoolProblem, supplies: Iterable[Supply], short_kg: Iterable[Decimal]) -> dict[str, Decimal]:
    """Every part of the objective of these quantities, in đồng."""
    names = ("price", "transport", "unreliable", "flexible", "participation", "newly_linked", "spread", "shortage")
    parts = dict.fromkeys(names, ZERO)
    of = {one.code: one for one in problem.candidates}
    largest = ZERO
    for supply in supplies:
        one = of[supply.code]
        total = supply.total_kg
        largest = max(largest, total)
        for name, dong in once_dong(problem, one).items():
            parts[name] += dong
        parts["price"] += (one.price_dong_per_kg or ZERO) * total
        parts["unreliable"] += unreliable_dong(problem, one) * total
        for at, kg in enumerate(supply.kg):
            if not kg:
                continue
            if one.distance_km:
                parts["transport"] += problem.weights.transport * one.distance_km[at] * kg
            firm = one.firm_kg[at] if one.firm_kg else ZERO
            parts["flexible"] += problem.weights.flexible * max(kg - firm, ZERO)
    parts["spread"] = problem.weights.spread * largest
    parts["shortage"] = shortage_dong(problem) * sum(short_kg, ZERO)
    return parts
