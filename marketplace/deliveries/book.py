"""The book of a contract as its reader may see it: what each cooperative owed, delivered and was paid in each period.

The buyer and the broker see every cooperative; a cooperative sees itself, and several others as one line a period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries.counting import Handover, Outcome, Scheduled
from marketplace.deliveries.models import Delivery, EntryState, Payment, RejectCause
from marketplace.deliveries.queries import deliveries_of, payments_of, schedules
from marketplace.deliveries.track import outcomes
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation

Key = tuple[date, int]
FEW_LINES = 36
FEWEST_TOGETHER = 2


class Standing(Labelled):
    """What became of a period, in words."""

    MET = "met", _l("Giao đủ"), "good"
    MISSED = "missed", _l("Giao thiếu"), "bad"
    DISPUTED = "disputed", _l("Hai bên chưa thống nhất"), "bad"
    OPEN = "open", _l("Chưa hết kỳ"), "neutral"
    UNKNOWN = "unknown", _l("Chưa ghi sổ"), "warn"


@dataclass(slots=True)
class Line:
    """A period of one cooperative, or of the others together (`organisation` None); kilograms and whole đồng."""

    start: date
    end: date
    organisation: Organisation | None
    scheduled_kg: Decimal = Decimal(0)
    delivered_kg: Decimal = Decimal(0)
    accepted_kg: Decimal = Decimal(0)
    owed_dong: int = 0
    paid_dong: int = 0
    waiting: int = 0
    standing: Standing | None = None
    over_kg: Decimal = Decimal(0)
    rejected: dict[RejectCause, Decimal] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Of the one cooperative; empty for the others together."""
        return self.organisation.name if self.organisation else ""

    @property
    def rejected_kg(self) -> Decimal:
        return self.delivered_kg - self.accepted_kg

    @property
    def can_be_filled(self) -> bool:
        """Whether a delivery can be written down for it: one cooperative's, begun."""
        return self.organisation is not None and self.scheduled_kg > 0 and self.start <= today()


@dataclass(frozen=True, slots=True)
class Book:
    """Every line, delivery and payment that the reader may see, of one year or of all."""

    contract: Contract
    sees_all: bool
    lines: Sequence[Line]
    deliveries: Sequence[Delivery]
    payments: Sequence[Payment]
    one_is_left_out: bool = False
    """Whether a period has no line for the others, because it would be a single cooperative's own book."""
    years: Sequence[int] = ()
    year: int | None = None

    def total(self, name: str) -> Decimal:
        """The sum of a quantity or an amount over the lines."""
        return sum((getattr(line, name) for line in self.lines), Decimal(0))

    @property
    def others_are_shown(self) -> bool:
        return any(line.organisation is None for line in self.lines)


def book_of(viewer: Viewer, contract: Contract) -> Book:
    """The book of a contract that was revealed already, for this viewer."""
    deliveries, payments = deliveries_of(contract), payments_of(contract)
    sees_all = viewer.user_id in contract.broker_user_ids or contract.case.buyer_id in viewer.organisation_ids
    lines = _lines(contract, deliveries, payments)
    every = (list(lines.values()), False)
    shown, left_out = every if sees_all else _with_others_together(lines, viewer.organisation_ids)
    shown.sort(key=lambda line: (line.start, line.organisation is None, line.name))
    return Book(
        contract=contract,
        sees_all=sees_all,
        lines=shown,
        deliveries=[one for one in deliveries if can(viewer, Permission.DELIVERY_VIEW, one)],
        payments=[one for one in payments if can(viewer, Permission.DELIVERY_VIEW, one)],
        one_is_left_out=left_out,
    )


def of_year(book: Book, wanted: int | None) -> Book:
    """The part of a long book that belongs to one year: the wanted one, else this one or the nearest with lines."""
    years = sorted({line.start.year for line in book.lines})
    if len(book.lines) <= FEW_LINES or len(years) < 2:
        return book
    year = wanted if wanted in years else min(years, key=lambda one: (abs(one - today().year), -one))
    return Book(
        contract=book.contract,
        sees_all=book.sees_all,
        lines=[line for line in book.lines if line.start.year == year],
        deliveries=[one for one in book.deliveries if one.period_start.year == year],
        payments=[one for one in book.payments if _year_of(one) == year],
        one_is_left_out=book.one_is_left_out,
        years=years,
        year=year,
    )


def _year_of(payment: Payment) -> int:
    if payment.delivery is not None:
        return payment.delivery.period_start.year
    return (payment.due_on or payment.paid_on or payment.entered_at.date()).year


def _lines(contract: Contract, deliveries: Iterable[Delivery], payments: Iterable[Payment]) -> dict[Key, Line]:
    lines: dict[Key, Line] = {}
    for period in contract.terms.periods:
        found = Line(period.start, period.end, period.organisation, period.quantity_kg)
        lines[period.start, period.organisation_id] = found
    for one in deliveries:
        key = (one.period_start, one.organisation_id)
        line = lines.setdefault(key, Line(one.period_start, one.period_end, one.organisation))
        _add(line, one)
    for payment in payments:
        if payment.delivery is not None:
            paid_for = lines.get((payment.delivery.period_start, payment.organisation_id))
            if paid_for is not None:
                paid_for.owed_dong += payment.amount_dong
                paid_for.paid_dong += payment.amount_dong if payment.paid_on else 0
    _judge(contract, lines, deliveries)
    return lines


def _add(line: Line, delivery: Delivery) -> None:
    line.delivered_kg += delivery.delivered_kg
    line.accepted_kg += delivery.accepted_kg
    line.waiting += delivery.state is EntryState.WAITING
    if delivery.reject_cause is not None:
        line.rejected[delivery.reject_cause] = (
            line.rejected.get(delivery.reject_cause, Decimal(0)) + delivery.rejected_kg
        )


def _judge(contract: Contract, lines: dict[Key, Line], deliveries: Iterable[Delivery]) -> None:
    facts = [
        Handover(
            one.contract_id, one.organisation_id, one.period_start, one.delivered_on, one.delivered_kg,
            one.accepted_kg, one.state is EntryState.DISPUTED,
        )
        for one in deliveries
    ]  # fmt: skip
    judged: list[tuple[Scheduled, Outcome]] = outcomes(schedules([contract.id]), facts, today())
    for period, found in judged:
        line = lines[period.start, period.organisation_id]
        line.standing = Standing(found.value)
        line.over_kg = line.delivered_kg - period.quantity_kg if line.delivered_kg > period.most_kg else Decimal(0)


def _with_others_together(lines: dict[Key, Line], own: frozenset[int]) -> tuple[list[Line], bool]:
    """The reader's own lines; of the others only what was agreed, delivered and accepted in all.

    A sum of one other would be that cooperative's own book: such a period has no line for the others,
    and the second value says that there is one.
    """
    shown = [line for (_, producer), line in lines.items() if producer in own]
    others: defaultdict[tuple[date, date], list[Line]] = defaultdict(list)
    for (_, producer), line in lines.items():
        if producer not in own:
            others[line.start, line.end].append(line)
    for (start, end), found in others.items():
        if len(found) < FEWEST_TOGETHER:
            continue
        shown.append(
            Line(
                start, end, None,
                scheduled_kg=sum((line.scheduled_kg for line in found), Decimal(0)),
                delivered_kg=sum((line.delivered_kg for line in found), Decimal(0)),
                accepted_kg=sum((line.accepted_kg for line in found), Decimal(0)),
            )
        )  # fmt: skip
    return shown, any(len(found) < FEWEST_TOGETHER for found in others.values())
