"""How the ledger is written: periods locked in order, checked, changed, and every change kept as a movement.

Periods are locked offers first, then needs, each in order of their numbers (after the case and the contract),
so that two acts on one offer wait for each other instead of promising the same tonne twice, and never wait in
a ring. The database's own check stands behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.accounts.models import User
from marketplace.brokering.models import Movement, MovementKind, Terms, TermsPeriod
from marketplace.errors import NotEnoughLeftError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod
from marketplace.web.formats import format_date, format_kg

R = TypeVar("R", OfferPeriod, NeedPeriod)
ZERO = Decimal(0)


class Side(Enum):
    """On whose periods a quantity is booked; the value is the column that names the period."""

    OFFER = "offer_period_id"
    NEED = "need_period_id"


Line = tuple[Side, int]  # a period of an offer or of a need, by its number


@dataclass(frozen=True, slots=True)
class Entry:
    """What an act adds to one line, in kilograms; what it takes away is negative."""

    kind: MovementKind
    terms: Terms
    line: Line
    reserved: Decimal = ZERO
    contracted: Decimal = ZERO

    @property
    def promised(self) -> Decimal:
        """How much more of the period is promised by it."""
        return self.reserved + self.contracted


def quantities(periods: Iterable[TermsPeriod]) -> dict[Line, Decimal]:
    """What these periods draw from each period of offers and needs. A period that draws on none adds nothing."""
    sums: dict[Line, Decimal] = defaultdict(Decimal)
    for period in periods:
        for side in Side:
            if (number := getattr(period, side.value)) is not None:
                sums[side, number] += period.quantity_kg
    return dict(sums)


def post(entries: Sequence[Entry], *, by: User) -> None:
    """Carry the entries out, all or none, each with its movement. NotEnoughLeftError as in `check`."""
    entries = [entry for entry in entries if entry.reserved or entry.contracted]
    offered, needed = _locked(entries)
    _check(entries, offered)
    for entry in entries:
        side, number = entry.line
        period: OfferPeriod | NeedPeriod = offered[number] if side is Side.OFFER else needed[number]
        period.reserved_kg += entry.reserved
        period.contracted_kg += entry.contracted
        db.session.add(_movement(entry, by))
    db.session.flush()


def check(entries: Sequence[Entry]) -> None:
    """NotEnoughLeftError, naming what is left, when an offer could not hold these entries now. Changes nothing."""
    _check(entries, _locked(entries)[0])


def _check(entries: Iterable[Entry], offered: Mapping[int, OfferPeriod]) -> None:
    wanted: dict[int, Decimal] = defaultdict(Decimal)
    freed: dict[int, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.line[0] is Side.OFFER:
            (wanted if entry.promised > 0 else freed)[entry.line[1]] += abs(entry.promised)
    for number, period in offered.items():
        left = period.free_kg + freed[number]
        if wanted[number] > left:
            raise _not_enough(period, left)


def _movement(entry: Entry, by: User) -> Movement:
    return Movement(
        kind=entry.kind,
        terms_id=entry.terms.id,
        reserved_kg=entry.reserved,
        contracted_kg=entry.contracted,
        by_id=by.id,
        **{entry.line[0].value: entry.line[1]},
    )


def _locked(entries: Iterable[Entry]) -> tuple[dict[int, OfferPeriod], dict[int, NeedPeriod]]:
    numbers: dict[Side, set[int]] = {side: set() for side in Side}
    for entry in entries:
        numbers[entry.line[0]].add(entry.line[1])
    return _lock(OfferPeriod, numbers[Side.OFFER]), _lock(NeedPeriod, numbers[Side.NEED])


def _lock(kind: type[R], numbers: Iterable[int]) -> dict[int, R]:
    """Locked and read afresh: without `populate_existing` the session would hand back its old copy."""
    question = sa.select(kind).where(kind.id.in_(sorted(numbers))).order_by(kind.id)
    question = question.options(lazyload("*")).with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in db.session.scalars(question)}


def _not_enough(period: OfferPeriod, left: Decimal) -> NotEnoughLeftError:
    seller = period.offer.organisation
    return NotEnoughLeftError(
        _l(
            "Kỳ %(start)s – %(end)s của %(seller)s chỉ còn %(left)s.",
            start=format_date(period.start),
            end=format_date(period.end),
            seller=seller.short_name or seller.name,
            left=format_kg(left),
        ),
        field="periods",
        left_kg=left,
    )
