"""Snapshots (chốt số liệu): figures and their rows as they were when a period was closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class PeriodKind(Labelled):
    """Reporting periods (TT 09/2024/TT-BKHĐT Đ6–7 for the first)."""

    SYSTEM_YEAR = "system_year", _l("Kỳ báo cáo hệ thống thông tin HTX (15/12 – 14/12)")
    YEAR = "year", _l("Năm dương lịch")
    HALF = "half", _l("Sáu tháng")
    QUARTER = "quarter", _l("Quý")
    CUSTOM = "custom", _l("Kỳ tự chọn")


class SnapshotState(Labelled):
    """Where a snapshot stands; derived from its dates."""

    COUNTING = "counting", _l("Đang tính"), "info"
    PREPARED = "prepared", _l("Chờ người thứ hai duyệt"), "warn"
    LOCKED = "locked", _l("Đã chốt"), "good"
    DROPPED = "dropped", _l("Đã bỏ"), "neutral"


class Snapshot(PublicId, Base):
    """A closed period of a place: prepared by one person, approved by another, then locked for ever.

    A correction is a further snapshot that names the one it corrects, with a reason; the corrected one stays.
    """

    __tablename__ = "snapshots"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="dates"),
        sa.CheckConstraint("(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"),
        sa.CheckConstraint("approved_by_id IS NULL OR approved_by_id <> prepared_by_id", name="second_person"),
        sa.CheckConstraint("approved_at IS NULL OR counted_at IS NOT NULL", name="approved_is_counted"),
        sa.CheckConstraint("approved_at IS NULL OR dropped_at IS NULL", name="approved_stays"),
        sa.CheckConstraint("corrects_id IS NULL OR reason IS NOT NULL", name="correction_has_reason"),
        sa.CheckConstraint("(dropped_at IS NULL) = (dropped_by_id IS NULL)", name="dropped_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    period: Mapped[PeriodKind] = enum_column(PeriodKind)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"), index=True)
    note: Mapped[str | None] = mapped_column(sa.Text)
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("snapshots.id"))
    reason: Mapped[str | None] = mapped_column(sa.String(500))
    prepared_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    prepared_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sha256: Mapped[str | None] = mapped_column(sa.String(64))
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dropped_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    prepared_by: Mapped[User] = relationship(foreign_keys=[prepared_by_id], lazy="joined", innerjoin=True)
    approved_by: Mapped[User | None] = relationship(foreign_keys=[approved_by_id], lazy="joined")
    corrects: Mapped[Snapshot | None] = relationship(remote_side=[id])

    @property
    def state(self) -> SnapshotState:
        """Where it stands."""
        if self.dropped_at is not None:
            return SnapshotState.DROPPED
        if self.approved_at is not None:
            return SnapshotState.LOCKED
        return SnapshotState.COUNTING if self.counted_at is None else SnapshotState.PREPARED

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset()

    @property
    def is_public(self) -> bool:
        """Locked figures are everybody's."""
        return self.approved_at is not None

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return frozenset()

    @property
    def maker_user_ids(self) -> frozenset[int]:
        return frozenset({self.prepared_by_id})

    @property
    def awaits_check(self) -> bool:
        return self.state is SnapshotState.PREPARED


class SnapshotFigure(Base):
    """A figure as frozen: of the whole place, and of each place below it. Amounts in the indicator's own unit."""

    __tablename__ = "snapshot_figures"
    __table_args__ = (
        sa.UniqueConstraint(
            "snapshot_id", "indicator", "definition", "denominator_choice", "organisation_kind", "place_code",
            name="uq_snapshot_figures_one",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("snapshots.id"))
    indicator: Mapped[str] = mapped_column(sa.String(10))
    version: Mapped[str] = mapped_column(sa.String(10))
    definition: Mapped[str] = mapped_column(sa.String(4), default="")
    denominator_choice: Mapped[str] = mapped_column(sa.String(4), default="")
    organisation_kind: Mapped[str] = mapped_column(sa.String(10), default="")
    place_code: Mapped[str] = mapped_column(sa.String(5), default="")
    numerator: Mapped[Decimal] = mapped_column(Milli)
    denominator: Mapped[Decimal | None] = mapped_column(Milli)
    demonstration: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[dict[str, int]] = mapped_column(sa.JSON, default=dict)


class SnapshotRow(Base):
    """One row of a frozen figure: what it adds above and below the line. `subject_kind` as in the engine's rows."""

    __tablename__ = "snapshot_rows"
    __table_args__ = (sa.Index(None, "snapshot_id", "indicator", "definition", "denominator_choice"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("snapshots.id"))
    indicator: Mapped[str] = mapped_column(sa.String(10))
    definition: Mapped[str] = mapped_column(sa.String(4), default="")
    denominator_choice: Mapped[str] = mapped_column(sa.String(4), default="")
    subject_kind: Mapped[str] = mapped_column(sa.String(20))
    subject_id: Mapped[int]
    province_code: Mapped[str | None] = mapped_column(sa.String(2))
    commune_code: Mapped[str | None] = mapped_column(sa.String(5))
    numerator: Mapped[Decimal] = mapped_column(Milli)
    denominator: Mapped[Decimal] = mapped_column(Milli)


class SnapshotLink(Base):
    """The contracts for which organisations counted as linked, as they stood then: they explain a difference."""

    __tablename__ = "snapshot_links"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "organisation_id", "contract_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(sa.ForeignKey("snapshots.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"))
    number: Mapped[str | None] = mapped_column(sa.String(80))
    signed_on: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    months: Mapped[int]
