"""What somebody attests of an organisation: recognitions, traced products, observations. Dated, with their evidence."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models import Commodity
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models.organisation import Organisation


class RecognitionKind(Labelled):
    """What is recognised. "Kiểu mẫu" has no legal test of its own: its basis is always named."""

    HIGH_TECH = "high_tech", _l("Ứng dụng công nghệ cao"), "info"
    MODEL = "model", _l("Hợp tác xã kiểu mẫu"), "good"


class Recognition(PublicId, Base):
    """A recognition from a day on, until a day if one is known; both days belong to it. Withdrawn rows never count."""

    __tablename__ = "recognitions"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="dates"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        sa.Index(None, "organisation_id", "kind", "since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    kind: Mapped[RecognitionKind] = enum_column(RecognitionKind)
    since: Mapped[date]
    until: Mapped[date | None]
    basis: Mapped[str] = mapped_column(sa.String(200))
    evidence: Mapped[str] = mapped_column(sa.String(500))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    organisation: Mapped[Organisation] = relationship()


class CheckDigit(Labelled):
    """Whether the digits of a code prove each other."""

    FITS = "fits", _l("khớp"), "good"
    MISFIT = "misfit", _l("không khớp"), "warn"
    NONE = "none", _l("không kiểm tra được")


class TracedProduct(PublicId, Base):
    """A product whose way can be traced in some system, by its code or link there. Codes are kept, never issued.

    It counts from the word of staff: their own entry, or their confirmation of what the organisation entered.
    """

    __tablename__ = "traced_products"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="dates"),
        sa.CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        sa.UniqueConstraint("organisation_id", "trace_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    system: Mapped[str] = mapped_column(sa.String(120))
    trace_code: Mapped[str] = mapped_column(sa.String(300))
    since: Mapped[date]
    until: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    organisation: Mapped[Organisation] = relationship()
    commodity: Mapped[Commodity] = relationship(lazy="joined", innerjoin=True)


class ObservationKind(Labelled):
    """Words of reports that are no legal status: what somebody saw on a day."""

    WORKING = "working", _l("Có hoạt động"), "good"
    STOPPED = "stopped", _l("Ngừng hoạt động"), "bad"
    AWAITING_DISSOLUTION = "awaiting_dissolution", _l("Chờ giải thể"), "warn"
    INEFFECTIVE = "ineffective", _l("Hoạt động không hiệu quả"), "warn"


class Observation(Base):
    """What somebody saw of an organisation on a day. Never changed; never a legal status."""

    __tablename__ = "observations"
    __table_args__ = (sa.Index(None, "organisation_id", "observed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    kind: Mapped[ObservationKind] = enum_column(ObservationKind)
    observed_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    organisation: Mapped[Organisation] = relationship()
