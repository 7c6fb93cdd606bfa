"""The case, its stages and the two consents."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.accounts.models import User
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, Versioned, enum_column, enum_type
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.suggestions.models import RejectionReason

if TYPE_CHECKING:
    from marketplace.brokering.models.members import Member
    from marketplace.brokering.models.planned import PlannedShare
    from marketplace.brokering.models.terms import Terms


class CaseStage(Labelled):
    """Where a case stands."""

    PROPOSED = "proposed", _l("Mới đề nghị"), "info"
    CONSENT = "consent", _l("Chờ các bên đồng ý"), "warn"
    NEGOTIATION = "negotiation", _l("Thương lượng"), "info"
    AGREED = "agreed", _l("Đã thống nhất điều khoản"), "good"
    CONTRACTED = "contracted", _l("Đã ký hợp đồng"), "good"
    CLOSED = "closed", _l("Đã đóng"), "neutral"


class CaseClosing(Labelled):
    """Why a case ended without a contract."""

    REFUSED = "refused", _l("Một bên không đồng ý"), "bad"
    NO_TERMS = "no_terms", _l("Không thống nhất được điều khoản"), "bad"
    NO_ANSWER = "no_answer", _l("Không trả lời"), "warn"
    GONE = "gone", _l("Chào bán hoặc nhu cầu không còn"), "neutral"
    DUPLICATE = "duplicate", _l("Trùng vụ việc khác"), "neutral"


class ConsentHow(Labelled):
    """How a side answered."""

    ONLINE = "online", _l("Trả lời trên hệ thống")
    PHONE = "phone", _l("Qua điện thoại, cán bộ ghi nhận")
    SIGNED_SHEET = "signed_sheet", _l("Phiếu ký, cán bộ ghi nhận")


class Case(PublicId, Versioned, Base):
    """One offer and one need brought together. At most one live case for a pair."""

    __tablename__ = "cases"
    __table_args__ = (
        sa.CheckConstraint("(stage = 'closed') = (closed_at IS NOT NULL)", name="closed_has_date"),
        sa.CheckConstraint("(closed_at IS NULL) = (closing IS NULL)", name="closed_has_reason"),
        sa.CheckConstraint("closing_cause IS NULL OR closed_at IS NOT NULL", name="cause_of_closing"),
        sa.CheckConstraint("renews_id <> id", name="renews_another"),
        sa.Index("uq_cases_live_pair", "offer_id", "need_id", unique=True,
                 sqlite_where=sa.text("closed_at IS NULL AND renews_id IS NULL"),
                 postgresql_where=sa.text("closed_at IS NULL AND renews_id IS NULL")),
        sa.Index("uq_cases_live_renewal", "renews_id", unique=True,
                 sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"), index=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"), index=True)
    seller_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    buyer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    broker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"), index=True)
    stage: Mapped[CaseStage] = enum_column(CaseStage, default=CaseStage.PROPOSED, index=True)
    due_on: Mapped[date | None]
    opened_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    opening_note: Mapped[str | None] = mapped_column(sa.Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closing: Mapped[CaseClosing | None] = mapped_column(enum_type(CaseClosing))
    closing_cause: Mapped[RejectionReason | None] = mapped_column(enum_type(RejectionReason))
    closing_note: Mapped[str | None] = mapped_column(sa.String(500))
    amending_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    renews_id: Mapped[int | None] = mapped_column(sa.ForeignKey("cases.id"), index=True)

    offer: Mapped[Offer] = relationship(lazy="joined", innerjoin=True)
    need: Mapped[Need] = relationship(lazy="joined", innerjoin=True)
    seller: Mapped[Organisation] = relationship(foreign_keys=[seller_id], lazy="joined", innerjoin=True)
    buyer: Mapped[Organisation] = relationship(foreign_keys=[buyer_id], lazy="joined", innerjoin=True)
    broker: Mapped[User | None] = relationship(foreign_keys=[broker_id], lazy="joined")
    renews: Mapped[Case | None] = relationship(remote_side=[id])
    stages: Mapped[list[Stage]] = relationship(back_populates="case", order_by="Stage.id")
    members: Mapped[list[Member]] = relationship(back_populates="case", order_by="Member.id")
    planned_shares: Mapped[list[PlannedShare]] = relationship(
        back_populates="case", order_by="(PlannedShare.start, PlannedShare.id)", cascade="all, delete-orphan"
    )
    consents: Mapped[list[Consent]] = relationship(back_populates="case", order_by="Consent.id")
    revisions: Mapped[list[Terms]] = relationship(back_populates="case", order_by="Terms.number")

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset({*self.seller_ids, self.buyer_id})

    @property
    def standing_members(self) -> list[Member]:
        """The further cooperatives that are still in it."""
        return [member for member in self.members if member.left_at is None]

    @property
    def seller_ids(self) -> list[int]:
        """Every cooperative of the case, the first one first."""
        return [self.seller_id, *(member.organisation_id for member in self.standing_members)]

    @property
    def offers(self) -> dict[int, Offer]:
        """Each cooperative's offer, by the cooperative's number."""
        return {self.seller_id: self.offer} | {one.organisation_id: one.offer for one in self.standing_members}

    @property
    def is_public(self) -> bool:
        return False

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return frozenset({self.broker_id} - {None})  # type: ignore[arg-type]

    @property
    def maker_user_ids(self) -> frozenset[int]:
        return frozenset({self.opened_by_id})

    @property
    def awaits_check(self) -> bool:
        return False

    @property
    def is_live(self) -> bool:
        """Whether it is still being worked on."""
        return self.stage not in {CaseStage.CONTRACTED, CaseStage.CLOSED}

    @property
    def agreed_terms(self) -> Terms | None:
        """The newest revision that every side accepted; its quantities are the reserved ones."""
        return next((terms for terms in reversed(self.revisions) if terms.is_agreed), None)

    def consent_of(self, organisation_id: int) -> Consent | None:
        """The side's standing answer."""
        return next((c for c in reversed(self.consents) if c.organisation_id == organisation_id), None)

    def has_consented(self, organisation_id: int) -> bool:
        """Whether the side's standing answer is a yes; a side of the renewed case need not be asked again."""
        given = self.consent_of(organisation_id)
        if given is None and self.renews is not None:
            return organisation_id in self.renews.party_organisation_ids
        return given is not None and given.yes

    @property
    def introduced_ids(self) -> frozenset[int]:
        """The sides that have met: the buyer and every cooperative that said yes, once the case has come so far.

        A cooperative added while the others already talk is not among them before its own yes: it sees no contact,
        no terms and no message, and its own contact stays hidden.
        """
        if self.stage in {CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.CLOSED}:
            return frozenset()
        met = frozenset(side for side in self.party_organisation_ids if self.has_consented(side))
        return met if self.buyer_id in met else frozenset()

    @property
    def is_introduced(self) -> bool:
        """Whether the case has come to where sides talk. Who among them may see whom, `introduced_ids` says."""
        return bool(self.introduced_ids)


class Stage(Base):
    """A stage of a case with when it was entered and left."""

    __tablename__ = "case_stages"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    stage: Mapped[CaseStage] = enum_column(CaseStage)
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))

    case: Mapped[Case] = relationship(back_populates="stages")


class Consent(Base):
    """A side's yes or no: who, when, how. A later answer of the same side stands beside it, never over it."""

    __tablename__ = "consents"
    __table_args__ = (sa.CheckConstraint("how = 'online' OR evidence IS NOT NULL", name="recorded_has_evidence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    yes: Mapped[bool]
    how: Mapped[ConsentHow] = enum_column(ConsentHow)
    evidence: Mapped[str | None] = mapped_column(sa.String(500))
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    case: Mapped[Case] = relationship(back_populates="consents")
    by: Mapped[User] = relationship(lazy="joined", innerjoin=True)
