"""The ledger of an offer or a need as its owner, and the brokers of its cases, may read it.

Other cases stand in it with their quantities and without their names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.authorization.viewer import Unassigned, Viewer
from marketplace.brokering.bookings import ZERO, Side
from marketplace.brokering.models import Case, Member, Movement, MovementKind, Terms
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.listings.presenting import span_words
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod

Listing = Offer | Need
MOST_ROWS = 120  # a page of a phone; what went before stands in the first row as a sum


@dataclass(frozen=True, slots=True)
class Row:
    """A movement (kilograms), what the period's sums were after it, and its case where the reader may see it."""

    at: datetime
    kind: MovementKind
    reserved: Decimal
    contracted: Decimal
    reserved_after: Decimal
    contracted_after: Decimal
    case_id: int | None
    revision: int | None
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A period with its newest movements, the oldest of them first, and how many older ones are left out."""

    period: OfferPeriod | NeedPeriod
    rows: Sequence[Row]
    left_out: int

    @property
    def words(self) -> str:
        return span_words(self.period.start, self.period.end)

    def firm_after(self, row: Row) -> Decimal:
        """How much of an offer's firm quantity was promised after the movement: it goes first."""
        promised = row.reserved_after + row.contracted_after
        return min(promised, self.period.firm_kg) if isinstance(self.period, OfferPeriod) else promised

    def flexible_after(self, row: Row) -> Decimal:
        """What the firm quantity could not hold."""
        return row.reserved_after + row.contracted_after - self.firm_after(row)


@dataclass(frozen=True)
class LedgerBook(Unassigned):
    """The ledger as something one may or may not see: a subject of `can`."""

    listing: Listing
    brokers: frozenset[int]
    accounts: Sequence[Account] = ()

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset({self.listing.organisation_id})

    @property
    def is_public(self) -> bool:
        return False

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return self.brokers


def book_for(viewer: Viewer, kind: type[Offer] | type[Need], public_id: str) -> LedgerBook:
    """The ledger of a listing; NotFoundError for people it does not concern."""
    kind_of: type[Any] = kind
    question = sa.select(kind_of).filter_by(public_id=public_id).options(selectinload(kind_of.periods))
    listing: Offer | Need | None = db.session.scalars(question).first()
    if listing is None:
        raise NotFoundError
    book = reveal(viewer, Permission.CASE_VIEW, LedgerBook(listing, _brokers(listing)))
    return LedgerBook(listing, book.brokers, _accounts(viewer, listing))


def _brokers(listing: Listing) -> frozenset[int]:
    """Who brokers a case of the listing, as its first offer, as a further one, or as its need."""
    if isinstance(listing, Need):
        mine = Case.need_id == listing.id
    else:
        further = sa.select(Member.case_id).where(Member.offer_id == listing.id)
        mine = sa.or_(Case.offer_id == listing.id, Case.id.in_(further))
    found = db.session.scalars(sa.select(Case.broker_id).where(mine, Case.broker_id.is_not(None)))
    return frozenset(number for number in found if number is not None)


def _accounts(viewer: Viewer, listing: Listing) -> list[Account]:
    """The listing's periods, each with as many of its newest movements as the page has room for."""
    room = max(3, MOST_ROWS // max(1, len(listing.periods)))
    rows = _rows(listing)
    shown = {number: found[-room:] for number, found in rows.items()}
    cases = _visible_cases(viewer, {row.case_id for found in shown.values() for row in found if row.case_id})
    return [
        Account(
            period,
            [replace(row, case=cases.get(row.case_id or 0)) for row in shown.get(period.id, [])],
            left_out=len(rows.get(period.id, [])) - len(shown.get(period.id, [])),
        )
        for period in listing.periods
    ]


def _rows(listing: Listing) -> dict[int, list[Row]]:
    """Every movement of the listing by period, with its running sums."""
    side = Side.OFFER if isinstance(listing, Offer) else Side.NEED
    column = getattr(Movement, side.value)
    question: sa.Select[Any] = (
        sa.select(column, Movement.at, Movement.kind, Movement.reserved_kg, Movement.contracted_kg,
                  Terms.case_id, Terms.number)
        .outerjoin(Terms, Terms.id == Movement.terms_id)
        .where(column.in_([period.id for period in listing.periods]))
        .order_by(Movement.id)
    )  # fmt: skip
    found: dict[int, list[Row]] = defaultdict(list)
    for number, at, kind, reserved, contracted, case_id, revision in db.session.execute(question):
        last = found[number][-1] if found[number] else None
        before = (last.reserved_after, last.contracted_after) if last else (ZERO, ZERO)
        after = (before[0] + reserved, before[1] + contracted)
        found[number].append(Row(at, kind, reserved, contracted, *after, case_id, revision))
    return found


def _visible_cases(viewer: Viewer, numbers: Iterable[int]) -> dict[int, Case]:
    question = sa.select(Case).where(Case.id.in_(sorted(numbers))).options(selectinload(Case.members))
    return {case.id: case for case in db.session.scalars(question) if can(viewer, Permission.CASE_VIEW, case)}
