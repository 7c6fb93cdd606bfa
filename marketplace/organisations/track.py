"""Rates of a track record: a part, its whole, and nothing where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from marketplace.organisations.models import TrackRecord

FEWEST = 3  # fewer facts say nothing of a habit
STEPS = 4  # the matcher reads quarters: a score that others see does not tell a rate that they may not


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many: periods, payments or kilograms."""

    part: Decimal
    whole: Decimal

    @property
    def share(self) -> Decimal | None:
        """From 0 to 1; None where nothing was counted."""
        return self.part / self.whole if self.whole else None


def delivery_rate(record: TrackRecord) -> Rate:
    """Periods delivered as agreed, of those that are over."""
    return Rate(Decimal(record.periods_met), Decimal(record.periods_due))


def rejection_rate(record: TrackRecord) -> Rate:
    """Kilograms that were not accepted, of those delivered."""
    return Rate(record.rejected_kg, record.delivered_kg)


def payment_rate(record: TrackRecord) -> Rate:
    """Payments made by their day, of those that were due."""
    return Rate(Decimal(record.payments_on_time), Decimal(record.payments_due))


def known_share(part: int | None, whole: int | None) -> Decimal | None:
    """What the matcher may read of a rate: the nearest quarter, and nothing while there are fewer than three facts."""
    if part is None or whole is None or whole < FEWEST:
        return None
    return (Decimal(part) / whole * STEPS).quantize(Decimal(1), ROUND_HALF_UP) / STEPS
