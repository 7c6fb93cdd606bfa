"""Supply and demand as they stand now: what open needs still miss against what open offers have free, month by month.

A period's kilograms are spread evenly over its days; what falls into a month is rounded so that the months of a
period add up to exactly the period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.models import Commodity
from marketplace.extensions import db
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferKind, OfferPeriod
from marketplace.organisations.models import Organisation, Origin
from marketplace.oversight.limits import limits
from marketplace.oversight.scope import Scope
from marketplace.oversight.sql import days_between

MOST_MONTHS = 36
MOST_GOODS = 6


class Standing(Labelled):
    """How a product stands in a month."""

    SHORT = "short", _l("thiếu"), "warn"
    SPARE = "spare", _l("dư"), "good"
    EVEN = "even", _l("cân bằng"), "neutral"
    NONE = "none", _l("không có"), "neutral"


@dataclass(frozen=True, slots=True)
class Cell:
    """A product in a month, in kilograms; `gap` above zero is missing."""

    month: date
    needed: Decimal
    free: Decimal

    @property
    def gap(self) -> Decimal:
        return self.needed - self.free

    @property
    def standing(self) -> Standing:
        """A gap too small for a lorry is none."""
        if not (self.needed or self.free):
            return Standing.NONE
        if abs(self.gap) < limits().balanced_kg:
            return Standing.EVEN
        return Standing.SHORT if self.gap > 0 else Standing.SPARE

    @property
    def amount(self) -> Decimal:
        """The size of the gap as people say it: to a tenth of a tonne."""
        return abs(self.gap).quantize(Decimal(100), ROUND_HALF_UP)

    @property
    def weight(self) -> int:
        """How large the gap is beside the larger of both sides, in percent: the depth of its shade."""
        larger = max(self.needed, self.free)
        return int(100 * abs(self.gap) / larger) if larger else 0


@dataclass(frozen=True, slots=True)
class Line:
    """A product over all months asked for."""

    code: str
    goods: str
    cells: tuple[Cell, ...]

    @property
    def whole(self) -> Cell:
        """All its months together."""
        needed, free = (
            sum(values, Decimal(0)) for values in zip(*((c.needed, c.free) for c in self.cells), strict=True)
        )
        return Cell(self.cells[0].month, needed, free)


@dataclass(frozen=True, slots=True)
class Sheet:
    """As many products as stand beside each other on a page, and the months in which one of them has something."""

    lines: tuple[Line, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheets(found: Sequence[Line]) -> list[Sheet]:
    """The lines as tables of `MOST_GOODS` columns, month by month; months without anything are left out."""
    parts = [tuple(found[start : start + MOST_GOODS]) for start in range(0, len(found), MOST_GOODS)]
    return [Sheet(part, tuple(_told(part))) for part in parts]


def _told(part: Sequence[Line]) -> Iterator[tuple[Cell, ...]]:
    for row in zip(*(line.cells for line in part), strict=True):
        if any(cell.standing is not Standing.NONE for cell in row):
            yield row


def months_of(scope: Scope) -> list[date]:
    """The first days of the months of the period; whoever asks has checked that they are `MOST_MONTHS` at most."""
    month = scope.since.replace(day=1)
    found: list[date] = []
    while month <= scope.until and len(found) < MOST_MONTHS:
        found.append(month)
        month = _next(month)
    return found


def coming(day: date) -> tuple[date, date]:
    """The months that are shown unless somebody asks for others: from this one on."""
    last = day.replace(day=1)
    for _month in range(limits().balance_months):
        last = _next(last)
    return day.replace(day=1), last - timedelta(days=1)


def lines(scope: Scope) -> list[Line]:
    """Every product that is needed or offered in the months, the largest shortage of a month first; one query."""
    months = months_of(scope)
    kept: dict[str, dict[date, list[Decimal]]] = defaultdict(lambda: {month: [Decimal(0)] * 2 for month in months})
    names: dict[str, Commodity] = {}
    both = sa.union_all(_parts(scope, months, needs=True), _parts(scope, months, needs=False)).subquery()
    question = sa.select(Commodity, both.c.month, both.c.needs, both.c.grams).join(
        both, both.c.commodity_code == Commodity.code
    )
    for good, month, needs, grams in db.session.execute(question):
        names[good.code] = good
        kept[good.code][month][0 if needs else 1] = Decimal(int(grams)) / 1000
    found = [
        Line(code, names[code].title, tuple(Cell(month, *values) for month, values in by_month.items()))
        for code, by_month in kept.items()
    ]
    return sorted(found, key=lambda line: (-max(cell.gap for cell in line.cells), line.goods))


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _parts(scope: Scope, months: Sequence[date], *, needs: bool) -> sa.Select[Any]:
    """(product, month, whether needed, grams) of the periods of open listings."""
    listing: Any = Need if needs else Offer
    period: Any = NeedPeriod if needs else OfferPeriod
    grams = _missing() if needs else _free()
    month = _months(months)
    place = sa.func.coalesce(listing.province_code, Organisation.province_code)
    total = days_between(period.end, period.start) + 1
    until = sa.case((period.end < month.c.last, days_between(period.end, period.start) + 1),
                    else_=days_between(month.c.last, period.start) + 1)  # fmt: skip
    before = sa.case((period.start >= month.c.first, 0), else_=days_between(month.c.first, period.start))
    part = (grams * until) // total - (grams * before) // total
    chosen = (
        sa.select(
            listing.commodity_code.label("commodity_code"), month.c.first.label("month"),
            sa.literal(needs, sa.Boolean).label("needs"), sa.func.sum(part).label("grams"),
        )
        .select_from(period)
        .join(listing, listing.id == (period.need_id if needs else period.offer_id))
        .join(Organisation, Organisation.id == listing.organisation_id)
        .join(month, sa.and_(period.start <= month.c.last, period.end >= month.c.first))
        .where(_open(listing), scope.in_place(place), grams > 0)
        .group_by(listing.commodity_code, month.c.first)
    )  # fmt: skip
    return chosen if needs else chosen.where(Offer.kind != OfferKind.SERVICE)


def _open(listing: Any) -> sa.ColumnElement[bool]:
    """Published, not closed, not of the press, of a verified organisation."""
    return sa.and_(
        listing.origin != Origin.REPORTED, listing.published_at.is_not(None), listing.closed_at.is_(None),
        listing.commodity_code.is_not(None), Organisation.verified_at.is_not(None),
        Organisation.merged_into_id.is_(None),
    )  # fmt: skip


def _missing() -> sa.ColumnElement[int]:
    return _whole(NeedPeriod.quantity_kg) - _whole(NeedPeriod.contracted_kg)


def _free() -> sa.ColumnElement[int]:
    offered = _whole(OfferPeriod.firm_kg) + _whole(OfferPeriod.flexible_kg)
    return offered - _whole(OfferPeriod.reserved_kg) - _whole(OfferPeriod.contracted_kg)


def _whole(kilograms: Any) -> sa.ColumnElement[int]:
    """The thousandths as they are stored: whole numbers divide alike on both databases."""
    return sa.type_coerce(kilograms, sa.BigInteger)


def _months(months: Sequence[date]) -> sa.Subquery:
    rows = [
        sa.select(
            sa.literal(month, sa.Date).label("first"),
            sa.literal(_next(month) - timedelta(days=1), sa.Date).label("last"),
        )
        for month in months
    ]
    return sa.union_all(*rows).subquery()
