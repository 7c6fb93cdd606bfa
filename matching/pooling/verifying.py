"""An independent look at a plan: every limit checked in plain arithmetic, none of the solver's code."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from matching.pooling.costing import cost_parts
from matching.pooling.plan import PoolPlan, Supply
from matching.pooling.problem import Candidate, PoolProblem

ZERO, GRAM, KILOGRAM = Decimal(0), Decimal("0.001"), Decimal(1)


def faults(problem: PoolProblem, plan: PoolPlan) -> list[str]:
    """What is wrong with the plan, in words; empty when it keeps everything."""
    return [*_of_suppliers(problem, plan), *_of_periods(problem, plan), *_of_the_group(problem, plan)]


def _of_suppliers(problem: PoolProblem, plan: PoolPlan) -> Iterator[str]:
    of = {one.code: one for one in problem.candidates}
    codes = [supply.code for supply in plan.supplies]
    if len(set(codes)) != len(codes):
        yield "a supplier stands twice"
    for supply in plan.supplies:
        one = of[supply.code]
        if not problem.allows(one):
            yield f"{one.code} may not take part"
        if supply.total_kg <= 0:
            yield f"{one.code} takes part with nothing"
        elif supply.total_kg < min(KILOGRAM, _all_it_has(problem, one)):
            yield f"{one.code} takes part with less than a kilogram"
        if one.most_kg is not None and supply.total_kg > one.most_kg:
            yield f"{one.code} gives more than it has over all periods"
        yield from (f"{one.code}, period {at}: {fault}" for at, fault in _of_cells(problem, supply))
    for code in problem.locked_in - set(codes):
        yield f"{code} is locked in and does not take part"
    for (code, at), kg in problem.locked_kg.items():
        given = next((supply.kg[at] for supply in plan.supplies if supply.code == code), ZERO)
        if given != kg:
            yield f"{code}, period {at}: locked at {kg}, given {given}"


def _all_it_has(problem: PoolProblem, one: Candidate) -> Decimal:
    """The most of all periods: what a person decided, else whole multiples of its lot, unless less than its minimum."""
    total, step = ZERO, one.lot_multiple_kg or GRAM
    for at in range(len(problem.asks)):
        whole = problem.open_kg(one, at) // step * step
        total += problem.locked_kg.get((one.code, at), whole if whole >= one.minimum_lot_kg else ZERO)
    return total


def _of_cells(problem: PoolProblem, supply: Supply) -> Iterator[tuple[int, str]]:
    one = next(one for one in problem.candidates if one.code == supply.code)
    for at, kg in enumerate(supply.kg):
        if kg < 0 or kg > problem.open_kg(one, at):
            yield at, "more than it can give"
        if (one.code, at) in problem.locked_kg:
            continue  # a person decided the quantity
        if 0 < kg < one.minimum_lot_kg:
            yield at, "less than its minimum lot"
        if one.lot_multiple_kg and kg % one.lot_multiple_kg:
            yield at, "no multiple of its lot"


def _of_periods(problem: PoolProblem, plan: PoolPlan) -> Iterator[str]:
    for at, ask in enumerate(problem.asks):
        given = sum((supply.kg[at] for supply in plan.supplies), ZERO)
        if given + plan.short_kg[at] != ask.wanted_kg or plan.short_kg[at] < 0:
            yield f"period {at}: {given} given and {plan.short_kg[at]} open are not the {ask.wanted_kg} asked"


def _of_the_group(problem: PoolProblem, plan: PoolPlan) -> Iterator[str]:
    limits, total = problem.limits, plan.total_kg
    if limits.maximum_suppliers is not None and len(plan.supplies) > limits.maximum_suppliers:
        yield "too many suppliers"
    if limits.largest_share is not None and any(s.total_kg > limits.largest_share * total for s in plan.supplies):
        yield "one supplier has too large a share"
    if limits.all_or_nothing and plan.supplies and not plan.is_complete:
        yield "it leaves something open where all or nothing is wanted"
    of = {one.code: one for one in problem.candidates}
    for name, share in limits.certificate_shares.items():
        held = sum((s.total_kg for s in plan.supplies if name in of[s.code].certificates), ZERO)
        if held < share * total:
            yield f"too little of it holds {name}"
    if dict(plan.parts) != cost_parts(problem, plan.supplies, plan.short_kg):
        yield "the parts of its cost are others"
    if plan.bound_dong > plan.cost_dong:
        yield "it costs less than its bound"
