"""What people said of a suggestion."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.clock import now
from marketplace.extensions import Base, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class RejectionReason(Labelled):
    """Why a suggestion does not fit."""

    QUALITY = "quality", _l("Không phù hợp về chất lượng, giống")
    QUANTITY = "quantity", _l("Không phù hợp về sản lượng")
    TIME = "time", _l("Không phù hợp về thời gian")
    PRICE = "price", _l("Không phù hợp về giá")
    DISTANCE = "distance", _l("Quá xa")
    PAPERS = "papers", _l("Thiếu giấy chứng nhận")
    KNOWN_ALREADY = "known_already", _l("Đã làm ăn với nhau rồi")
    NOT_RELIABLE = "not_reliable", _l("Từng không giữ cam kết")
    OTHER = "other", _l("Lý do khác")


class SuggestionFeedback(Base):
    """One organisation's "không phù hợp vì…" for a pair; later examples for learning."""

    __tablename__ = "suggestion_feedback"
    __table_args__ = (sa.UniqueConstraint("offer_id", "need_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    reason: Mapped[RejectionReason] = enum_column(RejectionReason)
    note: Mapped[str | None] = mapped_column(sa.String(500))
    score: Mapped[int | None]
    weights_version: Mapped[str | None] = mapped_column(sa.String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
