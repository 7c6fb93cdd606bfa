"""Targets, steps on the way and baselines: data with a source, never constants. Provinces set different ones."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind


class TargetKind(Labelled):
    """What a number is to the indicator."""

    BASELINE = "baseline", _l("Mức khởi đầu")
    STEP = "step", _l("Mốc từng năm")
    TARGET = "target", _l("Mục tiêu")


class Target(PublicId, Base):
    """What an authority set out to reach by the end of a year. In the indicator's own unit: percent (0–100) or a count.

    `organisation_kind` tells the parts of I6 apart. Rows of a file carry no person. An ended row is history.
    """

    __tablename__ = "indicator_targets"
    __table_args__ = (
        sa.CheckConstraint("value >= 0", name="value"),
        sa.CheckConstraint("year BETWEEN 2000 AND 2100", name="year"),
        sa.Index(None, "indicator", "province_code", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(sa.String(10))
    organisation_kind: Mapped[OrganisationKind | None] = mapped_column(enum_type(OrganisationKind))
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"))
    year: Mapped[int]
    kind: Mapped[TargetKind] = enum_column(TargetKind)
    value: Mapped[Decimal] = mapped_column(Milli)
    source: Mapped[str] = mapped_column(sa.String(300))
    grade: Mapped[str | None] = mapped_column(sa.String(1))
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
