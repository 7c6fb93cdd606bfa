"""What a database should begin with, where its own guess would read the whole country for one province."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import sqlalchemy.ext.compiler

from marketplace.extensions import db
from marketplace.indicators.engine.places import Level, Place


def by_place_first(place: Place, column: Any) -> Any:
    """The column, to be asked of rows that were found by their place; the country has none."""
    return column if place.level is Level.COUNTRY else beside_the_index(column)


def read_by_indexes() -> None:
    """Let PostgreSQL, until the transaction ends, take a look into an index for as cheap as it is, and plan each
    statement for its own days and places.

    Its habits are those of slow disks and of statements that are all alike: for one province it would read all
    contracts there are.
    """
    if db.engine.dialect.name == "postgresql":
        habits = {"random_page_cost": "1.1", "plan_cache_mode": "force_custom_plan"}
        db.session.execute(sa.select(*(sa.func.set_config(name, value, sa.true()) for name, value in habits.items())))


class beside_the_index(sa.sql.functions.GenericFunction[Any]):  # noqa: N801 - reads as a function
    """A column whose index SQLite leaves alone, so that it begins with the producers of a place.

    SQLite guesses how many rows lie between two days without knowing the days; PostgreSQL knows, and reads the column.
    """

    inherit_cache = True

    def __init__(self, column: Any) -> None:
        super().__init__(column)
        self.type = column.type


@sa.ext.compiler.compiles(beside_the_index)
def _the_column(element: Any, compiler: Any, **options: Any) -> str:
    (column,) = element.clauses
    return str(compiler.process(column, **options))


@sa.ext.compiler.compiles(beside_the_index, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    (column,) = element.clauses
    return f"+{compiler.process(column, **options)}"
