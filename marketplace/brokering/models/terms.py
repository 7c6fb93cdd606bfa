"""Terms: immutable numbered revisions; acceptance names one revision."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models.case import Case, ConsentHow
from marketplace.catalogue.models import Commodity, ProductForm
from marketplace.clock import now
from marketplace.extensions import Base, Milli, UtcDateTime, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.organisations.models import Organisation


class Commitment(Labelled):
    """How firmly the buyer takes the quantity."""

    ALL_OUTPUT = "all_output", _l("Bao tiêu toàn bộ sản lượng")
    FIXED = "fixed", _l("Khối lượng cố định")
    MINIMUM = "minimum", _l("Khối lượng tối thiểu")


class TransportPayer(Labelled):
    """Who bears the cost of transport."""

    SELLER = "seller", _l("Bên sản xuất")
    BUYER = "buyer", _l("Bên mua")
    SHARED = "shared", _l("Hai bên chia")


class PaymentMethod(Labelled):
    """How the buyer pays."""

    TRANSFER = "transfer", _l("Chuyển khoản")
    CASH = "cash", _l("Tiền mặt")


class DisputeForum(Labelled):
    """Who decides when talks and mediation fail."""

    COURT = "court", _l("Tòa án có thẩm quyền")
    ARBITRATION = "arbitration", _l("Trọng tài thương mại")


class InputKind(Labelled):
    """What the buyer or a supplier puts in ahead of the harvest."""

    SEED = "seed", _l("Giống")
    MATERIAL = "material", _l("Vật tư")
    CASH = "cash", _l("Tiền ứng trước")
    SERVICE = "service", _l("Dịch vụ, kỹ thuật")
    PACKAGING = "packaging", _l("Bao bì, nhãn")


class Terms(Base):
    """One revision of the terms. Never updated: a change is the next number (triggers refuse otherwise)."""

    __tablename__ = "terms"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("effective_to >= effective_from", name="dates"),
        sa.CheckConstraint("price_dong_per_kg > 0", name="price"),
        sa.CheckConstraint("cost_dong_per_kg > 0", name="cost"),
        sa.CheckConstraint("area_ha > 0", name="area"),
        sa.CheckConstraint("notice_days >= 0", name="notice"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    number: Mapped[int]
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"))
    form_code: Mapped[str | None] = mapped_column(sa.ForeignKey("product_forms.code"))
    variety: Mapped[str | None] = mapped_column(sa.String(120))
    standard: Mapped[str | None] = mapped_column(sa.String(200))
    growing_area_codes: Mapped[str | None] = mapped_column(sa.String(300))
    area_ha: Mapped[Decimal | None] = mapped_column(Milli)
    commitment: Mapped[Commitment | None] = mapped_column(enum_type(Commitment))
    quality: Mapped[str | None] = mapped_column(sa.Text)
    moisture_max_pct: Mapped[Decimal | None] = mapped_column(Milli)
    impurity_max_pct: Mapped[Decimal | None] = mapped_column(Milli)
    inspection: Mapped[str | None] = mapped_column(sa.Text)
    rejects: Mapped[str | None] = mapped_column(sa.Text)
    effective_from: Mapped[date]
    effective_to: Mapped[date]
    stage_inputs: Mapped[bool]
    stage_production: Mapped[bool]
    stage_processing: Mapped[bool]
    price_basis: Mapped[PriceBasis] = enum_column(PriceBasis)
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    premium_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    cost_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    margin_pct: Mapped[Decimal | None] = mapped_column(Milli)
    price_reference: Mapped[str | None] = mapped_column(sa.String(200))
    price_fixing: Mapped[str | None] = mapped_column(sa.String(200))
    price_rule: Mapped[str | None] = mapped_column(sa.Text)
    vat_included: Mapped[bool | None]
    tolerance_pct: Mapped[Decimal | None] = mapped_column(Milli)
    delivery_term: Mapped[DeliveryTerm] = enum_column(DeliveryTerm)
    delivery_place: Mapped[str | None] = mapped_column(sa.String(300))
    transport_payer: Mapped[TransportPayer | None] = mapped_column(enum_type(TransportPayer))
    notice_days: Mapped[int | None]
    handover: Mapped[str | None] = mapped_column(sa.Text)
    payment_method: Mapped[PaymentMethod | None] = mapped_column(enum_type(PaymentMethod))
    payment_days: Mapped[int | None]
    late_interest_pct: Mapped[Decimal | None] = mapped_column(Milli)
    deposit_pct: Mapped[Decimal | None] = mapped_column(Milli)
    penalty_pct: Mapped[Decimal | None] = mapped_column(Milli)
    damages_too: Mapped[bool | None]
    hardship_pct: Mapped[Decimal | None] = mapped_column(Milli)
    force_majeure: Mapped[str | None] = mapped_column(sa.Text)
    termination: Mapped[str | None] = mapped_column(sa.Text)
    mediator: Mapped[str | None] = mapped_column(sa.String(200))
    dispute_forum: Mapped[DisputeForum | None] = mapped_column(enum_type(DisputeForum))
    disputes: Mapped[str | None] = mapped_column(sa.Text)
    other: Mapped[str | None] = mapped_column(sa.Text)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    case: Mapped[Case] = relationship(back_populates="revisions")
    commodity: Mapped[Commodity] = relationship(lazy="joined", innerjoin=True)
    form: Mapped[ProductForm | None] = relationship(lazy="joined")
    periods: Mapped[list[TermsPeriod]] = relationship(
        back_populates="terms", order_by="(TermsPeriod.start, TermsPeriod.id)"
    )
    grades: Mapped[list[TermsGrade]] = relationship(back_populates="terms", order_by="TermsGrade.position")
    inputs: Mapped[list[TermsInput]] = relationship(back_populates="terms", order_by="TermsInput.position")
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
        """Whether every side accepted exactly this revision, and nobody with a share in it has left since.

        Who had left before it was written keeps in it what it delivered before (see annexes).
        """
        sides = self.case.party_organisation_ids
        gone = {m.organisation_id for m in self.case.members if m.left_at is not None and m.left_at <= self.created_at}
        known = sides | gone
        return all(self.accepted_by(side) for side in sides) and all(p.organisation_id in known for p in self.periods)


class TermsPeriod(Base):
    """What one producer delivers in one period of a revision, and the offer period it draws on."""

    __tablename__ = "terms_periods"
    __table_args__ = (
        sa.CheckConstraint('"end" >= start', name="end_after_start"),
        sa.CheckConstraint("quantity_kg > 0", name="quantity"),
        sa.UniqueConstraint("terms_id", "organisation_id", "start"),
        sa.Index(None, "end"),
        sa.Index(None, "organisation_id", "end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    offer_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("offer_periods.id"), index=True)
    need_period_id: Mapped[int | None] = mapped_column(sa.ForeignKey("need_periods.id"), index=True)
    start: Mapped[date]
    end: Mapped[date]
    quantity_kg: Mapped[Decimal] = mapped_column(Milli)

    terms: Mapped[Terms] = relationship(back_populates="periods")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class TermsGrade(Base):
    """A row of the grade table: what a grade is, and its price against the base price."""

    __tablename__ = "terms_grades"
    __table_args__ = (
        sa.UniqueConstraint("terms_id", "position"),
        sa.CheckConstraint("price_pct > 0", name="price"),
        sa.CheckConstraint("share_min_pct BETWEEN 0 AND 100000", name="share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(60))
    criteria: Mapped[str] = mapped_column(sa.String(300))
    price_pct: Mapped[Decimal | None] = mapped_column(Milli)
    share_min_pct: Mapped[Decimal | None] = mapped_column(Milli)

    terms: Mapped[Terms] = relationship(back_populates="grades")


class TermsInput(Base):
    """An input or advance that one side gives, its value, and how it is set off against deliveries."""

    __tablename__ = "terms_inputs"
    __table_args__ = (
        sa.UniqueConstraint("terms_id", "position"),
        sa.CheckConstraint("value_dong > 0", name="value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    position: Mapped[int]
    kind: Mapped[InputKind] = enum_column(InputKind)
    description: Mapped[str] = mapped_column(sa.String(300))
    value_dong: Mapped[int | None] = mapped_column(sa.BigInteger)
    due_on: Mapped[date | None]
    offset_rule: Mapped[str | None] = mapped_column(sa.String(300))

    terms: Mapped[Terms] = relationship(back_populates="inputs")


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
