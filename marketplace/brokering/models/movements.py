"""The ledger's movements: every change of what is reserved or contracted, kept for ever."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models.terms import Terms
from marketplace.clock import now
from marketplace.extensions import Base, Milli, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class MovementKind(Labelled):
    """Why quantities moved."""

    OPENING = "opening", _l("Số dư khi lập sổ"), "neutral"
    RESERVED = "reserved", _l("Giữ chỗ khi thống nhất điều khoản"), "info"
    RELEASED = "released", _l("Bỏ giữ chỗ"), "neutral"
    CONTRACTED = "contracted", _l("Ký hợp đồng hoặc phụ lục"), "good"
    RETURNED = "returned", _l("Trả hồ sơ ký, quay về giữ chỗ"), "warn"
    ENDED = "ended", _l("Hợp đồng kết thúc"), "neutral"


class Movement(Base):
    """What one act added to (or took from) one period of an offer or of a need, in kilograms. Never changed.

    The sum over a period's rows is what the period says is reserved and contracted of it.
    """

    __tablename__ = "ledger_movements"
    __table_args__ = (
        sa.CheckConstraint("(offer_period_id IS NULL) <> (need_period_id IS NULL)", name="one_period"),
        sa.CheckConstraint("reserved_kg <> 0 OR contracted_kg <> 0", name="moves_something"),
        sa.CheckConstraint("terms_id IS NOT NULL OR kind = 'opening'", name="has_terms"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MovementKind] = enum_column(MovementKind)
    terms_id: Mapped[int | None] = mapped_column(sa.ForeignKey("terms.id"), index=True)
    offer_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer_periods.id"), index=True)
    need_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("need_periods.id"), index=True)
    reserved_kg: Mapped[Decimal] = mapped_column(Milli)
    contracted_kg: Mapped[Decimal] = mapped_column(Milli)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    terms: Mapped[Terms | None] = relationship()
