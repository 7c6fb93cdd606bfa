"""Small SQL both databases answer alike: days, spans of time, medians."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class local_day(FunctionElement[date]):  # noqa: N801 - reads as a function
    """The day in Viet Nam of an instant, which is seven hours ahead of UTC all year."""

    type = sa.Date()
    inherit_cache = True


class days_between(FunctionElement[int]):  # noqa: N801
    """Whole days from the second day to the first."""

    type = sa.Integer()
    inherit_cache = True


class seconds_between(FunctionElement[int]):  # noqa: N801
    """Whole seconds from the second instant to the first."""

    type = sa.Integer()
    inherit_cache = True


def _parts(element: Any, compiler: Any, options: Any) -> list[str]:
    return [compiler.process(clause, **options) for clause in element.clauses]


@compiles(local_day, "sqlite")
def _local_day_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return "date({}, '+7 hours')".format(*_parts(element, compiler, options))


@compiles(local_day, "postgresql")
def _local_day_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return "(({} AT TIME ZONE 'UTC') + interval '7 hours')::date".format(*_parts(element, compiler, options))


@compiles(days_between, "sqlite")
def _days_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return "CAST(julianday({}) - julianday({}) AS INTEGER)".format(*_parts(element, compiler, options))


@compiles(days_between, "postgresql")
def _days_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return "(({})::date - ({})::date)".format(*_parts(element, compiler, options))


@compiles(seconds_between, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return "(strftime('%s', {}) - strftime('%s', {}))".format(*_parts(element, compiler, options))


@compiles(seconds_between, "postgresql")
def _seconds_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return "CAST(floor(extract(epoch FROM ({} - {}))) AS INTEGER)".format(*_parts(element, compiler, options))


def middles(values: sa.FromClause, group: Any, value: Any) -> sa.Subquery:
    """For each group the lowest and the highest of its one or two middle values: (group, low, high, number).

    Half of their sum is the median. Rows without a value are none. Both databases count rows alike, so that both give
    the same median (PostgreSQL's percentile_cont(0.5) too).
    """
    place = sa.func.row_number().over(partition_by=group, order_by=value)
    number = sa.func.count().over(partition_by=group)
    counted = (
        sa.select(group.label("group"), value.label("value"), place.label("place"), number.label("number"))
        .select_from(values)
        .where(value.is_not(None))
        .subquery()
    )
    middle = sa.and_(counted.c.place * 2 >= counted.c.number, counted.c.place * 2 <= counted.c.number + 2)
    low, high = sa.func.min(counted.c.value), sa.func.max(counted.c.value)
    return (
        sa.select(counted.c.group, low.label("low"), high.label("high"), sa.func.max(counted.c.number).label("number"))
        .where(middle)
        .group_by(counted.c.group)
        .subquery()
    )


def median(low: Any, high: Any) -> Decimal | None:
    """The median of the two middle values; None for none."""
    return None if low is None else (Decimal(low) + Decimal(high)) / 2
