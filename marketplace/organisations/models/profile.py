"""What belongs to an organisation: its status over time, ratings, sites, unions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.catalogue.models import Commune
from marketplace.clock import now
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models.kinds import LegalStatus
from marketplace.organisations.models.organisation import Organisation


class StatusRecord(Base):
    """The legal status from a day on, as checked on a day: the status at any date is read from these rows."""

    __tablename__ = "organisation_statuses"
    __table_args__ = (sa.Index(None, "organisation_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    status: Mapped[LegalStatus] = enum_column(LegalStatus)
    valid_from: Mapped[date]
    checked_on: Mapped[date]
    source: Mapped[str | None] = mapped_column(sa.String(200))
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    organisation: Mapped[Organisation] = relationship(back_populates="statuses")


class RatingGrade(Labelled):
    """TT 09/2017/TT-BNNPTNT."""

    GOOD = "good", _l("Tốt"), "good"
    FAIR = "fair", _l("Khá"), "good"
    AVERAGE = "average", _l("Trung bình"), "warn"
    WEAK = "weak", _l("Yếu"), "bad"


class Rating(Base):
    """The yearly rating, with who says so."""

    __tablename__ = "ratings"
    __table_args__ = (
        sa.UniqueConstraint("organisation_id", "year", "official"),
        sa.CheckConstraint("score BETWEEN 0 AND 100000", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    year: Mapped[int]
    score: Mapped[Decimal | None] = mapped_column(Milli)
    grade: Mapped[RatingGrade] = enum_column(RatingGrade)
    legal_basis: Mapped[str] = mapped_column(sa.String(120))
    official: Mapped[bool]
    rater: Mapped[str | None] = mapped_column(sa.String(200))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=now)
    recorded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    organisation: Mapped[Organisation] = relationship(back_populates="ratings")


class SiteKind(Labelled):
    """What stands there."""

    PLANT = "plant", _l("Nhà máy chế biến")
    WAREHOUSE = "warehouse", _l("Kho")
    COLD_STORE = "cold_store", _l("Kho lạnh")
    PACKING = "packing", _l("Cơ sở sơ chế, đóng gói")
    SHOP = "shop", _l("Cửa hàng, siêu thị")
    OFFICE = "office", _l("Văn phòng")


class Site(PublicId, Base):
    """A place of an organisation, with what it can take in or turn out a day."""

    __tablename__ = "sites"
    __table_args__ = (sa.CheckConstraint("throughput_kg_per_day > 0", name="throughput"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(160))
    kind: Mapped[SiteKind] = enum_column(SiteKind)
    commune_code: Mapped[str | None] = mapped_column(sa.ForeignKey("communes.code"))
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"))
    commodity_code: Mapped[str | None] = mapped_column(sa.ForeignKey("commodities.code"))
    throughput_kg_per_day: Mapped[Decimal | None] = mapped_column(Milli)

    organisation: Mapped[Organisation] = relationship(back_populates="sites")
    commune: Mapped[Commune | None] = relationship()


class UnionMembership(Base):
    """A cooperative's membership of a union, with its dates. Not to be mistaken for a linkage."""

    __tablename__ = "union_memberships"

    id: Mapped[int] = mapped_column(primary_key=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    cooperative_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
