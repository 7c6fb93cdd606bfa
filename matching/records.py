"""The records the matcher compares: plain, frozen, free of any framework.

Quantities are kilograms as Decimal, prices whole đồng a kilogram, dates are days. `None` (or an empty tuple where
a list is asked for) means *unknown*, and what is unknown neither helps nor hurts a score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matching.errors import RecordError
from matching.prices import ReferencePrice

KILOMETRES_MOST = 30_000


@dataclass(frozen=True, slots=True)
class Good:
    """One good of an offer or a need. `system` is a way of growing that defines it: organic, ecological, …

    `system_part` is true where only part of the offer is grown that way (or conversion is planned). `unsure` marks
    one reading of a word that may mean another good as well, and that nobody has confirmed.
    """

    code: str
    level: str = "product"
    form: str | None = None
    variety: str | None = None
    system: str | None = None
    system_part: bool = False
    origin_province: str | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """A place with as much as is known of it; provinces of before 2025 carry the trade's regions."""

    name: str = ""
    lat: float | None = None
    lon: float | None = None
    province_code: str | None = None
    legacy_province_code: str | None = None
    legacy_district_code: str | None = None
    region: str | None = None
    level: str | None = None
    radius_km: float = 0.0

    def __post_init__(self) -> None:
        if (self.lat is None) != (self.lon is None):
            raise RecordError("a point needs both latitude and longitude")
        if self.lat is not None and not -90 <= self.lat <= 90:
            raise RecordError("latitude lies outside -90..90")
        if self.lon is not None and not -180 <= self.lon <= 180:
            raise RecordError("longitude lies outside -180..180")


@dataclass(frozen=True, slots=True)
class PeriodQuantity:
    """What is offered or asked for from `start` to `end`, both days included."""

    start: date
    end: date
    firm_kg: Decimal
    flexible_kg: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise RecordError("a period ends before it starts")
        _need_amounts(self.firm_kg, self.flexible_kg)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A paper about goods. An empty `goods` covers all the holder's goods; `valid_to` None means no printed expiry."""

    kind: str
    goods: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """How a price is set. `kind`: fixed, floor, market or agree; `vnd_per_kg` is known for the first two only.

    `premium_vnd_per_kg` is added to the market's price (taken off below 0). `stage` says where in trade the goods
    change hands (farm_gate, collected, delivered), `vat_included` whether value added tax is in it. `references` are
    the dated prices of the same good and form that `matching.prices` reads.
    """

    kind: str
    vnd_per_kg: int | None = None
    premium_vnd_per_kg: int = 0
    stage: str | None = None
    vat_included: bool | None = None
    references: tuple[ReferencePrice, ...] = ()

    def __post_init__(self) -> None:
        if self.vnd_per_kg is not None and self.vnd_per_kg < 0:
            raise RecordError("a price is below zero")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A wish of the buyer. `kind` is certificate; `value` names it; `must` makes it a hard rule."""

    kind: str
    value: str
    must: bool = False


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """One offer. `linked` and `broken` hold organisation keys of buyers; `certificates` None means nobody knows."""

    id: str
    organisation: str
    goods: tuple[Good, ...]
    name: str = ""
    sites: tuple[Site, ...] = ()
    periods: tuple[PeriodQuantity, ...] = ()
    annual_kg: Decimal | None = None
    area_ha: Decimal | None = None
    months: frozenset[int] | None = None
    minimum_lot_kg: Decimal | None = None
    certificates: tuple[Certificate, ...] | None = None
    price: PriceBasis | None = None
    linked: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    on_time_share: Decimal | None = None
    markets: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _need_amounts(self.annual_kg, self.area_ha, self.minimum_lot_kg, self.on_time_share)
        if self.on_time_share is not None and self.on_time_share > 1:
            raise RecordError("a share is above one")
        _need_months(self.months)


@dataclass(frozen=True, slots=True)
class NeedRecord:
    """One need. `sites` are the places it buys from, `plant` is where the goods go.

    `stages` are what the buyer brings beside the sale: I inputs or an advance, P work of growing, X processing; None
    means nobody knows. `paid_on_time_share` is its record of payments. Both sides' views read these, no hard rule does.
    """

    id: str
    organisation: str
    goods: tuple[Good, ...]
    name: str = ""
    buyer_kind: str | None = None
    plant: Site | None = None
    sites: tuple[Site, ...] = ()
    maximum_km: float | None = None
    periods: tuple[PeriodQuantity, ...] = ()
    annual_kg: Decimal | None = None
    months: frozenset[int] | None = None
    minimum_lot_kg: Decimal | None = None
    criteria: tuple[Criterion, ...] = ()
    price: PriceBasis | None = None
    state_owned: bool | None = None
    stages: frozenset[str] | None = None
    contract_months: int | None = None
    paid_on_time_share: Decimal | None = None
    maximum_suppliers: int | None = None

    def __post_init__(self) -> None:
        _need_amounts(self.annual_kg, self.minimum_lot_kg, self.paid_on_time_share)
        if self.paid_on_time_share is not None and self.paid_on_time_share > 1:
            raise RecordError("a share is above one")
        if any(count is not None and count < 1 for count in (self.contract_months, self.maximum_suppliers)):
            raise RecordError("a number of months or of suppliers is below one")
        _need_months(self.months)
        if self.maximum_km is not None and not 0 <= self.maximum_km <= KILOMETRES_MOST:
            raise RecordError("the maximum distance is not a number of kilometres")

    @property
    def total_kg(self) -> Decimal | None:
        """Everything asked for: over the periods if there are any, else in a year; None where unknown."""
        if self.periods:
            return sum((period.firm_kg + period.flexible_kg for period in self.periods), start=Decimal(0))
        return self.annual_kg


@dataclass(frozen=True, slots=True)
class Part:
    """One named part of a score: `value` 0..1, `weight` and `points` out of 100, and what its sentence names.

    `args` are pairs of name and text; they may be worked out when they are first read.
    """

    name: str
    value: float
    weight: Decimal
    points: Decimal
    case: str
    args: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that would lift the score of this pair from `score` to `score_after` when it is mended.

    `kind`: certificate (not held), certificate_unknown (nobody knows), certificate_must (required, not shown).
    A required paper that counts by a stand-in is told too, though showing it lifts nothing.
    """

    kind: str
    value: str
    score: Decimal
    score_after: Decimal


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An offer shown for a need. `score` is exactly the sum of the points of `parts`.

    `likelihood` (0..1) is what a learned model expects of the pair; it may change the order, never the score. None
    where no model was asked.
    """

    offer_id: str
    need_id: str
    score: Decimal
    parts: tuple[Part, ...]
    gaps: tuple[Gap, ...] = ()
    likelihood: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NearMiss:
    """An offer kept out by exactly one hard rule. `score` is what it would have once `rule` is mended."""

    offer_id: str
    need_id: str
    rule: str
    score: Decimal
    args: Sequence[tuple[str, str]] = ()


def _need_amounts(*amounts: Decimal | None) -> None:
    _check(amount for amount in amounts if amount is not None)


def _check(amounts: Iterable[Decimal]) -> None:
    for amount in amounts:
        if not amount.is_finite() or amount < 0:
            raise RecordError("a quantity is below zero or no number")


def _need_months(months: frozenset[int] | None) -> None:
    if months is not None and not all(1 <= month <= 12 for month in months):
        raise RecordError("a month lies outside 1..12")
