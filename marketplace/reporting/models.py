"""Schedules of reports, and what each has sent."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Rhythm(Labelled):
    """How often a report goes out."""

    MONTHLY = "monthly", _l("Mỗi tháng")
    QUARTERLY = "quarterly", _l("Mỗi quý")
    YEARLY = "yearly", _l("Mỗi năm")


class ReportSchedule(PublicId, Base):
    """A report that goes to a mailbox by itself. A place without a code is the country."""

    __tablename__ = "report_schedules"
    __table_args__ = (
        sa.UniqueConstraint("email", "province_code", "rhythm"),
        # To a UNIQUE constraint two NULLs differ: the country is one place all the same.
        sa.Index("uq_report_schedules_country", "email", "rhythm", unique=True,
                 sqlite_where=sa.text("province_code IS NULL"), postgresql_where=sa.text("province_code IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"))
    rhythm: Mapped[Rhythm] = enum_column(Rhythm)
    language: Mapped[str] = mapped_column(sa.String(2), default="vi")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    sendings: Mapped[list[ReportSending]] = relationship(back_populates="schedule", order_by="ReportSending.as_of")


class ReportSending(Base):
    """A report that was handed to the outbox: once for each day it is due, however often the job runs."""

    __tablename__ = "report_sendings"
    __table_args__ = (sa.UniqueConstraint("schedule_id", "as_of"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(sa.ForeignKey("report_schedules.id"))
    as_of: Mapped[date]
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    schedule: Mapped[ReportSchedule] = relationship(back_populates="sendings")
