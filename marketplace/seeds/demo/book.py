"""The delivery book of a demonstration contract that has run for some months: both sides enter what they would."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.accounts.models import User
from marketplace.brokering.actions import PeriodDraft
from marketplace.brokering.voices import Voice
from marketplace.contracts.models import Contract
from marketplace.deliveries.actions import (
    DeliveryDraft,
    Speaker,
    answer_delivery,
    answer_payment,
    enter_delivery,
    record_payment,
)
from marketplace.deliveries.models import Delivery, RejectCause
from marketplace.deliveries.queries import payments_of
from marketplace.seeds.demo.facts import days_ago

Script = dict[str, Any]


def past_periods(told: Script) -> list[PeriodDraft]:
    """The periods of the script that are over, with what was agreed for each."""
    return [
        PeriodDraft(days_ago(row["from_days_ago"]), days_ago(row["to_days_ago"]), Decimal(row["tonnes"]) * 1000)
        for row in told.get("book", [])
    ]


def keep_book(told: Script, contract: Contract, seller: User, buyer: User) -> None:
    """Each delivery is entered by the buyer and confirmed by the seller; what was paid is confirmed as received."""
    for row in told.get("book", []):
        delivery = _deliver(row, contract, seller, buyer, told["price_dong"])
        if "paid_after_days" in row:
            _pay(row, contract, delivery, seller, buyer)


def _deliver(row: Script, contract: Contract, seller: User, buyer: User, price: int) -> Delivery:
    producer = contract.case.seller_id
    cause = RejectCause(row["reject"]) if "reject" in row else None
    draft = DeliveryDraft(
        producer, days_ago(row["from_days_ago"]), days_ago(row["to_days_ago"] + 5), Decimal(row["delivered"]) * 1000,
        accepted_kg=Decimal(row["accepted"]) * 1000 if "accepted" in row else None, reject_cause=cause,
        price_dong_per_kg=price,
    )  # fmt: skip
    made = enter_delivery(by=buyer, contract=contract, draft=draft, speaker=Speaker(contract.case.buyer_id))
    answer_delivery(by=seller, delivery=made, voice=Voice(producer), agrees=True)
    return made


def _pay(row: Script, contract: Contract, delivery: Delivery, seller: User, buyer: User) -> None:
    payment = next(one for one in payments_of(contract) if one.delivery_id == delivery.id)
    day = delivery.delivered_on + timedelta(days=row["paid_after_days"])
    buying = Speaker(contract.case.buyer_id)
    record_payment(by=buyer, payment=payment, paid_on=day, reference="Chuyển khoản minh họa", speaker=buying)
    answer_payment(by=seller, payment=payment, voice=Voice(contract.case.seller_id), agrees=True)
