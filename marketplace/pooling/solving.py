"""From what was read to the group: the problem is put, solved, rounded to whole kilograms and told in plain values.

Nothing here touches the database, so nothing is locked while the search runs. A supplier whose price nobody may see
is weighed with the middle of the known prices, as else it would seem to cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from statistics import median
from typing import TYPE_CHECKING, Any

from marketplace.pooling.market import Option, Reading
from marketplace.pooling.refusals import check, told

if TYPE_CHECKING:
    from matching.pooling import Candidate, Mend, PoolPlan, PoolProblem

ZERO, KILOGRAM, THOUSANDTH = Decimal(0), Decimal(1), Decimal("0.001")
SECONDS_OF_A_CHANGE = 0.2
CLOSE = Decimal("0.00001")
"""A distance to the bound below this comes from rounding."""
Given = Mapping[str, tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """Limits and weights of a variant: shares from 0 to 1, those of certificates by the matcher's names; weights in
    đồng a kilogram, `transport` for a tonne and kilometre, `newly_linked` once a supplier; `seconds` beyond the first
    quick group."""

    maximum_suppliers: int | None = None
    largest_share: Decimal | None = None
    latest: date | None = None
    certificate_shares: Mapping[str, Decimal] = field(default_factory=dict)
    all_or_nothing: bool = False
    transport: int = 3000
    flexible: int = 20
    unreliable: int = 500
    spread: int = 10
    newly_linked: int = 1_000_000
    seconds: Decimal = KILOGRAM


@dataclass(frozen=True, slots=True)
class Locks:
    """What people decided: kilograms by offer and index of the period, who is in and who is out. `names` tell whose."""

    kg: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)
    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """A group: kilograms by offer for each period, what stays open, its cost in đồng by parts, and how good it is.

    `gap` is how much of its cost (what stays open left aside) another group could save at most.
    """

    given: Given
    short_kg: tuple[Decimal, ...]
    parts: Mapping[str, int]
    bound_dong: int | None = None
    gap: Decimal | None = None
    finished: bool | None = None
    changes: tuple[Mapping[str, Any], ...] = ()

    @property
    def cost_dong(self) -> int:
        """Everything the objective adds up."""
        return sum(self.parts.values())


def solve(reading: Reading, wishes: Wishes, locks: Locks) -> Answer:
    """The best group found in time, around what is locked. DomainError, naming who and what, when it cannot be kept."""
    from matching.errors import PoolError
    from matching.pooling import pool

    check(reading, wishes, locks)
    problem = problem_of(reading, wishes, locks)
    try:
        plan = pool(problem, float(wishes.seconds))
    except PoolError as refused:
        raise told(refused, locks, wishes) from refused
    given = whole({one.code: one.kg for one in plan.supplies}, locks)
    answer = weighed(reading, problem, given)
    return _proven(answer, plan, changes_of(problem, plan, reading))


def counted(reading: Reading, wishes: Wishes, given: Given) -> Answer:
    """The figures of amounts that people typed; no bound is known for them."""
    return weighed(reading, problem_of(reading, wishes, Locks()), given)


def problem_of(reading: Reading, wishes: Wishes, locks: Locks) -> PoolProblem:
    """The question as `matching.pooling` asks it."""
    from matching.pooling import Ask, Limits, PoolProblem, Weights

    assumed, codes = assumed_price(reading.options), {one.code for one in reading.options}
    return PoolProblem(
        asks=tuple(Ask(one.start, one.end, one.kg) for one in reading.wanted),
        candidates=tuple(_candidate(one, reading, assumed) for one in reading.options),
        limits=Limits(
            maximum_suppliers=wishes.maximum_suppliers,
            largest_share=wishes.largest_share,
            certificates=reading.certificates,
            certificate_shares=wishes.certificate_shares,
            all_or_nothing=wishes.all_or_nothing,
            maximum_distance_km=None if reading.maximum_km is None else Decimal(reading.maximum_km),
            latest=wishes.latest,
        ),
        weights=Weights(
            transport=Decimal(wishes.transport) / 1000,
            flexible=Decimal(wishes.flexible),
            unreliable=Decimal(wishes.unreliable),
            spread=Decimal(wishes.spread),
            newly_linked=Decimal(wishes.newly_linked),
        ),
        locked_kg={(c, at): kg for (c, at), kg in locks.kg.items() if c in codes and c not in locks.outside},
        locked_in=locks.inside,
        locked_out=locks.outside & codes,
    )


def _candidate(one: Option, reading: Reading, assumed: int) -> Candidate:
    """An option as the search sees it; `assumed` stands for a price that nobody may see."""
    from matching.pooling import Candidate

    return Candidate(
        code=one.code,
        firm_kg=one.firm_kg,
        flexible_kg=one.flexible_kg,
        minimum_lot_kg=one.minimum_lot_kg,
        lot_multiple_kg=one.lot_multiple_kg,
        most_kg=one.most_kg,
        price_dong_per_kg=Decimal(assumed if one.price is None else one.price),
        distance_km=(one.km,) * len(reading.wanted) if one.km is not None else (),
        reliability=None if one.on_time is None else float(one.on_time),
        certificates=reading.certificates - (one.lacks or _all_if(one, reading)) | one.holds,
        newly_linked=one.newly_linked,
    )


def _all_if(one: Option, reading: Reading) -> frozenset[str]:
    """All certificates are missing where the rule does not say which."""
    return reading.certificates if one.rule == "certificate" else frozenset()


def assumed_price(options: Iterable[Option]) -> int:
    """The middle of the known prices, in đồng a kilogram; 0 where none is known."""
    known = [one.price for one in options if one.price is not None and one.rule is None]
    return int(median(known)) if known else 0


def weighed(reading: Reading, problem: PoolProblem, given: Given) -> Answer:
    """The figures of these amounts."""
    from matching.pooling import Supply
    from matching.pooling.costing import cost_parts

    at = range(len(reading.wanted))
    supplied = [sum((kg[period] for kg in given.values()), ZERO) for period in at]
    short = tuple(max(reading.wanted[period].kg - supplied[period], ZERO) for period in at)
    parts = cost_parts(problem, [Supply(code, kg) for code, kg in given.items()], short)
    hidden = {one.code for one in reading.options if one.price is None}
    unknown = sum((sum(kg) for code, kg in given.items() if code in hidden), ZERO) * assumed_price(reading.options)
    money = {name: int(dong) for name, dong in parts.items()}
    return Answer(given, short, {**money, "price": money["price"] - int(unknown), "price_assumed": int(unknown)})


def whole(given: Given, locks: Locks) -> Given:
    """Whole kilograms with the same sums: what is cut off goes to the largest remainders, small suppliers first."""
    rounded = {
        code: [locks.kg.get((code, at), amount.quantize(KILOGRAM, ROUND_DOWN)) for at, amount in enumerate(kg)]
        for code, kg in given.items()
    }
    for at in range(max((len(kg) for kg in given.values()), default=0)):
        over = {code: kg[at] - rounded[code][at] for code, kg in given.items()}
        left = int(sum(over.values(), ZERO))
        order = sorted(
            (code for code in over if over[code] > 0), key=lambda code: (-over[code], sum(given[code]), code)
        )
        for code in order[:left]:
            rounded[code][at] += KILOGRAM
    return {code: tuple(kg) for code, kg in rounded.items()}


def _proven(answer: Answer, plan: PoolPlan, changes: tuple[Mapping[str, Any], ...]) -> Answer:
    cost, bound = Decimal(answer.cost_dong), min(plan.bound_dong, Decimal(answer.cost_dong))
    beside = max(cost - answer.parts["shortage"], KILOGRAM)
    gap = max(cost - bound, ZERO) / beside
    told_gap = ZERO if gap < CLOSE else min(gap, KILOGRAM).quantize(THOUSANDTH, ROUND_CEILING)
    return Answer(answer.given, answer.short_kg, answer.parts, int(bound), told_gap, plan.finished, changes)


def changes_of(
    problem: PoolProblem, plan: PoolPlan, reading: Reading, *, locks_stay: bool = False
) -> tuple[Mapping[str, Any], ...]:
    """The single changes that leave less open, as plain values; with `locks_stay` none that takes back a lock."""
    from matching.pooling import mends

    names = {one.code: one.name for one in reading.options}
    found = mends(problem, plan, SECONDS_OF_A_CHANGE, locks_stay=locks_stay)
    return tuple(_plain(mend, names, reading) for mend in found)


def _plain(mend: Mend, names: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    period = None if mend.ask is None else reading.wanted[mend.ask]
    return {
        "kind": mend.kind.value,
        "period": None if period is None else [period.start.isoformat(), period.end.isoformat()],
        "name": names.get(mend.code or "", ""),
        "closes_kg": str(mend.closes_kg.quantize(KILOGRAM, ROUND_DOWN)),
        "certificates": sorted(mend.certificates),
        "kilometres": None if mend.kilometres is None else str(mend.kilometres),
        "kg": None if mend.kg is None else str(mend.kg),
        "share": None if mend.share is None else str(mend.share),
    }
