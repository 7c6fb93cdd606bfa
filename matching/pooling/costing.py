"""What a plan costs, exactly: one place says what the objective adds up, for every way of solving."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import repeat
from operator import mul

from matching.pooling.plan import Supply
from matching.pooling.problem import Candidate, PoolProblem

ZERO, ONE = Decimal(0), Decimal(1)


def unreliable_dong(problem: PoolProblem, reliability: float | None) -> Decimal:
    """What a kilogram costs for who may not deliver it, in đồng; nothing where nothing is known."""
    return ZERO if reliability is None else problem.weights.unreliable * (1 - Decimal(str(reliability)))


def once_dong(problem: PoolProblem, one: Candidate) -> Decimal:
    """What taking part costs once, in đồng; a first link takes something off."""
    return one.participation_dong - problem.weights.newly_linked if one.newly_linked else one.participation_dong


def shortage_dong(problem: PoolProblem) -> Decimal:
    """The cost of a kilogram that stays open: the weight, else more than any kilogram of anybody can cost."""
    if problem.weights.shortage is not None:
        return problem.weights.shortage
    dearest, weights = ZERO, problem.weights
    risk = {known: unreliable_dong(problem, known) for known in {one.reliability for one in problem.candidates}}
    for one in problem.candidates:
        farthest = max(one.distance_km, default=ZERO)
        unit = (one.price_dong_per_kg or ZERO) + weights.transport * farthest + risk[one.reliability]
        least = max(one.minimum_lot_kg, one.lot_multiple_kg or ZERO, ONE)
        dearest = max(dearest, unit + weights.flexible + one.participation_dong / least)
    return 2 * (dearest + weights.spread) + 1


def cost_parts(problem: PoolProblem, supplies: Iterable[Supply], short_kg: Iterable[Decimal]) -> dict[str, Decimal]:
    """Every part of the objective of these quantities, in đồng."""
    names = ("price", "transport", "unreliable", "flexible", "participation", "newly_linked", "spread", "shortage")
    parts = dict.fromkeys(names, ZERO)
    weights, of = problem.weights, {one.code: one for one in problem.candidates}
    largest = ZERO
    for supply in supplies:
        one = of[supply.code]
        total = supply.total_kg
        largest = max(largest, total)
        parts["participation"] += one.participation_dong
        parts["newly_linked"] -= weights.newly_linked if one.newly_linked else ZERO
        parts["price"] += (one.price_dong_per_kg or ZERO) * total
        parts["unreliable"] += unreliable_dong(problem, one.reliability) * total
        parts["transport"] += weights.transport * sum(map(mul, one.distance_km, supply.kg), ZERO)
        firm = zip(supply.kg, one.firm_kg or repeat(ZERO), strict=bool(one.firm_kg))
        parts["flexible"] += weights.flexible * sum((kg - sure for kg, sure in firm if kg > sure), ZERO)
    parts["spread"] = weights.spread * largest
    if missing := sum(short_kg, ZERO):
        parts["shortage"] = shortage_dong(problem) * missing
    return parts
