"""Tables of the oversight pages: what a page shows and a CSV carries is one reading of one set of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

import sqlalchemy as sa
from flask import Response
from flask_babel import LazyString
from flask_babel import gettext as _

from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.labels import Labelled
from marketplace.oversight.scope import Scope
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date, format_instant, format_kg, format_percent, format_quantity

Value: TypeAlias = str | LazyString | int | Decimal | date | datetime | Labelled | None
BATCH = 1000


class Shape(StrEnum):
    """How a column's numbers are written."""

    PLAIN = "plain"
    KG = "kg"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, how a row gives its value, and where the value leads; `text` columns are never right-aligned."""

    heading: LazyString | str
    value: Callable[[Any], Value]
    url: Callable[[Any], str | None] | None = None
    shape: Shape = Shape.PLAIN
    text: bool = True

    @property
    def headed(self) -> str:
        """The heading in a spreadsheet, where kilograms stay kilograms."""
        return f"{self.heading} (kg)" if self.shape is Shape.KG else str(self.heading)

    def shown(self, row: Any) -> str:
        """The value as people read it; empty when unknown."""
        value = self.value(row)
        if isinstance(value, Decimal | int) and self.shape is not Shape.PLAIN:
            number = Decimal(value)
            return format_kg(number) if self.shape is Shape.KG else format_percent(number)
        return _words(value)

    def kept(self, row: Any) -> Any:
        """The value as a spreadsheet keeps it: numbers stay numbers, kilograms stay kilograms."""
        value = self.value(row)
        return value if isinstance(value, Decimal | int) else _words(value)


def number(heading: LazyString | str, value: Callable[[Any], Value], shape: Shape = Shape.PLAIN) -> Column:
    """A column of numbers."""
    return Column(heading, value, shape=shape, text=False)


def _words(value: Value) -> str:
    if isinstance(value, Labelled):
        return str(value.label)
    if isinstance(value, datetime):
        return format_instant(value)
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Decimal | int):
        return format_quantity(Decimal(value))
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Table:
    """A table by its code: what it is called, its columns, and its rows for a viewer and a scope.

    `read` gives rows at once, or a SELECT that the page turns over and the CSV streams. `note` is the rule in a
    sentence; `empty` says what it means that nothing is there.
    """

    code: str
    title: LazyString
    columns: tuple[Column, ...] | Callable[[Scope], Sequence[Column]]
    read: Callable[[Viewer, Scope], Sequence[Any] | sa.Select[Any]]
    empty: LazyString
    note: LazyString | None = None

    def columns_in(self, scope: Scope) -> Sequence[Column]:
        """The columns; some depend on the period."""
        return self.columns(scope) if callable(self.columns) else self.columns

    def rows(self, viewer: Viewer, scope: Scope) -> Iterable[Any]:
        """Every row, read as they are asked for."""
        found = self.read(viewer, scope)
        if isinstance(found, sa.Select):
            return db.session.execute(found, execution_options={"yield_per": BATCH})
        return found

    def page(self, viewer: Viewer, scope: Scope, *, page: int, size: int) -> tuple[list[Any], int]:
        """One page of the rows, and how many there are."""
        found = self.read(viewer, scope)
        if not isinstance(found, sa.Select):
            return list(found)[(page - 1) * size : page * size], len(found)
        total = db.session.scalar(sa.select(sa.func.count()).select_from(found.order_by(None).subquery())) or 0
        return list(db.session.execute(found.limit(size).offset((page - 1) * size))), total


def as_csv(table: Table, viewer: Viewer, scope: Scope) -> Response:
    """The table as a download; its two first columns say for which place and days."""
    columns = table.columns_in(scope)
    header = [_("Nơi"), _("Kỳ"), *(column.headed for column in columns)]
    period = f"{format_date(scope.since)} – {format_date(scope.until)}"

    def lines() -> Iterator[list[Any]]:
        # Asked when the answer is already on its way: a cursor opened before would end with the request's transaction.
        for row in table.rows(viewer, scope):
            yield [scope.name, period, *(column.kept(row) for column in columns)]

    return csv_response(f"giam-sat-{table.code}-{scope.until.isoformat()}.csv", header, lines())
