"""The offer and its periods."""

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
from marketplace.organisations.models import Certificate, Organisation


class OfferKind(Labelled):
    """What is offered."""

    PRODUCE = "produce", _l("Sản phẩm")
    PRODUCTION = "production", _l("Vùng sản xuất nhận đặt hàng")
    SERVICE = "service", _l("Dịch vụ")


class ServiceKind(Labelled):
    """Services a cooperative may have capacity for."""

    DRYING = "drying", _l("Sấy")
    COLD_STORE = "cold_store", _l("Kho lạnh")
    SORTING = "sorting", _l("Phân loại, đóng gói")
    MILLING = "milling", _l("Xay xát, sơ chế")
    TRANSPORT = "transport", _l("Vận chuyển")
    MACHINERY = "machinery", _l("Làm đất, thu hoạch bằng máy")


offer_certificates = sa.Table(
    "offer_certificates",
    Base.metadata,
    sa.Column("offer_id", sa.ForeignKey("offers.id"), primary_key=True),
    sa.Column("certificate_id", sa.ForeignKey("certificates.id"), primary_key=True),
)


class Offer(Listing, Base):
    """Goods or capacity that an organisation offers. Service capacity is in kilograms handled in the period."""

    __tablename__ = "offers"
    __table_args__ = (
        sa.CheckConstraint("(kind = 'service') = (service IS NOT NULL)", name="service_has_kind"),
        sa.CheckConstraint("closed_at IS NULL OR published_at IS NOT NULL OR close_reason IS NOT NULL", name="closed"),
        sa.CheckConstraint("minimum_lot_kg > 0", name="minimum_lot"),
        sa.CheckConstraint("price_dong_per_kg > 0", name="price"),
        sa.Index(None, "commodity_code", "form_code"),
    )

    kind: Mapped[OfferKind] = enum_column(OfferKind, default=OfferKind.PRODUCE)
    service: Mapped[ServiceKind | None] = mapped_column(enum_type(ServiceKind))
    area_ha: Mapped[Decimal | None] = mapped_column(Milli)
    lot_multiple_kg: Mapped[Decimal | None] = mapped_column(Milli)

    periods: Mapped[list[OfferPeriod]] = relationship(
        back_populates="offer", order_by="OfferPeriod.start", cascade="all, delete-orphan"
    )
    certificates: Mapped[list[Certificate]] = relationship(secondary=offer_certificates)
    member_shares: Mapped[list[OfferShare]] = relationship(
        back_populates="offer", order_by="OfferShare.id", cascade="all, delete-orphan"
    )

    @property
    def last_day(self) -> date | None:
        return max((period.end for period in self.periods), default=None)

    @property
    def first_day(self) -> date | None:
        return min((period.start for period in self.periods), default=None)

    @property
    def total_kg(self) -> Decimal | None:
        """Firm and flexible over all periods; None when unknown."""
        return sum((p.firm_kg + p.flexible_kg for p in self.periods), Decimal(0)) if self.periods else None

    @property
    def named_kg(self) -> Decimal:
        """What the shares of a union's members add up to: at most `total_kg`."""
        return sum((share.quantity_kg for share in self.member_shares), Decimal(0))

    @property
    def state(self) -> ListingState:
        """Open, reserved, exhausted or expired follow from dates and committed quantities."""
        state = self.state_before_quantities(self.last_day, today())
        if state is not ListingState.OPEN or not self.periods:
            return state
        coming = [period for period in self.periods if period.end >= today()]
        if any(period.free_kg > 0 for period in coming):
            return state
        return ListingState.RESERVED if any(p.reserved_kg > 0 for p in coming) else ListingState.EXHAUSTED


class OfferPeriod(Base):
    """A span with its quantity. What is promised of it never exceeds firm + flexible: the database refuses."""

    __tablename__ = "offer_periods"
    __table_args__ = (
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("firm_kg >= 0 AND flexible_kg >= 0 AND firm_kg + flexible_kg > 0", name="quantity"),
        sa.CheckConstraint("reserved_kg >= 0 AND contracted_kg >= 0", name="promises"),
        sa.CheckConstraint("reserved_kg + contracted_kg <= firm_kg + flexible_kg", name="not_promised_twice"),
        sa.UniqueConstraint("offer_id", "start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    firm_kg: Mapped[Decimal] = mapped_column(Milli)
    flexible_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))
    reserved_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))
    contracted_kg: Mapped[Decimal] = mapped_column(Milli, default=Decimal(0))

    offer: Mapped[Offer] = relationship(back_populates="periods")

    @property
    def free_kg(self) -> Decimal:
        """What can still be promised."""
        return self.firm_kg + self.flexible_kg - self.reserved_kg - self.contracted_kg


class OfferShare(Base):
    """What one member cooperative brings to an offer of its union (LHHTX), over all periods."""

    __tablename__ = "offer_member_shares"
    __table_args__ = (
        sa.CheckConstraint("quantity_kg > 0", name="quantity"),
        sa.UniqueConstraint("offer_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)

    offer: Mapped[Offer] = relationship(back_populates="member_shares")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
