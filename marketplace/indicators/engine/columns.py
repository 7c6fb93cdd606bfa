"""The shape of every population: the columns of a row, with exact numbers."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa

from marketplace.extensions import Milli

COLUMNS = (
    "subject_kind", "subject_id", "province_code", "commune_code", "origin", "numerator", "denominator", "left_out",
)  # fmt: skip
"""`numerator` and `denominator` are of type Milli (thousandths in the database), in the indicator's own unit: a count
of one is Decimal(1). `left_out` is a value of LeftOut or null. Places are told by their code as a number where the
subject is a commune, district or place."""


def amount(value: int | Decimal) -> sa.ColumnElement[Decimal]:
    """A number as the columns hold it, written into the statement."""
    return sa.literal_column(str(int(Decimal(value) * 1000)), Milli)


def one() -> sa.ColumnElement[Decimal]:
    """Counted once."""
    return amount(1)


def nothing() -> sa.ColumnElement[Decimal]:
    """Not counted."""
    return amount(0)


def one_if(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Decimal]:
    """Counted once where the condition holds."""
    return sa.case((condition, one()), else_=nothing())
