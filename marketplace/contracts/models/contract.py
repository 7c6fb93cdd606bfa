"""The contract and its state over time."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.brokering.models import Case, Terms
from marketplace.clock import now, today
from marketplace.contracts.models.phases import ContractState, Phase, phase_of
from marketplace.extensions import Base, PublicId, UtcDateTime, Versioned, enum_column

if TYPE_CHECKING:
    from marketplace.contracts.models.annexes import Annex
    from marketplace.contracts.models.parties import AnnexSupplier, ContractParty
    from marketplace.contracts.models.proof import ContractDocument, Signature


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
        sa.Index(None, "effective_to"),
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

    @hybrid_property
    def phase(self) -> Phase:
        """Where it stands today: active and expired follow from the term."""
        return phase_of(self.state, self.effective_from, self.effective_to, today())

    @phase.inplace.expression
    @classmethod
    def _phase(cls) -> sa.ColumnElement[str]:
        """The value of the phase."""
        return sa.case(
            (cls.state != ContractState.SIGNED, sa.cast(cls.state, sa.String)),
            (cls.effective_from > today(), Phase.TO_BEGIN.value),
            (cls.effective_to < today(), Phase.EXPIRED.value),
            else_=Phase.ACTIVE.value,
        )

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
        """Whoever entered the contract, an annex, a file or a signature: none of them verifies it."""
        uploads = {document.uploaded_by_id for document in self.documents}
        opened = {annex.opened_by_id for annex in self.annexes}
        return frozenset({self.entered_by_id} | uploads | opened | {s.confirmed_by_id for s in self.signatures})

    @property
    def awaits_first_check(self) -> bool:
        """Whether the signed contract itself waits for a second person."""
        return self.state is ContractState.SIGNED and self.verified_at is None

    @property
    def awaits_check(self) -> bool:
        """Whether the contract or its newest annex waits for a second person."""
        return self.awaits_first_check or any(annex.awaits_check for annex in self.annexes)

    @property
    def is_outdated(self) -> bool:
        """Whether this draft was made from another revision than the one that both sides agree on now."""
        agreed = self.case.agreed_terms
        return self.state is ContractState.DRAFT and agreed is not None and agreed.id != self.terms_id

    @property
    def signed_annexes(self) -> list[Annex]:
        """The annexes in force, the oldest first."""
        return [annex for annex in self.annexes if annex.signed_on is not None]

    @property
    def open_annex(self) -> Annex | None:
        """The annex that is being talked about or signed; there is at most one."""
        return next((annex for annex in self.annexes if annex.is_open), None)

    @property
    def original_terms(self) -> Terms:
        """What was signed first; annexes stand beside it, never over it."""
        return self.signed_annexes[0].before_terms if self.signed_annexes else self.terms

    def terms_on(self, day: date) -> Terms:
        """The terms in force on a day: those of the newest annex signed by then, else the original ones."""
        signed = [annex.terms for annex in self.signed_annexes if annex.signed_on and annex.signed_on <= day]
        return signed[-1] if signed and signed[-1] is not None else self.original_terms

    @property
    def terms_to_sign(self) -> Terms | None:
        """The revision that waits for file and confirmations: the draft's own, or the open annex's once agreed."""
        if self.state is ContractState.DRAFT:
            return self.terms
        return self.open_annex.drawn if self.open_annex is not None else None

    def signed_file_of(self, terms: Terms) -> ContractDocument | None:
        """The standing proof of a revision: its signed scan that nobody withdrew."""
        return next((d for d in reversed(self.documents) if d.proves(terms.id)), None)

    def signatures_of(self, terms: Terms) -> list[Signature]:
        """The confirmations of a revision that nobody withdrew."""
        return [s for s in self.signatures if s.withdrawn_at is None and s.terms_id == terms.id]

    @property
    def signed_file(self) -> ContractDocument | None:
        """The standing proof of the contract's revision."""
        return self.signed_file_of(self.terms)

    @property
    def standing_signatures(self) -> list[Signature]:
        """The confirmations of the contract's revision that nobody withdrew."""
        return self.signatures_of(self.terms)

    @property
    def standing_states(self) -> list[StateRecord]:
        """The dated states, without those of a signing that was sent back."""
        return [row for row in self.states if row.withdrawn_at is None]

    @property
    def signing_organisation_ids(self) -> frozenset[int]:
        """The organisations whose confirmation makes it signed: every party but witnesses and those that have left."""
        return frozenset(one.organisation_id for one in self.parties if one.role != "witness" and not one.has_left)


class StateRecord(Base):
    """The state from a day on: the state at any date is read from these rows.

    Rows stay for ever; those of a signing that was sent back are withdrawn, and every reader passes over them.
    """

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
