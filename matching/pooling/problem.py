"""The problem: what is asked in each period, who could supply how much, and what limits the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from matching.errors import PoolError

ZERO = Decimal(0)
MOST = Decimal(10) ** 12
"""No amount in kilograms, kilometres or đồng is above this: beyond it a number is a slip, not a quantity."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted from `start` to `end` (both included), in kilograms."""

    start: date
    end: date
    wanted_kg: Decimal

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PoolError("a period ends before it starts", "end")
        if not self.wanted_kg.is_finite() or self.wanted_kg <= 0:
            raise PoolError("a period asks for nothing", "wanted_kg")
        if self.wanted_kg > MOST:
            raise PoolError("a period asks for more than there is", "wanted_kg")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that could supply. `firm_kg`, `flexible_kg` and `distance_km` have one entry for each ask, in order.

    In a period it supplies nothing, or at least `minimum_lot_kg`, in multiples of `lot_multiple_kg` if it has one.
    `most_kg` is the most over all periods. `participation_dong` is paid once if it takes part. `reliability` is a
    share from 0 to 1, None when nothing is known (neither good nor bad). Who takes part gives a kilogram at least, or
    all it has.
    """

    code: str
    firm_kg: tuple[Decimal, ...]
    flexible_kg: tuple[Decimal, ...] = ()
    minimum_lot_kg: Decimal = ZERO
    lot_multiple_kg: Decimal | None = None
    most_kg: Decimal | None = None
    price_dong_per_kg: Decimal | None = None
    distance_km: tuple[Decimal, ...] = ()
    participation_dong: Decimal = ZERO
    reliability: float | None = None
    certificates: frozenset[str] = frozenset()
    newly_linked: bool = False

    def __post_init__(self) -> None:
        amounts = [*self.firm_kg, *self.flexible_kg, *self.distance_km, self.minimum_lot_kg, self.participation_dong]
        amounts += [a for a in (self.lot_multiple_kg, self.most_kg, self.price_dong_per_kg) if a is not None]
        if any(not amount.is_finite() or not 0 <= amount <= MOST for amount in amounts):
            raise PoolError("an amount is below zero, too large or no number", "firm_kg", self.code)
        if self.lot_multiple_kg is not None and (self.lot_multiple_kg <= 0 or self.lot_multiple_kg * 1000 % 1):
            raise PoolError("a multiple must be above zero and of whole grams", "lot_multiple_kg", self.code)
        if self.reliability is not None and not 0 <= self.reliability <= 1:
            raise PoolError("reliability lies outside 0..1", "reliability", self.code)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the buyer insists on. Shares are of everything the group supplies, from 0 to 1.

    `certificates` must be held by every supplier; `certificate_shares` by suppliers of at least that share.
    Nothing is delivered in a period that ends after `latest`. With `all_or_nothing` a group that leaves anything open
    is none.
    """

    maximum_suppliers: int | None = None
    largest_share: Decimal | None = None
    certificates: frozenset[str] = frozenset()
    certificate_shares: Mapping[str, Decimal] = field(default_factory=dict)
    maximum_distance_km: Decimal | None = None
    latest: date | None = None
    all_or_nothing: bool = False

    def __post_init__(self) -> None:
        if self.maximum_suppliers is not None and self.maximum_suppliers < 1:
            raise PoolError("a group has at least one supplier", "maximum_suppliers")
        shares = [*self.certificate_shares.values(), *([] if self.largest_share is None else [self.largest_share])]
        if any(not share.is_finite() or not 0 <= share <= 1 for share in shares):
            raise PoolError("a share lies between 0 and 1", "largest_share")
        if self.largest_share == 0:
            raise PoolError("a largest share of nothing lets nobody supply", "largest_share")
        far = self.maximum_distance_km
        if far is not None and (not far.is_finite() or far < 0):
            raise PoolError("a distance is below zero or no number", "maximum_distance_km")


@dataclass(frozen=True, slots=True)
class Weights:
    """What the objective adds up, all in đồng: the cheapest sum is the best group.

    `transport` for a kilogram and kilometre; `flexible` for a kilogram that is offered but not firm; `unreliable` for
    a kilogram of a supplier of reliability 0 (a third of it for an unknown one would be a judgement: unknown costs
    nothing); `spread` for a kilogram of the largest supplier; `newly_linked` taken off for each supplier that the
    contract would link for the first time; `shortage` for a kilogram that stays open, None for a sum so high that
    nothing is left open to save money.
    """

    transport: Decimal = Decimal("3")
    flexible: Decimal = Decimal("20")
    unreliable: Decimal = Decimal("500")
    spread: Decimal = Decimal("10")
    newly_linked: Decimal = Decimal(1_000_000)
    shortage: Decimal | None = None

    def __post_init__(self) -> None:
        given = (self.transport, self.flexible, self.unreliable, self.spread, self.newly_linked, self.shortage or ZERO)
        if any(not weight.is_finite() or not 0 <= weight <= MOST for weight in given):
            raise PoolError("a weight is below zero, too large or no number", "weights")


@dataclass(frozen=True, slots=True)
class PoolProblem:
    """The whole question. `locked_kg` fixes cells by (candidate, index of the ask); `locked_in` and `locked_out`
    fix whether a supplier takes part."""

    asks: tuple[Ask, ...]
    candidates: tuple[Candidate, ...]
    limits: Limits = field(default_factory=Limits)
    weights: Weights = field(default_factory=Weights)
    locked_kg: Mapping[tuple[str, int], Decimal] = field(default_factory=dict)
    locked_in: frozenset[str] = frozenset()
    locked_out: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not self.asks:
            raise PoolError("nothing is asked for", "asks")
        codes = {one.code for one in self.candidates}
        if len(codes) != len(self.candidates):
            raise PoolError("two candidates have one code", "candidates")
        for one in self.candidates:
            for amounts in (one.firm_kg, one.flexible_kg, one.distance_km):
                if amounts and len(amounts) != len(self.asks):
                    raise PoolError("a candidate needs one amount for each period", "firm_kg", one.code)
        self._check_locks(codes)

    def _check_locks(self, codes: set[str]) -> None:
        for (code, at), kg in self.locked_kg.items():
            if code not in codes or not 0 <= at < len(self.asks):
                raise PoolError("a locked cell belongs to nobody here", "locked_kg", code)
            if not kg.is_finite() or kg < 0 or (code in self.locked_out and kg > 0):
                raise PoolError("a locked cell cannot be kept", "locked_kg", code)
        if unknown := (self.locked_in | self.locked_out) - codes:
            raise PoolError("a locked supplier is no candidate", "locked_in", min(unknown))
        if both := self.locked_in & self.locked_out:
            raise PoolError("a supplier cannot be locked in and out", "locked_in", min(both))

    @property
    def wanted_kg(self) -> Decimal:
        """Over all periods."""
        return sum((ask.wanted_kg for ask in self.asks), ZERO)

    def allows(self, one: Candidate) -> bool:
        """Whether a candidate may take part at all: not locked out, with every certificate, some period in reach."""
        return (
            one.code not in self.locked_out
            and self.limits.certificates <= one.certificates
            and any(self.open_kg(one, at) > 0 for at in range(len(self.asks)))
        )

    def open_kg(self, one: Candidate, at: int) -> Decimal:
        """The most a candidate can supply in a period by its own amounts, its distance and the latest day."""
        limits = self.limits
        if limits.latest is not None and self.asks[at].end > limits.latest:
            return ZERO
        far = limits.maximum_distance_km
        if far is not None and one.distance_km and one.distance_km[at] > far:
            return ZERO
        has = one.firm_kg[at] if one.firm_kg else ZERO
        if one.flexible_kg:
            has += one.flexible_kg[at]
        return min(has, self.asks[at].wanted_kg)
