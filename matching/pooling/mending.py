"""When a group cannot fill a need: how much is missing where, and the cheapest single changes that would mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from matching.pooling.plan import PoolPlan
from matching.pooling.problem import Candidate, PoolProblem
from matching.pooling.solving import pool

ZERO = Decimal(0)
TRIED = 3
"""So many candidates are tried for each kind of change, the most promising first."""


class MendKind(StrEnum):
    """A single change."""

    CERTIFICATE = "certificate"
    MORE_OF_ONE = "more_of_one"
    ONE_MORE_SUPPLIER = "one_more_supplier"
    FARTHER = "farther"
    LARGER_SHARE = "larger_share"
    SMALLER_LOT = "smaller_lot"


@dataclass(frozen=True, slots=True)
class Mend:
    """A change and what it brings: how much less stays open, and the plan's cost afterwards.

    `code` names the candidate it concerns, `certificates` what it would need, `kilometres` the distance to allow,
    `kg` how much more, or the smaller lot; `without_multiple` tells that its lot has no multiple then; `share` the
    share to allow.
    """

    kind: MendKind
    closes_kg: Decimal = ZERO
    cost_dong: Decimal = ZERO
    code: str | None = None
    certificates: frozenset[str] = frozenset()
    kilometres: Decimal | None = None
    kg: Decimal | None = None
    share: Decimal | None = None
    without_multiple: bool = False


def mends(problem: PoolProblem, plan: PoolPlan, seconds: float = 0.5) -> list[Mend]:
    """The single changes that leave less open than the plan does, those that close most first, then the cheapest.

    Empty when nothing is open. Each change is tried by solving the changed problem, never guessed.
    """
    if plan.is_complete:
        return []
    open_kg = sum(plan.short_kg, ZERO)
    found = []
    for mend, changed in _changes(problem, plan):
        after = pool(changed, seconds)
        closes = open_kg - sum(after.short_kg, ZERO)
        if closes > 0:
            found.append(replace(mend, closes_kg=closes, cost_dong=after.cost_dong))
    return sorted(found, key=lambda mend: (-mend.closes_kg, mend.cost_dong, mend.kind, mend.code or ""))


def _changes(problem: PoolProblem, plan: PoolPlan) -> Iterator[tuple[Mend, PoolProblem]]:
    limits = problem.limits
    if limits.maximum_suppliers is not None:
        wider = replace(limits, maximum_suppliers=limits.maximum_suppliers + 1)
        yield Mend(MendKind.ONE_MORE_SUPPLIER), replace(problem, limits=wider)
    if limits.largest_share is not None and limits.largest_share < 1:
        share = min(limits.largest_share + Decimal("0.1"), Decimal(1))
        wider = replace(limits, largest_share=share)
        yield Mend(MendKind.LARGER_SHARE, share=share), replace(problem, limits=wider)
    if (far := _next_distance(problem)) is not None:
        wider = replace(limits, maximum_distance_km=far)
        yield Mend(MendKind.FARTHER, kilometres=far), replace(problem, limits=wider)
    for one in _without_certificate(problem):
        missing = limits.certificates - one.certificates
        with_it = replace(one, certificates=one.certificates | missing)
        yield Mend(MendKind.CERTIFICATE, code=one.code, certificates=missing), _with(problem, with_it)
    yield from _of_amounts(problem, plan)


def _of_amounts(problem: PoolProblem, plan: PoolPlan) -> Iterator[tuple[Mend, PoolProblem]]:
    able = [one for one in problem.candidates if problem.allows(one)]
    for one in sorted(able, key=lambda one: (one.price_dong_per_kg or ZERO, one.code))[:TRIED]:
        more = tuple(kg + open_kg for kg, open_kg in zip(_firm(one, problem), plan.short_kg, strict=True))
        kg = sum(plan.short_kg, ZERO)
        most = None if one.most_kg is None else one.most_kg + kg
        yield (
            Mend(MendKind.MORE_OF_ONE, code=one.code, kg=kg),
            _with(problem, replace(one, firm_kg=more, most_kg=most)),
        )
    for one in sorted((o for o in able if o.minimum_lot_kg), key=lambda o: (o.minimum_lot_kg, o.code))[:TRIED]:
        lot = min(kg for kg in plan.short_kg if kg > 0)
        if lot < one.minimum_lot_kg:
            smaller = replace(one, minimum_lot_kg=lot, lot_multiple_kg=None)
            dropped = one.lot_multiple_kg is not None
            yield Mend(MendKind.SMALLER_LOT, code=one.code, kg=lot, without_multiple=dropped), _with(problem, smaller)


def _firm(one: Candidate, problem: PoolProblem) -> tuple[Decimal, ...]:
    return one.firm_kg or (ZERO,) * len(problem.asks)


def _with(problem: PoolProblem, changed: Candidate) -> PoolProblem:
    others = tuple(changed if one.code == changed.code else one for one in problem.candidates)
    return replace(problem, candidates=others)


def _next_distance(problem: PoolProblem) -> Decimal | None:
    """The nearest distance beyond the one allowed at which somebody has something."""
    far = problem.limits.maximum_distance_km
    if far is None:
        return None
    near = replace(problem, limits=replace(problem.limits, maximum_distance_km=None))
    able = [one for one in problem.candidates if one.distance_km and near.allows(one)]
    beyond = [km for one in able for at, km in enumerate(one.distance_km) if km > far and near.open_kg(one, at) > 0]
    return min(beyond, default=None)


def _without_certificate(problem: PoolProblem) -> list[Candidate]:
    """Candidates that only a certificate keeps out, those with most to give first."""
    bare = replace(problem, limits=replace(problem.limits, certificates=frozenset()))
    kept_out = [one for one in problem.candidates if not problem.allows(one) and bare.allows(one)]
    amount = {one.code: sum(bare.open_kg(one, at) for at in range(len(problem.asks))) for one in kept_out}
    return sorted(kept_out, key=lambda one: (-amount[one.code], one.code))[:TRIED]
