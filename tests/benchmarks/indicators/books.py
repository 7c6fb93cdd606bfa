"""The delivery books of the synthetic country: handovers, answers, corrections, payments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from marketplace.brokering.models import ConsentHow
from marketplace.deliveries.models import Delivery, DeliveryAnswer, Payment, PaymentKind, RejectCause
from tests.benchmarks.indicators.country import END, FIRST_ID, Row, World, insert
from tests.benchmarks.indicators.linkages import Deal, periods

KEPT, DUE_DAYS = 0.5, 30


@dataclass(frozen=True, slots=True)
class Handed:
    """A handover before it becomes rows."""

    number: int
    deal: Deal
    start: date
    end: date
    on: date
    kg: Decimal
    accepted: Decimal


def fill_books(world: World, deals: Sequence[Deal]) -> int:
    """Half of the contracts keep a book, from their first period on; how many rows."""
    handed = list(_handed(world, deals))
    total = insert(Delivery, (_delivery(world, one) for one in handed))
    total += insert(DeliveryAnswer, (_answer(world, one) for one in handed if world.often(0.9)))
    return total + insert(Payment, (_payment(world, one) for one in handed if one.accepted and world.often(0.9)))


def _handed(world: World, deals: Sequence[Deal]) -> Iterator[Handed]:
    number = FIRST_ID
    for deal in deals:
        if not world.often(KEPT):
            continue
        for period in list(periods(deal))[:3]:
            if period["end"] > END or world.often(0.1):
                continue
            day = period["start"] + timedelta(days=world.random.randrange(70))
            kg = period["quantity_kg"] * world.random.randrange(60, 115) / 100
            yield Handed(number, deal, period["start"], period["end"], day, kg,
                         kg if world.often(0.8) else kg * 9 / 10)  # fmt: skip
            number += 1


def _delivery(world: World, one: Handed) -> Row:
    return {
        "id": one.number, "contract_id": one.deal.number, "organisation_id": one.deal.seller,
        "period_start": one.start, "period_end": one.end, "delivered_on": one.on, "delivered_kg": one.kg,
        "accepted_kg": one.accepted, "reject_cause": None if one.kg == one.accepted else RejectCause.MOISTURE,
        "entered_for_id": one.deal.buyer, "entered_by_id": world.enterer,
        "entered_at": datetime.combine(one.on, time(3), UTC),
    }  # fmt: skip


def _answer(world: World, one: Handed) -> Row:
    agrees = world.often(0.96)
    return {
        "delivery_id": one.number, "organisation_id": one.deal.seller, "agrees": agrees,
        "note": None if agrees else "Số liệu giả lập", "how": ConsentHow.ONLINE, "by_id": world.enterer,
    }  # fmt: skip


def _payment(world: World, one: Handed) -> Row:
    due = one.on + timedelta(days=DUE_DAYS)
    paid = due + timedelta(days=world.random.randrange(-25, 20)) if world.often(0.9) else None
    return {
        "contract_id": one.deal.number, "organisation_id": one.deal.seller, "delivery_id": one.number,
        "kind": PaymentKind.GOODS, "amount_dong": int(one.accepted * one.deal.price), "due_on": due, "paid_on": paid,
        "paid_by_id": world.enterer if paid else None, "entered_by_id": world.enterer,
    }  # fmt: skip
