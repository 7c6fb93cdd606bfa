"""The need, its periods, criteria and the places it buys from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.clock import today
from marketplace.extensions import Base, Milli, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import ListingState
from marketplace.organisations.models import CertificateKind, Site


class Need(Listing, Base):
    """What an organisation wants to buy. Stages other than sale (T) are what the buyer brings to the linkage."""

    __tablename__ = "needs"
    __table_args__ = (
        sa.CheckConstraint("maximum_suppliers > 0", name="maximum_suppliers"),
        sa.CheckConstraint("contract_months > 0", name="contract_months"),
        sa.CheckConstraint("maximum_distance_km > 0", name="maximum_distance"),
        sa.CheckConstraint("minimum_lot_kg > 0", name="minimum_lot"),
        sa.CheckConstraint("price_dong_per_kg > 0", name="price"),
        sa.Index(None, "commodity_code", "form_code"),
    )

    site_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sites.id"))
    maximum_suppliers: Mapped[int | None]
    maximum_distance_km: Mapped[int | None]
    contract_months: Mapped[int | None]
    brings_inputs: Mapped[bool] = mapped_column(default=False)
    brings_production: Mapped[bool] = mapped_column(default=False)
    brings_processing: Mapped[bool] = mapped_column(default=False)

    site: Mapped[Site | None] = relationship(lazy="joined")
    periods: Mapped[list[NeedPeriod]] = relationship(
        back_populates="need", order_by="NeedPeriod.start", cascade="all, delete-orphan"
    )
    criteria: Mapped[list[NeedCriterion]] = relationship(
        back_populates="need", order_by="NeedCriterion.id", cascade="all, delete-orphan"
    )
    places: Mapped[list[NeedPlace]] = relationship(
        back_populates="need", order_by="NeedPlace.id", cascade="all, delete-orphan"
    )

    @property
    def last_day(self) -> date | None:
        return max((period.end for period in self.periods), default=None)

    @property
    def first_day(self) -> date | None:
        return min((period.start for period in self.periods), default=None)

    @property
    def total_kg(self) -> Decimal | None:
        """Over all periods; None when unknown."""
        return sum((period.quantity_kg for period in self.periods), Decimal(0)) if self.periods else None

    @property
    def state(self) -> ListingState:
        """Follows from dates and contracted quantities."""
        state = self.state_before_quantities(self.last_day, today())
        if state is not ListingState.OPEN or not self.periods:
            return state
        coming = [period for period in self.periods if period.end >= today()]
        return state if any(period.missing_kg > 0 for period in coming) else ListingState.EXHAUSTED


class NeedPeriod(Base):
    """A span with the quantity wanted and what contracts already cover."""

    __tablename__ = "need_periods"
    __table_args__ = (
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("quantity_kg > 0", name="quantity"),
        sa.CheckConstraint("contracted_kg >= 0", name="contracted"),
        sa.CheckConstraint("reserved_kg >= 0", name="reserved"),
        sa.UniqueConstraint("need_id", "start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)
    reserved_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))
    contracted_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))

    need: Mapped[Need] = relationship(back_populates="periods")

    @property
    def missing_kg(self) -> Decimal:
        """What is still wanted."""
        return max(self.quantity_kg - self.contracted_kg, Decimal(0))


class CriterionKind(Labelled):
    """What a criterion asks of a supplier."""

    CERTIFICATE = "certificate", _l("Chứng nhận")
    VARIETY = "variety", _l("Giống")
    SUPPLIER_KIND = "supplier_kind", _l("Loại tổ chức")


class NeedCriterion(Base):
    """One condition: must-have conditions are hard rules, nice-to-have ones only raise the score."""

    __tablename__ = "need_criteria"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    kind: Mapped[CriterionKind] = enum_column(CriterionKind)
    certificate_kind: Mapped[CertificateKind | None] = mapped_column(enum_type(CertificateKind))
    value: Mapped[str | None] = mapped_column(sa.String(120))
    must: Mapped[bool]

    need: Mapped[Need] = relationship(back_populates="criteria")


class NeedPlace(Base):
    """A place the buyer sources from, as written and as resolved."""

    __tablename__ = "need_places"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    as_written: Mapped[str] = mapped_column(sa.String(200))
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"))
    commune_code: Mapped[str | None] = mapped_column(sa.ForeignKey("communes.code"))

    need: Mapped[Need] = relationship(back_populates="places")
