"""Annexes (phụ lục): what was changed after signing, why, and from when."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models import Terms
from marketplace.clock import now
from marketplace.contracts.models.contract import Contract
from marketplace.contracts.models.phases import STANDING
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class AnnexReason(Labelled):
    """Why a signed contract is changed."""

    QUANTITY = "quantity", _l("Thay đổi khối lượng")
    PRICE = "price", _l("Điều chỉnh giá")
    SCHEDULE = "schedule", _l("Thay đổi lịch giao hoặc thời hạn")
    QUALITY = "quality", _l("Thay đổi yêu cầu chất lượng")
    PARTY = "party", _l("Thay đổi bên hoặc người ký")
    FORCE_MAJEURE = "force_majeure", _l("Bất khả kháng")
    HARDSHIP = "hardship", _l("Hoàn cảnh thay đổi cơ bản")
    OTHER = "other", _l("Lý do khác")


class AnnexStatus(Labelled):
    """Where an annex stands; never stored."""

    OPEN = "open", _l("Đang thương lượng"), "info"
    TO_SIGN = "to_sign", _l("Chờ ký"), "warn"
    SIGNED = "signed", _l("Đã ký, chờ xác minh"), "good"
    VERIFIED = "verified", _l("Đã xác minh"), "good"
    DROPPED = "dropped", _l("Đã bỏ"), "neutral"


class Annex(PublicId, Base):
    """One numbered annex. Opened with a reason; drawn from a revision both sides accepted; signed like a contract.

    From `signed_on` the contract's terms are those of its newest signed annex.
    """

    __tablename__ = "contract_annexes"
    __table_args__ = (
        sa.UniqueConstraint("contract_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("signed_on IS NULL OR terms_id IS NOT NULL", name="signed_has_terms"),
        sa.CheckConstraint("signed_on IS NULL OR dropped_at IS NULL", name="signed_stays"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("verified_by_id IS NULL OR verified_by_id <> opened_by_id", name="second_person"),
        sa.Index("uq_contract_annexes_open", "contract_id", unique=True,
                 sqlite_where=sa.text("signed_on IS NULL AND dropped_at IS NULL"),
                 postgresql_where=sa.text("signed_on IS NULL AND dropped_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    number: Mapped[int]
    reason: Mapped[AnnexReason] = enum_column(AnnexReason)
    note: Mapped[str] = mapped_column(sa.Text)
    before_terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    terms_id: Mapped[int | None] = mapped_column(sa.ForeignKey("terms.id"))
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    signed_on: Mapped[date | None]
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    contract: Mapped[Contract] = relationship(back_populates="annexes")
    before_terms: Mapped[Terms] = relationship(foreign_keys=[before_terms_id])
    terms: Mapped[Terms | None] = relationship(foreign_keys=[terms_id])

    @property
    def is_open(self) -> bool:
        """Neither signed nor given up."""
        return self.signed_on is None and self.dropped_at is None

    @property
    def drawn(self) -> Terms | None:
        """The revision this annex is: the one signed, else the newest agreed one proposed since it was opened."""
        if self.terms is not None or not self.is_open:
            return self.terms
        since = [terms for terms in self.contract.case.revisions if terms.created_at >= self.opened_at]
        return next((terms for terms in reversed(since) if terms.is_agreed), None)

    @property
    def awaits_check(self) -> bool:
        """Whether it is signed and nobody else has compared it yet."""
        return self.signed_on is not None and self.verified_at is None and self.contract.state in STANDING

    @property
    def status(self) -> AnnexStatus:
        """Where it stands, from its dates."""
        if self.dropped_at is not None:
            return AnnexStatus.DROPPED
        if self.signed_on is not None:
            return AnnexStatus.SIGNED if self.verified_at is None else AnnexStatus.VERIFIED
        return AnnexStatus.OPEN if self.drawn is None else AnnexStatus.TO_SIGN
