"""Every question about contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import aliased, joinedload, selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.annexing import OpenAnnex, says_what_is_annexed
from marketplace.brokering.force import says_what_is_in_force
from marketplace.brokering.models import Case, Terms
from marketplace.brokering.queries import AboutGoods
from marketplace.catalogue.models import Commodity
from marketplace.clock import today
from marketplace.contracts.models import (
    STANDING,
    Annex,
    Contract,
    ContractDocument,
    ContractParty,
    ContractState,
    Phase,
    ReportedLinkage,
    Signature,
    phase_of,
)
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from marketplace.web.pagination import page_of


@dataclass(frozen=True)
class ContractLine(AboutGoods):
    """A contract in a list."""

    public_id: str
    number: str | None
    state: ContractState
    linkage_form: int | None
    effective_from: date
    effective_to: date
    signed_on: date | None
    is_verified: bool
    seller: str
    buyer: str
    goods_vi: str
    goods_en: str

    @property
    def phase(self) -> Phase:
        """Where it stands today."""
        return phase_of(self.state, self.effective_from, self.effective_to, today())


_Seller, _Buyer = aliased(Organisation), aliased(Organisation)
_WHOLE = (
    selectinload(Contract.parties),
    selectinload(Contract.documents),
    selectinload(Contract.signatures),
    selectinload(Contract.states),
    selectinload(Contract.suppliers),
    selectinload(Contract.annexes),
    selectinload(Contract.terms).selectinload(Terms.periods),
    selectinload(Contract.terms).selectinload(Terms.grades),
    selectinload(Contract.terms).selectinload(Terms.inputs),
    selectinload(Contract.terms).selectinload(Terms.acceptances),
)


def _lines(chosen: sa.ColumnElement[bool]) -> sa.Select[Any]:
    question: Any = sa.select(
        Contract.public_id, Contract.number, Contract.state, Contract.linkage_form, Contract.effective_from,
        Contract.effective_to, Contract.signed_on, Contract.verified_at.is_not(None), _Seller.name, _Buyer.name,
        Commodity.name_vi, Commodity.name_en,
    )  # fmt: skip
    joined = question.select_from(Contract).join(Case, Case.id == Contract.case_id)
    joined = joined.join(_Seller, _Seller.id == Case.seller_id).join(_Buyer, _Buyer.id == Case.buyer_id)
    found: sa.Select[Any] = joined.join(Commodity, Commodity.code == Contract.commodity_code).where(chosen)
    return found


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Contracts the viewer's organisations are parties of, and those of cases the viewer brokers."""
    party = sa.select(ContractParty.contract_id).where(ContractParty.organisation_id.in_(viewer.organisation_ids))
    mine = [Case.broker_id == viewer.user_id] if viewer.is_broker else []
    return sa.or_(Contract.id.in_(party), *mine)


def contracts_page(
    viewer: Viewer, *, phase: Phase | None = None, page: int, size: int
) -> tuple[list[ContractLine], int]:
    """One page of the viewer's contracts (in one phase today), the newest first, and how many there are in all."""
    chosen = _visible(viewer)
    if phase is not None:
        chosen = sa.and_(chosen, Contract.phase == phase.value)
    counting = sa.select(sa.func.count(Contract.id)).join(Case, Case.id == Contract.case_id).where(chosen)
    rows = db.session.execute(_lines(chosen).order_by(Contract.id.desc()).limit(size).offset((page - 1) * size))
    return [ContractLine(*row) for row in rows], db.session.scalar(counting) or 0


def contracts_awaiting(viewer: Viewer) -> list[ContractLine]:
    """Signed contracts and annexes that this broker may verify: none this person had a hand in. The oldest first."""
    if not viewer.is_broker:
        return []
    touched = [
        sa.select(ContractDocument.contract_id).where(ContractDocument.uploaded_by_id == viewer.user_id),
        sa.select(Signature.contract_id).where(Signature.confirmed_by_id == viewer.user_id),
        sa.select(Annex.contract_id).where(Annex.opened_by_id == viewer.user_id),
    ]
    first = sa.and_(Contract.state == ContractState.SIGNED, Contract.verified_at.is_(None))
    annexed = sa.exists().where(
        Annex.contract_id == Contract.id, Annex.signed_on.is_not(None), Annex.verified_at.is_(None)
    )
    chosen = sa.and_(
        sa.or_(first, sa.and_(annexed, Contract.state.in_(STANDING))),
        Contract.entered_by_id != viewer.user_id,
        *(Contract.id.not_in(question) for question in touched),
    )
    return [ContractLine(*row) for row in db.session.execute(_lines(chosen).order_by(Contract.id).limit(50))]


def contract_for(viewer: Viewer, public_id: str) -> Contract:
    """The contract with all that its page shows; NotFoundError for people it does not concern."""
    question = sa.select(Contract).filter_by(public_id=public_id).options(*_WHOLE)
    return reveal(viewer, Permission.CONTRACT_VIEW, db.session.scalars(question).first())


def registered_contract(viewer: Viewer, public_id: str) -> Contract:
    """A verified contract for those who keep the register, and for its parties; everything else is NotFoundError."""
    found = db.session.scalars(sa.select(Contract).filter_by(public_id=public_id).options(*_WHOLE)).first()
    if found is None or found.verified_at is None:
        raise NotFoundError
    allowed = can(viewer, Permission.CONTRACT_REGISTRY) or can(viewer, Permission.CONTRACT_VIEW, found)
    if not allowed:
        raise NotFoundError
    return found


def document_of(contract: Contract, public_id: str) -> ContractDocument:
    """One file of a contract that was revealed already."""
    found = next((d for d in contract.documents if d.public_id == public_id), None)
    if found is None:
        raise NotFoundError
    return found


def annex_of(contract: Contract, public_id: str) -> Annex:
    """One annex of a contract that was revealed already."""
    found = next((annex for annex in contract.annexes if annex.public_id == public_id), None)
    if found is None:
        raise NotFoundError
    return found


def contract_of_case(case: Case) -> Contract | None:
    """The case's contract that is not void."""
    question = sa.select(Contract).where(Contract.case_id == case.id, Contract.state != ContractState.VOID)
    return db.session.scalars(question).first()


@says_what_is_annexed
def annex_of_talks(case: Case) -> OpenAnnex | None:
    """The open annex of the case's live contract, for those who read the talks."""
    contract = contract_of_case(case)
    annex = contract.open_annex if contract is not None else None
    return OpenAnnex(annex.number, annex.reason.label, annex.note) if annex is not None else None


@says_what_is_in_force
def terms_of_contract(case: Case) -> Terms | None:
    """The terms of the case's live contract, once it is signed."""
    contract = contract_of_case(case)
    return contract.terms if contract is not None and contract.state is not ContractState.DRAFT else None


def reported_linkages() -> Pagination:
    """One page of what the press reported, with both organisations; public, never counted."""
    question = (
        sa.select(ReportedLinkage)
        .options(
            joinedload(ReportedLinkage.cooperative).joinedload(Organisation.province),
            joinedload(ReportedLinkage.enterprise).joinedload(Organisation.province),
        )
        .order_by(ReportedLinkage.id)
    )
    return page_of(question)
