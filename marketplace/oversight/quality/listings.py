"""Public offers and needs with a number that is far from usual, however few others there are to compare it with.

The rules are those of `listings.usual`, by which the forms ask before anything is public; of prices only those that
everybody may see are read.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.authorization.viewer import Viewer
from marketplace.catalogue.models import Commodity
from marketplace.catalogue.price_queries import price_book
from marketplace.extensions import db
from marketplace.listings.kinds import PriceVisibility
from marketplace.listings.usual.rules import limits
from marketplace.listings.usual.stated import Book
from marketplace.listings.usual.unusual import PriceSpan, Rule, Unusual, price_span
from marketplace.needs.book import NEEDS
from marketplace.offers.book import OFFERS
from marketplace.organisations.models import Organisation, Origin
from marketplace.oversight.quality.organisations import known
from marketplace.oversight.scope import Scope
from marketplace.oversight.sql import days_between

BOOKS = (OFFERS, NEEDS)


def unusual(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(room, listing_id, public_id, name, goods_vi, goods_en, rule, value, area, years, low, high, on) of numbers.

    `public_id` is the organisation's. Kilograms are in thousandths, as kept, prices in đồng a kilogram; `reason`
    makes a sentence of the row.
    """
    found = sa.union_all(*(question for book in BOOKS for question in _of(book, scope))).subquery()
    columns: tuple[Any, ...] = (
        found.c.room, found.c.listing_id, Organisation.public_id, Organisation.name,
        Commodity.name_vi.label("goods_vi"), Commodity.name_en.label("goods_en"),
        *(found.c[name] for name in ("rule", "value", "area", "years", "low", "high", "on")),
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(Organisation, Organisation.id == found.c.organisation_id)
        .outerjoin(Commodity, Commodity.code == found.c.commodity_code)
        .where(known(scope))
        .order_by(Organisation.folded, found.c.room, found.c.listing_id, found.c.rule)
    )


def reason(row: Any) -> str:
    """Why a row of `unusual` is there."""
    if row.rule in {Rule.PRICE, Rule.ANY_PRICE}:
        number = Unusual(Rule(row.rule), Decimal(row.value), Decimal(row.low), Decimal(row.high), on=row.on)
        return number.sentence()
    kilograms, rules = Decimal(row.value) / 1000, limits()
    if row.rule == Rule.AREA:
        area = Decimal(row.area) / 1000
        most = area * row.years * rules.hectare_kg
        return Unusual(Rule.AREA, kilograms, most, most, area, row.years).sentence()
    return Unusual(Rule.PERIOD, kilograms, rules.period_kg, rules.period_kg).sentence()


def _of(book: Book, scope: Scope) -> Iterator[sa.Select[Any]]:
    """The questions of one kind of listing: by the period, by the area where there is one, by the price."""
    yield _by_period(book)
    if hasattr(book.listing, "area_ha"):
        yield _by_area(book)
    yield from _by_price(book, scope)


def _row(book: Book, rule: Rule, value: Any, **more: Any) -> sa.Select[Any]:
    """The columns of a number, of listings that are public."""
    listing, none = book.listing, sa.cast(sa.null(), sa.BigInteger)
    given = {"area": none, "years": none, "low": none, "high": none, "on": sa.cast(sa.null(), sa.Date), **more}
    return sa.select(
        sa.literal(listing.__tablename__).label("room"), listing.public_id.label("listing_id"),
        listing.organisation_id, listing.commodity_code, sa.literal(rule.value).label("rule"), value.label("value"),
        *(column.label(name) for name, column in given.items()),
    ).select_from(listing).where(_is_public(listing))  # fmt: skip


def _is_public(listing: Any) -> sa.ColumnElement[bool]:
    return sa.and_(listing.published_at.is_not(None), listing.closed_at.is_(None), listing.origin != Origin.REPORTED)


def _raw(column: Any) -> Any:
    """Thousandths as whole numbers, as both databases keep them."""
    return sa.type_coerce(column, sa.BigInteger)


def _by_period(book: Book) -> sa.Select[Any]:
    largest = sa.func.max(_raw(book.kilograms))
    return (
        _row(book, Rule.PERIOD, largest)
        .join(book.period, book.owner == book.listing.id)
        .group_by(book.listing.id)
        .having(largest > _raw_limit(limits().period_kg))
    )


def _by_area(book: Book) -> sa.Select[Any]:
    listing, period = book.listing, book.period
    total = sa.cast(sa.func.sum(_raw(book.kilograms)), sa.BigInteger)
    area = _raw(listing.area_ha)
    years = days_between(sa.func.max(period.end), sa.func.min(period.start)).op("/")(366) + 1
    most = area * sa.cast(years, sa.BigInteger) * int(limits().hectare_kg)
    return (
        _row(book, Rule.AREA, total, area=area, years=sa.cast(years, sa.BigInteger))
        .join(period, book.owner == listing.id)
        .where(listing.area_ha.is_not(None))
        .group_by(listing.id)
        .having(total > most)
    )


def _raw_limit(kilograms: Decimal) -> int:
    return int(kilograms * 1000)


def _by_price(book: Book, scope: Scope) -> Iterator[sa.Select[Any]]:
    """One question for each good and form with a price far from its references; most have none."""
    listing = book.listing
    stated = sa.and_(listing.price_dong_per_kg.is_not(None), listing.price_visibility == PriceVisibility.PUBLIC)
    extremes = (
        sa.select(listing.commodity_code, listing.form_code, sa.func.min(listing.price_dong_per_kg),
                  sa.func.max(listing.price_dong_per_kg))
        .where(stated, _is_public(listing))
        .group_by(listing.commodity_code, listing.form_code)
    )  # fmt: skip
    prices = price_book(scope.until)
    for code, form, lowest, highest in db.session.execute(extremes).all():
        span = price_span(prices.of(code, form) if code else ())
        if lowest < span.least or highest > span.most:
            yield _far_from(book, span).where(
                stated, listing.commodity_code.is_not_distinct_from(code), listing.form_code.is_not_distinct_from(form)
            )


def _far_from(book: Book, span: PriceSpan) -> sa.Select[Any]:
    price = book.listing.price_dong_per_kg
    rule = Rule.PRICE if span.on else Rule.ANY_PRICE
    low, high = (sa.literal(int(number), sa.BigInteger) for number in (span.low, span.high))
    on = sa.literal(span.on, sa.Date) if span.on else sa.cast(sa.null(), sa.Date)
    least, most = -int(-span.least // 1), int(span.most)
    return _row(book, rule, sa.cast(price, sa.BigInteger), low=low, high=high, on=on).where(
        sa.or_(price < least, price > most)
    )
