"""What a delivery is worth and what lateness costs: whole đồng, rounded half up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.brokering.models import Terms
from marketplace.contracts.models import Contract
from marketplace.deliveries.models import Delivery, Payment
from marketplace.listings.kinds import PriceBasis

HUNDRED, YEAR_DAYS = Decimal(100), Decimal(365)


@dataclass(frozen=True, slots=True)
class Interest:
    """How many days a payment is late, and the interest the terms name for them; None where they name none."""

    days: int
    dong: int | None


def grades_of(contract: Contract) -> list[str]:
    """Every grade that the contract names or named: those of today first, then those that an annex has ended."""
    texts = [contract.terms, *(annex.before_terms for annex in reversed(contract.signed_annexes))]
    return list(dict.fromkeys(row.name for terms in texts for row in terms.grades))


def agreed_price(terms: Terms) -> int | None:
    """Đồng a kilogram that the terms name, fixed or at least; None where it is found in another way."""
    return terms.price_dong_per_kg if terms.price_basis in {PriceBasis.FIXED, PriceBasis.FLOOR} else None


def base_price(terms: Terms, stated: int | None) -> int | None:
    """Đồng a kilogram before grades: as stated with the delivery, else the terms' fixed price; None while open."""
    if stated is not None:
        return stated
    return terms.price_dong_per_kg if terms.price_basis is PriceBasis.FIXED else None


def value_of(terms: Terms, accepted_kg: Decimal, grade: str | None, stated: int | None) -> int | None:
    """Accepted kilograms times the base price times the grade's percentage; None while the price is open."""
    price = base_price(terms, stated)
    if price is None:
        return None
    share = next((row.price_pct for row in terms.grades if row.name == grade and row.price_pct), HUNDRED)
    return _whole(accepted_kg * price * share / HUNDRED)


def amount_due(terms: Terms, delivery: Delivery) -> int | None:
    """The delivery's value less what was stated to be set off; 0 when nothing is left, None while the price is open."""
    value = value_of(terms, delivery.accepted_kg, delivery.grade, delivery.price_dong_per_kg)
    return None if value is None else max(value - (delivery.offset_dong or 0), 0)


def late_interest(terms: Terms, payment: Payment, on: date) -> Interest | None:
    """Simple yearly interest: amount × rate × days late / 365, to the day it was paid or `on`; None when not late.

    Without an agreed rate the law gives a claim at the average market rate on overdue debts (Luật Thương mại 2005,
    Điều 306), which nobody here knows: then only the days are told.
    """
    if payment.due_on is None:
        return None
    days = ((payment.paid_on or on) - payment.due_on).days
    if days <= 0:
        return None
    rate = terms.late_interest_pct
    if rate is None:
        return Interest(days, None)
    return Interest(days, _whole(payment.amount_dong * rate / HUNDRED * days / YEAR_DAYS))


def _whole(dong: Decimal) -> int:
    return int(dong.quantize(Decimal(1), ROUND_HALF_UP))
