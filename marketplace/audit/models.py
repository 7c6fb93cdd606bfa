"""The audit event. Rows are never changed or deleted: triggers refuse it on both databases."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, UtcDateTime


class AuditEvent(Base):
    """Who did what to what, when, on whose behalf, with before and after.

    Events of one `chain` (a contract) are numbered and each carries the hash of the one before, so that a
    missing or changed event shows. Users and organisations are kept as numbers: an erased person leaves the
    events whole.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        sa.UniqueConstraint("chain", "chain_number"),
        sa.CheckConstraint("(chain IS NULL) = (chain_hash IS NULL)", name="chain_has_hash"),
        sa.Index(None, "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    name: Mapped[str] = mapped_column(sa.String(60))
    actor_id: Mapped[int | None] = mapped_column(index=True)
    on_behalf_of_id: Mapped[int | None]
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int]
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    address: Mapped[str | None] = mapped_column(sa.String(64))
    chain: Mapped[str | None] = mapped_column(sa.String(60))
    chain_number: Mapped[int | None]
    previous_hash: Mapped[str | None] = mapped_column(sa.String(64))
    chain_hash: Mapped[str | None] = mapped_column(sa.String(64))
