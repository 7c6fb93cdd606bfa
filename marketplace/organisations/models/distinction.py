"""Two organisations that look alike and are not one: what somebody found out is not asked again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import now
from marketplace.extensions import Base, UtcDateTime
from marketplace.organisations.models.organisation import Organisation


class Distinction(Base):
    """Somebody looked: these are two. The smaller number stands first, so that a pair is kept once."""

    __tablename__ = "organisation_distinctions"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    second_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    first: Mapped[Organisation] = relationship(foreign_keys=[first_id])
    second: Mapped[Organisation] = relationship(foreign_keys=[second_id])
