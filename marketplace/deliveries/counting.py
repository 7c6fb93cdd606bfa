"""What the book's facts amount to: whether a period was met, and the counts of a track record. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

HUNDRED = Decimal(100)


class Outcome(StrEnum):
    """What became of a period. Only the first two count."""

    MET = "met"
    MISSED = "missed"
    DISPUTED = "disputed"  # the sides see a delivery of it differently
    OPEN = "open"  # not over yet
    UNKNOWN = "unknown"  # nobody kept the book then


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What one producer is to deliver in one period, in kilograms; the tolerance in percent."""

    contract_id: int
    organisation_id: int
    start: date
    end: date
    quantity_kg: Decimal
    tolerance_pct: Decimal

    @property
    def least_kg(self) -> Decimal:
        """From how much on the period is met."""
        return self.quantity_kg * (HUNDRED - self.tolerance_pct) / HUNDRED

    @property
    def most_kg(self) -> Decimal:
        """Beyond how much more was delivered than was agreed."""
        return self.quantity_kg * (HUNDRED + self.tolerance_pct) / HUNDRED


@dataclass(frozen=True, slots=True)
class Handover:
    """A delivery that no correction replaced, in kilograms, and whether the other side disputes it."""

    contract_id: int
    organisation_id: int
    period_start: date
    delivered_on: date
    delivered_kg: Decimal
    accepted_kg: Decimal
    disputed: bool


@dataclass(frozen=True, slots=True)
class Debt:
    """A payment with its day; one without a day, or one that was withdrawn, is none."""

    due_on: date
    paid_on: date | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of a track record."""

    periods_due: int = 0
    periods_met: int = 0
    due_kg: Decimal = Decimal(0)
    delivered_kg: Decimal = Decimal(0)
    rejected_kg: Decimal = Decimal(0)
    payments_due: int = 0
    payments_on_time: int = 0


def kept_since(handovers: Iterable[Handover]) -> date | None:
    """From which period on a contract's book was kept: the first that any delivery was written down for."""
    return min((one.period_start for one in handovers), default=None)


def outcome(period: Scheduled, handovers: Sequence[Handover], on: date, kept: date | None) -> Outcome:
    """What became of a period by the day `on`; `handovers` are those of this producer and period.

    Met when what was accepted within the period reaches the agreed quantity less the tolerance. A disputed delivery
    keeps the whole period out, and so does a book that nobody kept yet (`kept`): silence is no failure.
    """
    if on <= period.end:
        return Outcome.OPEN
    if any(one.disputed for one in handovers):
        return Outcome.DISPUTED
    if kept is None or period.start < kept:
        return Outcome.UNKNOWN
    in_time = sum((one.accepted_kg for one in handovers if one.delivered_on <= period.end), Decimal(0))
    return Outcome.MET if in_time >= period.least_kg else Outcome.MISSED


def tally(
    judged: Iterable[tuple[Scheduled, Outcome]], handovers: Iterable[Handover], debts: Iterable[Debt], on: date
) -> Tally:
    """The counts of one organisation: its periods with their outcomes, what it delivered, what it owed.

    A payment counts from the day after it was due; a disputed one does not, as long as it is.
    """
    counted = [(period, found) for period, found in judged if found in {Outcome.MET, Outcome.MISSED}]
    agreed = [one for one in handovers if not one.disputed]
    due = [debt for debt in debts if debt.due_on < on and not debt.disputed]
    return Tally(
        periods_due=len(counted),
        periods_met=sum(found is Outcome.MET for _, found in counted),
        due_kg=sum((period.quantity_kg for period, _ in counted), Decimal(0)),
        delivered_kg=sum((one.delivered_kg for one in agreed), Decimal(0)),
        rejected_kg=sum((one.delivered_kg - one.accepted_kg for one in agreed), Decimal(0)),
        payments_due=len(due),
        payments_on_time=sum(debt.paid_on is not None and debt.paid_on <= debt.due_on for debt in due),
    )
