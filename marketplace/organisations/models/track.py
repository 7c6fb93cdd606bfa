"""An organisation's track record, counted from the delivery book; and its right of reply."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, Milli, UtcDateTime


class TrackRecord(Base):
    """Counts over every undisputed fact of the delivery book, as of `counted_at`. No row: unknown, never bad.

    Periods count when they are over; payments when they are due. Kilograms and numbers, never percentages: rates
    are derived where they are shown.
    """

    __tablename__ = "track_records"
    __table_args__ = (
        sa.CheckConstraint("periods_met <= periods_due AND payments_on_time <= payments_due", name="parts"),
        sa.CheckConstraint("rejected_kg <= delivered_kg", name="rejected"),
    )

    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    periods_due: Mapped[int] = mapped_column(default=0)
    periods_met: Mapped[int] = mapped_column(default=0)
    due_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))
    delivered_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))
    rejected_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))
    payments_due: Mapped[int] = mapped_column(default=0)
    payments_on_time: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class TrackReply(Base):
    """What an organisation answers to its own record (right of reply); the newest is shown, all are kept."""

    __tablename__ = "track_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(1000))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
