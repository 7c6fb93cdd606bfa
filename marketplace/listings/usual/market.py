"""What is usual, asked of the database: the most of others, the most of one's own, and listings of the same goods."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.listings.usual.rules import limits
from marketplace.listings.usual.stated import Book, Stated
from marketplace.organisations.models import Organisation
from matching.vocabulary.normalise import fold

MOST_ALIKE = 3


def most_of_others(book: Book, told: Stated) -> Decimal | None:
    """Kilograms of the largest public period of the same good; None where too few others are public.

    What is beyond the limit of any organisation is no measure for others.
    """
    listing = book.listing
    question = (
        sa.select(sa.func.count(listing.id.distinct()), sa.func.max(book.kilograms))
        .select_from(listing)
        .join(book.period, book.owner == listing.id)
        .join(Organisation, Organisation.id == listing.organisation_id)
        .where(_same_goods(book, told), _is_published(listing), Organisation.verified_at.is_not(None))
        .where(listing.organisation_id != told.organisation_id, book.kilograms <= limits().period_kg)
    )
    number, most = db.session.execute(question).one()
    return most if number >= limits().market_least else None


def most_of_own(book: Book, told: Stated) -> Decimal | None:
    """Kilograms of the largest period the organisation published otherwise, of any good; None when there is none."""
    listing = book.listing
    question = (
        sa.select(sa.func.max(book.kilograms))
        .select_from(listing)
        .join(book.period, book.owner == listing.id)
        .where(listing.organisation_id == told.organisation_id, listing.id != told.id)
        .where(listing.published_at.is_not(None))
    )
    return db.session.scalar(question)


def alike(book: Book, told: Stated) -> Sequence[Any]:
    """(public_id, as_written, variety, start, end) of the organisation's published ones of the same goods and months.

    The same good, form and variety, and at least one month in which both have a period.
    """
    if told.code is None or not told.spans:
        return []
    listing, period = book.listing, book.period
    months = [
        sa.and_(period.start <= _month_end(span.end), period.end >= span.start.replace(day=1)) for span in told.spans
    ]
    question = (
        sa.select(
            listing.public_id, listing.as_written, listing.variety,
            sa.func.min(period.start).label("start"), sa.func.max(period.end).label("end"),
        )
        .select_from(listing)
        .join(period, book.owner == listing.id)
        .where(listing.organisation_id == told.organisation_id, listing.id != told.id, _is_published(listing))
        .where(_same_goods(book, told), listing.form_code.is_not_distinct_from(told.form))
        .where(sa.or_(*months))
        .group_by(listing.id, listing.public_id, listing.as_written, listing.variety)
        .order_by(listing.id)
    )  # fmt: skip
    rows = db.session.execute(question).all()
    return [row for row in rows if _letters(row.variety) == _letters(told.variety)][:MOST_ALIKE]


def _is_published(listing: Any) -> sa.ColumnElement[bool]:
    return sa.and_(listing.published_at.is_not(None), listing.closed_at.is_(None))


def _same_goods(book: Book, told: Stated) -> sa.ColumnElement[bool]:
    kinds = (
        getattr(book.listing, name).is_not_distinct_from(value)
        for name, value in zip(book.kind, told.kind, strict=True)
    )
    return sa.and_(book.listing.commodity_code == told.code, *kinds)


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _letters(variety: str | None) -> str:
    """OM 5451 and OM5451 are one variety."""
    return fold(variety or "").replace(" ", "")
