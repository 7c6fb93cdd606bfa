"""Figures that others stated: shown beside ours under their label, never mixed with them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.extensions import Base, Milli


class ExternalFigure(Base):
    """A value of a series as a source stated it, on a date or for a year; "about" and "more than" stay words.

    `series` is a code of ours (`agri_htx`, `linked_htx`, `population`); the population of a place, which I9 divides
    by, is such a series.
    """

    __tablename__ = "external_figures"
    __table_args__ = (sa.UniqueConstraint("series", "place_code", "on", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(sa.String(40), index=True)
    place_code: Mapped[str | None] = mapped_column(sa.String(5))
    on: Mapped[date]
    as_stated: Mapped[str] = mapped_column(sa.String(200))
    value: Mapped[Decimal | None] = mapped_column(Milli)
    unit: Mapped[str] = mapped_column(sa.String(20))
    source: Mapped[str] = mapped_column(sa.String(300))
    grade: Mapped[str] = mapped_column(sa.String(1))
