"""When a group cannot fill a need: how much is missing where, and the cheapest single changes that would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import chain

from matching.errors import PoolError
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
    SMALLER_CERTIFIED_SHARE = "smaller_certified_share"
    PART = "part"
    UNLOCKED_CELL = "unlocked_cell"
    LET_IN = "let_in"
    LET_GO = "let_go"


@dataclass(frozen=True, slots=True)
class Mend:
    """A change and what it brings: how much less stays open, and the plan's cost afterwards.

    `code` names the candidate it concerns, `certificates` what it would need, `kilometres` the distance to allow,
    `kg` how much more, or the smaller lot; `without_multiple` tells that its lot has no multiple then; `share` the
    share to allow; `ask` which of the candidate's cells would be unlocked. `PART` takes what can be had where all or
    nothing was wanted; `LET_IN` and `LET_GO` take back that a person locked the candidate out or in.
    """

    kind: MendKind
    closes_kg: Decimal = ZERO
    cost_dong: Decimal = ZERO
    code: str | None = None
    certificates: frozenset[str] = frozenset()
    kilometres: Decimal | None = None
    kg: Decimal | None = None
    share: Decimal | None = None
    ask: int | None = None
    without_multiple: bool = False


def mends(problem: PoolProblem, plan: PoolPlan, seconds: float = 0.5, *, locks_stay: bool = False) -> list[Mend]:
    """The single changes that leave less open than the plan does, those that close most first, then the cheapest.

    Empty when nothing is open. Each change is tried by solving the changed problem, never guessed; one that cannot be
    solved in so many seconds is left out. With `locks_stay` what is locked is none of the choices.
    """
    if plan.is_complete:
        return []
    open_kg = sum(plan.short_kg, ZERO)
    found = []
    locks: Iterable[tuple[Mend, PoolProblem]] = () if locks_stay else _of_locks(problem, plan)
    for mend, changed in chain(_changes(problem, plan), locks):
        try:
            after = pool(changed, seconds)
        except PoolError:  # what else is locked was not kept in so short a time
            continue
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
    if limits.all_or_nothing:
        yield Mend(MendKind.PART), replace(problem, limits=replace(limits, all_or_nothing=False))
    yield from _of_certified_shares(problem)
    yield from _of_amounts(problem, plan)


def _of_certified_shares(problem: PoolProblem) -> Iterator[tuple[Mend, PoolProblem]]:
    """A smaller share, or one more who holds the certificate."""
    shares = problem.limits.certificate_shares
    for name in sorted(one for one in shares if shares[one] > 0):
        share = max(shares[name] - Decimal("0.1"), ZERO)
        wider = replace(problem.limits, certificate_shares={**shares, name: share})
        kind, held = MendKind.SMALLER_CERTIFIED_SHARE, frozenset({name})
        yield Mend(kind, certificates=held, share=share), replace(problem, limits=wider)
        without = [one for one in problem.candidates if problem.allows(one) and name not in one.certificates]
        for one in _most_first(problem, without)[:TRIED]:
            with_it = replace(one, certificates=one.certificates | held)
            yield Mend(MendKind.CERTIFICATE, code=one.code, certificates=held), _with(problem, with_it)


def _of_locks(problem: PoolProblem, plan: PoolPlan) -> Iterator[tuple[Mend, PoolProblem]]:
    """Taking back one thing that a person decided: a cell below what its supplier has, who is out, who is in."""
    of = {one.code: one for one in problem.candidates}
    room = {(c, at): problem.open_kg(of[c], at) - kg for (c, at), kg in problem.locked_kg.items()}
    cells = sorted(problem.locked_kg, key=lambda cell: (not plan.short_kg[cell[1]], -room[cell], cell))
    for code, at in cells[:TRIED]:
        others = {cell: kg for cell, kg in problem.locked_kg.items() if cell != (code, at)}
        yield Mend(MendKind.UNLOCKED_CELL, code=code, ask=at), replace(problem, locked_kg=others)
    for one in _most_first(problem, [of[code] for code in problem.locked_out])[:TRIED]:
        back = replace(problem, locked_out=problem.locked_out - {one.code})
        if back.allows(one):
            yield Mend(MendKind.LET_IN, code=one.code), back
    for one in _most_first(problem, [of[code] for code in problem.locked_in])[::-1][:TRIED]:
        yield Mend(MendKind.LET_GO, code=one.code), replace(problem, locked_in=problem.locked_in - {one.code})


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
    return _most_first(problem, kept_out)[:TRIED]


def _most_first(problem: PoolProblem, some: Sequence[Candidate]) -> list[Candidate]:
    """Those with most to give first."""
    amount = {one.code: sum(problem.open_kg(one, at) for at in range(len(problem.asks))) for one in some}
    return sorted(some, key=lambda one: (-amount[one.code], one.code))
