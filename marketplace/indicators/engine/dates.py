"""Days counted by either database."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
import sqlalchemy.ext.compiler


class days_between(sa.sql.functions.GenericFunction[int]):  # noqa: N801 - reads as a function
    """How many days lie between a first and a later day; 0 for the same day."""

    type = sa.BigInteger()
    inherit_cache = True


@sa.ext.compiler.compiles(days_between, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(day, **options) for day in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


@sa.ext.compiler.compiles(days_between, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    first, last = (compiler.process(day, **options) for day in element.clauses)
    return f"(({last})::date - ({first})::date)"


class next_day(sa.sql.functions.GenericFunction[date]):  # noqa: N801 - reads as a function
    """The day after a day that is not the last of the calendar."""

    type = sa.Date()
    inherit_cache = True


@sa.ext.compiler.compiles(next_day, "sqlite")
def _next_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+1 day')"


@sa.ext.compiler.compiles(next_day, "postgresql")
def _next_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"(({compiler.process(element.clauses, **options)})::date + 1)"


def day_after(day: Any) -> sa.ColumnElement[date | None]:
    """The day after it; null after null, and after the last day of the calendar."""
    return sa.case((day < sa.literal(date.max, sa.Date()), next_day(day)), else_=None)


class new_year(sa.sql.functions.GenericFunction[date]):  # noqa: N801 - reads as a function
    """1 January of a year told as a number."""

    type = sa.Date()
    inherit_cache = True


@sa.ext.compiler.compiles(new_year, "sqlite")
def _new_year_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"printf('%04d-01-01', {compiler.process(element.clauses, **options)})"


@sa.ext.compiler.compiles(new_year, "postgresql")
def _new_year_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"make_date({compiler.process(element.clauses, **options)}, 1, 1)"


def year_of(day: Any) -> sa.ColumnElement[int]:
    """The year of a day, as a number."""
    return sa.cast(sa.extract("year", day), sa.Integer)


class day_in_viet_nam(sa.sql.functions.GenericFunction[date]):  # noqa: N801 - reads as a function
    """The day that an instant lies in there, where clocks have been seven hours ahead since 1975."""

    type = sa.Date()
    inherit_cache = True


@sa.ext.compiler.compiles(day_in_viet_nam, "sqlite")
def _there_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+7 hours')"


@sa.ext.compiler.compiles(day_in_viet_nam, "postgresql")
def _there_on_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    return f"(({compiler.process(element.clauses, **options)}) AT TIME ZONE 'UTC' + interval '7 hours')::date"
