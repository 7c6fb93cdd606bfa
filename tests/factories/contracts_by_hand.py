"""Contracts set down row by row, for tests that compare a count with what they know is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.clock import now
from marketplace.contracts.models import (
    Contract,
    ContractParty,
    ContractState,
    PartyRole,
    StateRecord,
    linkage_form,
)
from marketplace.extensions import db
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import (
    AgriculturalType,
    LegalStatus,
    Organisation,
    OrganisationKind,
    StatusRecord,
)
from matching.vocabulary.normalise import fold


@dataclass(frozen=True)
class Deal:
    """What a contract of a test is; the defaults count under L1 on any day of 2026."""

    seller: Organisation
    buyer: Organisation
    commodity: str = "durian"
    starts: date = date(2026, 1, 1)
    ends: date = date(2026, 12, 31)
    signed: date = date(2025, 12, 20)
    state: ContractState = ContractState.SIGNED
    state_from: date | None = None
    production: bool = True
    verified: bool = True


def organisation(
    name: str,
    *,
    kind: OrganisationKind = OrganisationKind.HTX,
    verifier_id: int | None,
    status: LegalStatus = LegalStatus.ACTIVE,
    since: date = date(2020, 1, 1),
    province: str = "68",
    agricultural: AgriculturalType | None = AgriculturalType.CROPS,
) -> Organisation:
    """An organisation with one status record."""
    made = Organisation(
        kind=kind,
        name=name,
        folded=fold(name),
        province_code=province,
        agricultural_type=agricultural if kind.is_cooperative else None,
        verified_at=now() if verifier_id else None,
        verified_by_id=verifier_id,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add(StatusRecord(organisation_id=made.id, status=status, valid_from=since, checked_on=since))
    db.session.flush()
    return made


def contract(deal: Deal, *, entered_by: int, verified_by: int) -> Contract:
    """The contract of a deal with everything it must stand on."""
    case = _case(deal, entered_by)
    stages = {"stage_inputs": False, "stage_production": deal.production, "stage_processing": False}
    term = {"commodity_code": deal.commodity, "effective_from": deal.starts, "effective_to": deal.ends}
    terms = Terms(
        case_id=case.id, number=1, price_basis=PriceBasis.TO_AGREE, delivery_term=DeliveryTerm.TO_AGREE,
        proposed_by_id=entered_by, **term, **stages,
    )  # fmt: skip
    db.session.add(terms)
    db.session.flush()
    made = Contract(
        case_id=case.id, terms_id=terms.id, number=f"{case.id}/HĐLK", state=deal.state, signed_on=deal.signed,
        linkage_form=linkage_form(inputs=False, production=deal.production, processing=False),
        entered_by_id=entered_by, verified_at=now() if deal.verified else None,
        verified_by_id=verified_by if deal.verified else None, **term, **stages,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _parties_and_states(made, deal, entered_by)
    return made


def _case(deal: Deal, entered_by: int) -> Case:
    """A signed case on an offer and a need of the deal's good."""
    day = deal.starts
    offer = Offer(organisation_id=deal.seller.id, commodity_code=deal.commodity, published_at=now())
    offer.periods = [OfferPeriod(start=day, end=day + timedelta(days=90), firm_kg=Decimal(1000))]
    need = Need(organisation_id=deal.buyer.id, commodity_code=deal.commodity, published_at=now())
    db.session.add_all([offer, need])
    db.session.flush()
    case = Case(
        offer_id=offer.id,
        need_id=need.id,
        seller_id=deal.seller.id,
        buyer_id=deal.buyer.id,
        broker_id=entered_by,
        stage=CaseStage.CONTRACTED,
        opened_by_id=entered_by,
    )
    db.session.add(case)
    db.session.flush()
    return case


def _parties_and_states(made: Contract, deal: Deal, entered_by: int) -> None:
    sides = ((deal.seller, PartyRole.PRODUCER), (deal.buyer, PartyRole.BUYER))
    for side, role in sides:
        db.session.add(ContractParty(contract_id=made.id, organisation_id=side.id, role=role))
    history = [(ContractState.SIGNED, deal.signed)]
    if deal.state is not ContractState.SIGNED:
        history.append((deal.state, deal.state_from or deal.signed))
    for state, since in history:
        db.session.add(StateRecord(contract_id=made.id, state=state, valid_from=since, recorded_by_id=entered_by))
    db.session.flush()
