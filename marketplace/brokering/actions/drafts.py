"""Terms as typed, before they are a numbered revision. Unknown is None: it will stand as a blank in the paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.brokering.models import Commitment, DisputeForum, InputKind, PaymentMethod, TransportPayer
from marketplace.listings.kinds import DeliveryTerm, PriceBasis


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """What one cooperative delivers in one period, in kilograms; without `organisation_id` the case's first one."""

    start: date
    end: date
    quantity_kg: Decimal
    organisation_id: int | None = None


@dataclass(frozen=True, slots=True)
class GradeDraft:
    """A row of the grade table; `price_pct` of the base price, at least `share_min_pct` of the quantity."""

    name: str
    criteria: str
    price_pct: Decimal | None = None
    share_min_pct: Decimal | None = None


@dataclass(frozen=True, slots=True)
class InputDraft:
    """An input or advance: its value in đồng, by when it is given, how it is set off against deliveries."""

    kind: InputKind
    description: str
    value_dong: int | None = None
    due_on: date | None = None
    offset_rule: str | None = None


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """All terms of a revision to be. Percentages are of hundred; money is whole đồng."""

    commodity_code: str
    effective_from: date
    effective_to: date
    periods: Sequence[PeriodDraft]
    grades: Sequence[GradeDraft] = ()
    inputs: Sequence[InputDraft] = ()
    stage_inputs: bool = False
    stage_production: bool = False
    stage_processing: bool = False
    form_code: str | None = None
    variety: str | None = None
    standard: str | None = None
    growing_area_codes: str | None = None
    area_ha: Decimal | None = None
    commitment: Commitment | None = None
    tolerance_pct: Decimal | None = None
    quality: str | None = None
    moisture_max_pct: Decimal | None = None
    impurity_max_pct: Decimal | None = None
    inspection: str | None = None
    rejects: str | None = None
    price_basis: PriceBasis = PriceBasis.TO_AGREE
    price_dong_per_kg: int | None = None
    premium_dong_per_kg: int | None = None
    cost_dong_per_kg: int | None = None
    margin_pct: Decimal | None = None
    price_reference: str | None = None
    price_fixing: str | None = None
    price_rule: str | None = None
    vat_included: bool | None = None
    delivery_term: DeliveryTerm = DeliveryTerm.TO_AGREE
    delivery_place: str | None = None
    transport_payer: TransportPayer | None = None
    notice_days: int | None = None
    handover: str | None = None
    payment_method: PaymentMethod | None = None
    payment_days: int | None = None
    late_interest_pct: Decimal | None = None
    deposit_pct: Decimal | None = None
    penalty_pct: Decimal | None = None
    damages_too: bool | None = None
    hardship_pct: Decimal | None = None
    force_majeure: str | None = None
    termination: str | None = None
    mediator: str | None = None
    dispute_forum: DisputeForum | None = None
    disputes: str | None = None
    other: str | None = None

    @classmethod
    def of_one_value(cls) -> tuple[str, ...]:
        """The names of the terms that are one value each: all but the rows of periods, grades and inputs."""
        return tuple(field.name for field in fields(cls) if field.name not in {"periods", "grades", "inputs"})

    def values(self) -> dict[str, Any]:
        """The terms that are one value each, by name."""
        return {name: getattr(self, name) for name in self.of_one_value()}
