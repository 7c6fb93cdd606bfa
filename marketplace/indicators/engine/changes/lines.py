"""From what holds between two days to lines: unit, day, and what is added to or taken from its sums on that day."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from marketplace.extensions import Milli
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.sums import FENCE, is_shown
from marketplace.indicators.engine.units import unit_in_sql

BEGINS, ENDS, ROWS = "begins", "ends", "n"
"""Beside the columns of a population: the first day on which a row holds, the first on which it no longer does (null:
it stays), and for how many rows it stands, in thousandths like any amount."""


def lines_of(code: str, stretches: sa.Select[Any] | sa.CompoundSelect[Any]) -> sa.Select[Any]:
    """The lines of an indicator whose rows hold between two days."""
    told = stretches.cte().prefix_with("MATERIALIZED")
    unit = unit_in_sql(told.c.province_code, told.c.commune_code).label("unit")
    beginnings = sa.select(
        unit, told.c[BEGINS].label("day"), told.c.origin, told.c[ROWS].label("n"), told.c.numerator,
        told.c.denominator, told.c.left_out, sa.null().cast(sa.String).label("once"),
    )  # fmt: skip
    ends = sa.select(
        unit, told.c[ENDS], told.c.origin, -told.c[ROWS], -told.c.numerator, -told.c.denominator, told.c.left_out,
        sa.null().cast(sa.String),
    ).where(told.c[ENDS].is_not(None))  # fmt: skip
    return summed(code, sa.union_all(beginnings, ends).subquery())


def summed(code: str, told: sa.FromClause) -> sa.Select[Any]:
    """The lines of signed rows: code, unit, day, what is left out, above, below, for show, rows, counted once for.

    Numbers are whole thousandths. What comes and goes on one day is no line.
    """
    shown = sa.case((is_shown(told), told.c.n), else_=nothing())
    sums = [_sum(number) for number in (told.c.numerator, told.c.denominator, shown, told.c.n)]
    key = (told.c.unit, told.c.day, told.c.left_out)
    return (
        sa.select(sa.literal_column(f"'{code}'", sa.String), *key, *sums, told.c.once)
        .group_by(*key, told.c.once)
        .having(sa.or_(*(number != 0 for number in sums)))
    )


def fenced(chosen: sa.Select[Any]) -> sa.Subquery:
    """Its rows, each made once."""
    return chosen.offset(FENCE).subquery()


def _sum(amount: Any) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.sum(sa.type_coerce(amount, Milli)), sa.BigInteger)
