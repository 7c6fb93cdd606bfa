"""What an offer has free for each period of a need, as the ledger leaves it; nothing is counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal

from marketplace.brokering.overlaps import Span, days_shared
from marketplace.offers.models import OfferPeriod

ZERO, KILOGRAM = Decimal(0), Decimal(1)


def free_of(
    periods: Sequence[OfferPeriod], wanted: Sequence[Span], on: date
) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...], Decimal | None]:
    """Firm and flexible kilograms for each period wanted, and the most over all where one lot serves several.

    Where several lots serve several periods each, every lot is parted by the days it shares with them, so that
    nothing is counted twice.
    """
    usable = [
        p for p in periods if p.end >= on and p.free_kg > 0 and any(days_shared(p, w.start, w.end) for w in wanted)
    ]
    if len(usable) == 1:
        [one] = usable
        firm = max(one.firm_kg - one.reserved_kg - one.contracted_kg, ZERO)
        touched = [days_shared(one, w.start, w.end) > 0 for w in wanted]
        most = one.free_kg if sum(touched) > 1 else None
        return _only(touched, firm), _only(touched, one.free_kg - firm), most
    firm_kg, flexible_kg = [ZERO] * len(wanted), [ZERO] * len(wanted)
    for one in usable:
        days = [days_shared(one, w.start, w.end) for w in wanted]
        firm = max(one.firm_kg - one.reserved_kg - one.contracted_kg, ZERO)
        for at, part in enumerate(_parted(firm, days)):
            firm_kg[at] += part
        for at, part in enumerate(_parted(one.free_kg - firm, days)):
            flexible_kg[at] += part
    return tuple(firm_kg), tuple(flexible_kg), None


def _only(touched: Sequence[bool], kg: Decimal) -> tuple[Decimal, ...]:
    return tuple(kg if one else ZERO for one in touched)


def _parted(kg: Decimal, days: Sequence[int]) -> list[Decimal]:
    """An amount in proportion to days, whole kilograms; all of it where only one part has days."""
    if sum(one > 0 for one in days) == 1:
        return [kg if one else ZERO for one in days]
    return [(kg * one / sum(days)).quantize(KILOGRAM, ROUND_DOWN) for one in days]
