"""Days counted by either database."""

from __future__ import annotations

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
