"""The contract and its state over time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models import Case, Terms
from marketplace.clock import now
from marketplace.extensions import Base, PublicId, UtcDateTime, Versioned, enum_column
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l

if TYPE_CHECKING:
    from marketplace.contracts.models.annexes import Annex
    from marketplace.contracts.models.parties import AnnexSupplier, ContractParty
    from marketplace.contracts.models.proof import ContractDocument, Signature


class ContractState(Labelled):
    """Stored states. "Active" and "expired" are not among them: they follow from the term and the day."""

    DRAFT = "draft", _l("Bản nháp"), "neutral"
    SIGNED = "signed", _l("Đã ký"), "good"
    SUSPENDED = "suspended", _l("Tạm ngừng"), "warn"
    RENEGOTIATING = "renegotiating", _l("Đang đàm phán lại"), "warn"
    COMPLETED = "completed", _l("Hoàn thành"), "good"
    TERMINATED_BY_AGREEMENT = "terminated_by_agreement", _l("Chấm dứt theo thỏa thuận"), "neutral"
    TERMINATED_FOR_BREACH = "terminated_for_breach", _l("Chấm dứt do vi phạm"), "bad"
    VOID = "void", _l("Vô hiệu"), "bad"


# NĐ 98/2018/NĐ-CP Đ4: (inputs, production, processing) beside sale → form. Sale alone is no linkage form.
FORMS = {
    (True, True, True): 1,
    (True, False, False): 2,
    (False, True, False): 3,
    (True, True, False): 4,
    (False, True, True): 5,
    (True, False, True): 6,
    (False, False, True): 7,
}


def linkage_form(*, inputs: bool, production: bool, processing: bool) -> int | None:
    """The linkage form 1–7 of NĐ 98/2018/NĐ-CP Đ4; None for a mere sale, which is recorded and never counted."""
    return FORMS.get((inputs, production, processing))


class Contract(PublicId, Versioned, Base):
    """A contract made from one agreed revision of a case's terms; at most one live contract for a case."""

    __tablename__ = "contracts"
    __table_args__ = (
        sa.CheckConstraint("effective_to >= effective_from", name="dates"),
        sa.CheckConstraint("state IN ('draft', 'void') OR signed_on IS NOT NULL", name="signed_has_date"),
        sa.CheckConstraint("state <> 'draft' OR signed_on IS NULL", name="draft_is_unsigned"),
        sa.CheckConstraint("verified_at IS NULL OR signed_on IS NOT NULL", name="verified_is_signed"),
        sa.CheckConstraint("(verified_at IS NULL) = (verified_by_id IS NULL)", name="verified_by_somebody"),
        sa.CheckConstraint("verified_by_id IS NULL OR verified_by_id <> entered_by_id", name="second_person"),
        sa.CheckConstraint("linkage_form BETWEEN 1 AND 7", name="form"),
        sa.Index("uq_contracts_live_case", "case_id", unique=True,
                 sqlite_where=sa.text("state <> 'void'"), postgresql_where=sa.text("state <> 'void'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(sa.ForeignKey("cases.id"))
    terms_id: Mapped[int] = mapped_column(sa.ForeignKey("terms.id"))
    number: Mapped[str | None] = mapped_column(sa.String(80))
    state: Mapped[ContractState] = enum_column(ContractState, default=ContractState.DRAFT, index=True)
    stage_inputs: Mapped[bool]
    stage_production: Mapped[bool]
    stage_processing: Mapped[bool]
    linkage_form: Mapped[int | None]
    commodity_code: Mapped[str] = mapped_column(sa.ForeignKey("commodities.code"), index=True)
    signed_on: Mapped[date | None]
    signing_place: Mapped[str | None] = mapped_column(sa.String(200))
    effective_from: Mapped[date]
    effective_to: Mapped[date]
    entered_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    verification_note: Mapped[str | None] = mapped_column(sa.String(500))

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    terms: Mapped[Terms] = relationship(lazy="joined", innerjoin=True)
    parties: Mapped[list[ContractParty]] = relationship(back_populates="contract", order_by="ContractParty.id")
    documents: Mapped[list[ContractDocument]] = relationship(back_populates="contract", order_by="ContractDocument.id")
    signatures: Mapped[list[Signature]] = relationship(back_populates="contract", order_by="Signature.id")
    suppliers: Mapped[list[AnnexSupplier]] = relationship(back_populates="contract", order_by="AnnexSupplier.id")
    annexes: Mapped[list[Annex]] = relationship(back_populates="contract", order_by="Annex.number")
    states: Mapped[list[StateRecord]] = relationship(back_populates="contract", order_by="StateRecord.id")

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset(party.organisation_id for party in self.parties)

    @property
    def is_public(self) -> bool:
        return False

    @property
    def broker_user_ids(self) -> frozenset[int]:
        return self.case.broker_user_ids

    @property
    def maker_user_ids(self) -> frozenset[int]:
        """Whoever entered the contract, its file or a signature: none of them verifies it."""
        uploads = {document.uploaded_by_id for document in self.documents}
        return frozenset({self.entered_by_id} | uploads | {s.confirmed_by_id for s in self.signatures})

    @property
    def awaits_check(self) -> bool:
        return self.state is ContractState.SIGNED and self.verified_at is None

    @property
    def is_outdated(self) -> bool:
        """Whether this draft was made from another revision than the one that both sides agree on now."""
        agreed = self.case.agreed_terms
        return self.state is ContractState.DRAFT and agreed is not None and agreed.id != self.terms_id

    @property
    def signed_file(self) -> ContractDocument | None:
        """The standing proof: the signed scan of the contract's revision."""
        return next((d for d in reversed(self.documents) if d.proves(self.terms_id)), None)

    @property
    def standing_signatures(self) -> list[Signature]:
        """The confirmations of the contract's revision that nobody withdrew."""
        return [s for s in self.signatures if s.withdrawn_at is None and s.terms_id == self.terms_id]

    @property
    def signing_organisation_ids(self) -> frozenset[int]:
        """The organisations whose confirmation makes it signed: every party but witnesses."""
        return frozenset(party.organisation_id for party in self.parties if party.role != "witness")


class StateRecord(Base):
    """The state from a day on: the state at any date is read from these rows."""

    __tablename__ = "contract_states"
    __table_args__ = (sa.Index(None, "contract_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id"))
    state: Mapped[ContractState] = enum_column(ContractState)
    valid_from: Mapped[date]
    reason: Mapped[str | None] = mapped_column(sa.String(500))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contract: Mapped[Contract] = relationship(back_populates="states")
