"""Deliveries and payments of a contract: each entry a fact somebody stated, each answer a fact beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.authorization.viewer import Unassigned
from marketplace.brokering.models import ConsentHow
from marketplace.clock import now, today
from marketplace.contracts.models import Contract
from marketplace.extensions import Base, Milli, PublicId, UtcDateTime, enum_column, enum_type
from marketplace.files.models import StoredFile
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


class RejectCause(Labelled):
    """Why goods were not accepted."""

    MOISTURE = "moisture", _l("Ẩm độ vượt mức")
    IMPURITY = "impurity", _l("Tạp chất vượt mức")
    GRADE = "grade", _l("Không đúng loại, kích cỡ")
    RIPENESS = "ripeness", _l("Non, quá chín")
    DAMAGE = "damage", _l("Dập, hỏng, sâu bệnh")
    RESIDUE = "residue", _l("Dư lượng, an toàn thực phẩm")
    LATE = "late", _l("Giao sai thời gian")
    PAPERS = "papers", _l("Thiếu giấy tờ, mã số vùng trồng")
    OTHER = "other", _l("Lý do khác")


class EntryState(Labelled):
    """What the other side says of a delivery."""

    WAITING = "waiting", _l("Chờ bên kia xác nhận"), "warn"
    AGREED = "agreed", _l("Hai bên đã xác nhận"), "good"
    DISPUTED = "disputed", _l("Hai bên chưa thống nhất"), "bad"


class Delivery(Unassigned, PublicId, Base):
    """One handover by one producer, in kilograms. A correction is a new row that names the one it replaces."""

    __tablename__ = "deliveries"
    __table_args__ = (
        sa.CheckConstraint("period_end >= period_start", name="period"),
        sa.CheckConstraint("delivered_kg > 0", name="delivered"),
        sa.CheckConstraint("accepted_kg >= 0 AND accepted_kg <= delivered_kg", name="accepted"),
        sa.CheckConstraint("accepted_kg = delivered_kg OR reject_cause IS NOT NULL", name="rejected_has_cause"),
        sa.CheckConstraint("price_dong_per_kg > 0", name="price"),
        sa.CheckConstraint("offset_dong > 0", name="offset"),
        sa.CheckConstraint("offset_dong IS NULL OR offset_note IS NOT NULL", name="offset_has_words"),
        sa.UniqueConstraint("replaces_id"),
        sa.Index(None, "contract_id", "organisation_id", "period_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    delivered_on: Mapped[date]
    delivered_kg: Mapped[Decimal] = mapped_column(Milli)
    accepted_kg: Mapped[Decimal] = mapped_column(Milli)
    reject_cause: Mapped[RejectCause | None] = mapped_column(enum_type(RejectCause))
    reject_note: Mapped[str | None] = mapped_column(sa.String(300))
    grade: Mapped[str | None] = mapped_column(sa.String(60))
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    offset_dong: Mapped[int | None] = mapped_column(sa.BigInteger)
    offset_note: Mapped[str | None] = mapped_column(sa.String(200))
    invoice: Mapped[str | None] = mapped_column(sa.String(60))
    evidence: Mapped[str | None] = mapped_column(sa.String(500))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliveries.id"))
    entered_for_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    contract: Mapped[Contract] = relationship()
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id], lazy="joined", innerjoin=True)
    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    entered_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    replaces: Mapped[Delivery | None] = relationship(remote_side=[id], back_populates="replaced_by")
    replaced_by: Mapped[Delivery | None] = relationship(back_populates="replaces", uselist=False)
    answers: Mapped[list[DeliveryAnswer]] = relationship(back_populates="delivery", order_by="DeliveryAnswer.id")

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        """The producer and the buyer: other cooperatives of the contract know nothing of it."""
        return frozenset({self.organisation_id, self.contract.case.buyer_id})

    @property
    def is_public(self) -> bool:
        return False

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return self.contract.broker_user_ids

    @property
    def answering_organisation_id(self) -> int:
        """The side that is asked: the one for which it was not entered."""
        return self.contract.case.buyer_id if self.entered_for_id == self.organisation_id else self.organisation_id

    @property
    def rejected_kg(self) -> Decimal:
        return self.delivered_kg - self.accepted_kg

    @property
    def state(self) -> EntryState:
        """By the newest answer."""
        if not self.answers:
            return EntryState.WAITING
        return EntryState.AGREED if self.answers[-1].agrees else EntryState.DISPUTED


class DeliveryAnswer(Base):
    """What the other side says of an entry: yes, or how it saw it. A later answer stands beside it. Never changed."""

    __tablename__ = "delivery_answers"
    __table_args__ = (
        sa.CheckConstraint("agrees OR note IS NOT NULL", name="dispute_has_words"),
        sa.CheckConstraint("how = 'online' OR evidence IS NOT NULL", name="recorded_has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(sa.ForeignKey("deliveries.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    agrees: Mapped[bool]
    note: Mapped[str | None] = mapped_column(sa.String(500))
    how: Mapped[ConsentHow] = enum_column(ConsentHow)
    evidence: Mapped[str | None] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    delivery: Mapped[Delivery] = relationship(back_populates="answers")
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class PaymentKind(Labelled):
    """What is paid."""

    GOODS = "goods", _l("Tiền hàng")
    DEPOSIT = "deposit", _l("Đặt cọc")
    ADVANCE = "advance", _l("Ứng trước")


class PaymentState(Labelled):
    """Where a payment stands."""

    DUE = "due", _l("Chưa trả"), "neutral"
    LATE = "late", _l("Quá hạn chưa trả"), "bad"
    PAID = "paid", _l("Đã trả, chờ xác nhận"), "warn"
    RECEIVED = "received", _l("Đã nhận"), "good"
    DISPUTED = "disputed", _l("Bên bán báo chưa nhận đủ"), "bad"


class Payment(Unassigned, PublicId, Base):
    """An amount the buyer owes a producer, and the day it was paid; whole đồng."""

    __tablename__ = "payments"
    __table_args__ = (
        sa.CheckConstraint("amount_dong > 0", name="amount"),
        sa.CheckConstraint("(paid_on IS NULL) = (paid_by_id IS NULL)", name="paid_by_somebody"),
        sa.CheckConstraint("kind <> 'goods' OR delivery_id IS NOT NULL", name="goods_has_delivery"),
        sa.Index(None, "due_on"),
        sa.Index("uq_payments_delivery", "delivery_id", unique=True,
                 sqlite_where=sa.text("withdrawn_at IS NULL"), postgresql_where=sa.text("withdrawn_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    delivery_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliveries.id"))
    kind: Mapped[PaymentKind] = enum_column(PaymentKind)
    amount_dong: Mapped[int] = mapped_column(sa.BigInteger)
    due_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    paid_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    reference: Mapped[str | None] = mapped_column(sa.String(120))
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contract: Mapped[Contract] = relationship()
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    delivery: Mapped[Delivery | None] = relationship()
    answers: Mapped[list[PaymentAnswer]] = relationship(back_populates="payment", order_by="PaymentAnswer.id")

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        """The producer and the buyer: other cooperatives of the contract know nothing of it."""
        return frozenset({self.organisation_id, self.contract.case.buyer_id})

    @property
    def is_public(self) -> bool:
        return False

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return self.contract.broker_user_ids

    @property
    def state(self) -> PaymentState:
        """By the newest answer, else by whether it was paid, else by the day."""
        if self.answers:
            return PaymentState.RECEIVED if self.answers[-1].agrees else PaymentState.DISPUTED
        if self.paid_on is not None:
            return PaymentState.PAID
        return PaymentState.LATE if self.due_on is not None and self.due_on < today() else PaymentState.DUE


class PaymentAnswer(Base):
    """What the producer says of a payment: received, or not. Never changed."""

    __tablename__ = "payment_answers"
    __table_args__ = (
        sa.CheckConstraint("agrees OR note IS NOT NULL", name="dispute_has_words"),
        sa.CheckConstraint("how = 'online' OR evidence IS NOT NULL", name="recorded_has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("payments.id"), index=True)
    agrees: Mapped[bool]
    note: Mapped[str | None] = mapped_column(sa.String(500))
    how: Mapped[ConsentHow] = enum_column(ConsentHow)
    evidence: Mapped[str | None] = mapped_column(sa.String(500))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    payment: Mapped[Payment] = relationship(back_populates="answers")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
