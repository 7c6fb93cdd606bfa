"""What a pooled order plans for each cooperative of a case, before terms are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models.case import Case
from marketplace.extensions import Base, Milli
from marketplace.organisations.models import Organisation


class PlannedShare(Base):
    """How much one cooperative is asked for in one period.

    Each sees its own rows only, and the first draft of the terms starts from them. Replaced as a whole when the group
    changes; the case's history keeps what stood before.
    """

    __tablename__ = "case_planned_shares"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "organisation_id", "start"),
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("quantity_kg > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    start: Mapped[date]
    end: Mapped[date]
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)

    case: Mapped[Case] = relationship(back_populates="planned_shares")
    organisation: Mapped[Organisation] = relationship()
