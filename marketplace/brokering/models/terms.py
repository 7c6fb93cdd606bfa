"""Terms: immutable numbered revisions; acceptance names one revision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models.case import Case, ConsentHow
from marketplace.catalogue.models import Commodity, ProductForm
from marketplace.clock import now
from marketplace.extensions import Base, Milli, UtcDateTime, enum_column
from marketplace.listings.kinds import DeliveryTerm, PriceBasis


class Terms(Base):
    """One revision of the terms. Never updated: a change is the next number (triggers refuse otherwise)."""

    __tablename__ = "terms"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("effective_to >= effective_from", name="dates"),
        sa.CheckConstraint("price_dong_per_kg > 0", name="price"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"))
    form_code: Mapped[str | None] = mapped_column(sa.ForeignKey("product_forms.code"))
    variety: Mapped[str | None] = mapped_column(sa.String(120))
    quality: Mapped[str | None] = mapped_column(sa.Text)
    effective_from: Mapped[date]
    effective_to: Mapped[date]
    stage_inputs: Mapped[bool]
    stage_production: Mapped[bool]
    stage_processing: Mapped[bool]
    price_basis: Mapped[PriceBasis] = enum_column(PriceBasis)
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    price_rule: Mapped[str | None] = mapped_column(sa.Text)
    vat_included: Mapped[bool | None]
    tolerance_pct: Mapped[Decimal | None] = mapped_column(Milli)
    delivery_term: Mapped[DeliveryTerm] = enum_column(DeliveryTerm)
    delivery_place: Mapped[str | None] = mapped_column(sa.String(300))
    payment_days: Mapped[int | None]
    deposit_pct: Mapped[Decimal | None] = mapped_column(Milli)
    penalty_pct: Mapped[Decimal | None] = mapped_column(Milli)
    disputes: Mapped[str | None] = mapped_column(sa.Text)
    other: Mapped[str | None] = mapped_column(sa.Text)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    case: Mapped[Case] = relationship(back_populates="revisions")
    commodity: Mapped[Commodity] = relationship(lazy="joined", innerjoin=True)
    form: Mapped[ProductForm | None] = relationship(lazy="joined")
    periods: Mapped[list[TermsPeriod]] = relationship(back_populates="terms", order_by="TermsPeriod.start")
    acceptances: Mapped[list[Acceptance]] = relationship(back_populates="terms", order_by="Acceptance.id")

    @property
    def total_kg(self) -> Decimal:
        """Over all periods."""
        return sum((period.quantity_kg for period in self.periods), Decimal(0))

    @property
    def is_mere_sale(self) -> bool:
        """Whether no stage but the sale is covered, which is no linkage (NĐ 98/2018/NĐ-CP Đ4)."""
        return not (self.stage_inputs or self.stage_production or self.stage_processing)

    def accepted_by(self, organisation_id: int) -> bool:
        """Whether the side accepted exactly this revision."""
        return any(a.organisation_id == organisation_id for a in self.acceptances)

    @property
    def is_agreed(self) -> bool:
        """Whether both sides accepted exactly this revision."""
        return all(self.accepted_by(side) for side in self.case.party_organisation_ids)


class TermsPeriod(Base):
    """A delivery period of a revision, and the offer period it draws on."""

    __tablename__ = "terms_periods"
    __table_args__ = (
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("quantity_kg > 0", name="quantity"),
        sa.UniqueConstraint("terms_id", "start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"), index=True)
    offer_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer_periods.id"), index=True)
    need_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("need_periods.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)

    terms: Mapped[Terms] = relationship(back_populates="periods")


class Acceptance(Base):
    """A side's yes to one revision, given on the site or recorded by the owning broker with evidence."""

    __tablename__ = "acceptances"
    __table_args__ = (
        sa.UniqueConstraint("terms_id", "organisation_id"),
        sa.CheckConstraint("how = 'online' OR evidence IS NOT NULL", name="recorded_has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    how: Mapped[ConsentHow] = enum_column(ConsentHow)
    evidence: Mapped[str | None] = mapped_column(sa.String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    terms: Mapped[Terms] = relationship(back_populates="acceptances")
