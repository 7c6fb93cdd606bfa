"""A listing as its rules read it, saved or only proposed, and where others of its kind are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Book:
    """The tables of offers or of needs: a period's owner and kilograms as columns, and `amount` of a loaded period.

    `kind` are the columns in which listings that may be compared agree besides their good.
    """

    listing: Any
    period: Any
    owner: sa.ColumnElement[int]
    kilograms: sa.ColumnElement[Decimal]
    amount: Callable[[Any], Decimal]
    kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedSpan:
    """A period as the listing states it, with all its kilograms, firm and flexible."""

    start: date
    end: date
    kg: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a listing says of goods, place of growing, time and price (whole đồng a kilogram)."""

    id: int
    organisation_id: int
    code: str | None
    form: str | None
    variety: str | None
    area_ha: Decimal | None
    price: int | None
    spans: tuple[StatedSpan, ...]
    kind: tuple[Any, ...]

    @property
    def largest_kg(self) -> Decimal:
        """The most of one period."""
        return max((span.kg for span in self.spans), default=Decimal(0))

    @property
    def years(self) -> int:
        """How many harvests of a year the periods may hold: one for each year begun."""
        first, last = min(span.start for span in self.spans), max(span.end for span in self.spans)
        return (last - first).days // 366 + 1


def stated(book: Book, listing: Any) -> Stated:
    """The listing as it is now."""
    return Stated(
        id=listing.id,
        organisation_id=listing.organisation_id,
        code=listing.commodity_code,
        form=listing.form_code,
        variety=listing.variety,
        area_ha=getattr(listing, "area_ha", None),
        price=listing.price_dong_per_kg,
        spans=tuple(StatedSpan(period.start, period.end, book.amount(period)) for period in listing.periods),
        kind=tuple(getattr(listing, name) for name in book.kind),
    )
