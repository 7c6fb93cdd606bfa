"""What a broker keeps about a case: tasks, calls and meetings, who handed it to whom."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.brokering.models.case import Case
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


class Task(PublicId, Base):
    """Something to do for a case by a day."""

    __tablename__ = "case_tasks"
    __table_args__ = (
        sa.CheckConstraint("(done_at IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        sa.Index("ix_case_tasks_open", "assigned_to_id", "due_on",
                 sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    due_on: Mapped[date]
    assigned_to_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    case: Mapped[Case] = relationship()
    assigned_to: Mapped[User] = relationship(foreign_keys=[assigned_to_id], lazy="joined", innerjoin=True)


class TalkKind(Labelled):
    """How staff spoke with a side."""

    CALL = "call", _l("Gọi điện")
    MEETING = "meeting", _l("Gặp trực tiếp")
    CHAT = "chat", _l("Nhắn tin")
    VISIT = "visit", _l("Đi thăm vùng trồng, nhà máy")


class Talk(PublicId, Base):
    """A call or meeting, as the broker noted it. Seen by the owning broker, never by the sides; never changed."""

    __tablename__ = "case_talks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    kind: Mapped[TalkKind] = enum_column(TalkKind)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))
    spoken_with: Mapped[str | None] = mapped_column(sa.String(120))
    summary: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    case: Mapped[Case] = relationship()
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class Handover(Base):
    """A case passed from one broker to another, with what the next one should know."""

    __tablename__ = "case_handovers"
    __table_args__ = (sa.CheckConstraint("from_id <> to_id", name="to_another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    case: Mapped[Case] = relationship()
    giver: Mapped[User] = relationship(foreign_keys=[from_id], lazy="joined", innerjoin=True)
    taker: Mapped[User] = relationship(foreign_keys=[to_id], lazy="joined", innerjoin=True)
