"""Further cooperatives of a case: one need met by several offers ("gom đơn")."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models.case import Case
from marketplace.clock import now
from marketplace.extensions import Base, UtcDateTime, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation


class LeavingReason(Labelled):
    """Why a cooperative is no longer among those of a case."""

    REFUSED = "refused", _l("Không đồng ý"), "bad"
    NO_ANSWER = "no_answer", _l("Không trả lời"), "warn"
    REPLACED = "replaced", _l("Thay bằng đơn vị khác"), "neutral"


class Member(Base):
    """One more offer that the case brings to its need, beside the first (`Case.offer`). Rows stay when it leaves."""

    __tablename__ = "case_members"
    __table_args__ = (
        sa.CheckConstraint("(left_at IS NULL) = (left_because IS NULL)", name="left_has_reason"),
        sa.Index("uq_case_members_live", "case_id", "organisation_id", unique=True,
                 sqlite_where=sa.text("left_at IS NULL"), postgresql_where=sa.text("left_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    left_because: Mapped[LeavingReason | None] = mapped_column(enum_type(LeavingReason))

    case: Mapped[Case] = relationship(back_populates="members")
    offer: Mapped[Offer] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
