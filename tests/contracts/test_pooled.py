"""One contract of three cooperatives with different shares, and a union that names its suppliers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from marketplace.audit.models import AuditEvent
from marketplace.brokering import actions as cases
from marketplace.brokering.actions import PeriodDraft
from marketplace.brokering.models import Case
from marketplace.brokering.voices import Voice
from marketplace.clock import now, today
from marketplace.contracts import actions
from marketplace.contracts.actions import CHECKS, Signer
from marketplace.contracts.models import Contract, ContractState, PartyRole
from marketplace.contracts.remarks import flags_on, remarks_on
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.offers.models import OfferShare
from marketplace.organisations.models import AgriculturalType, LegalStatus, OrganisationKind, StatusRecord
from tests.cast import Cast, organisation, user
from tests.factories import brokering, contracts, listings_by_hand
from tests.factories.contracts import pdf, upload

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal
SHARES = {"doan_ket": 40, "binh_minh": 25, "moi_lap": 15}


def three_agreed(cast: Cast) -> Case:
    """Đoàn Kết, Bình Minh and Mới Lập have agreed with Hương Việt on 40, 25 and 15 tonnes."""
    third = organisation(cast.moi_lap)
    third.verified_at, third.verified_by_id = now(), cast.quan
    third.agricultural_type = AgriculturalType.CROPS
    third.statuses.append(StatusRecord(status=LegalStatus.ACTIVE, valid_from=today(), checked_on=today()))
    case = brokering.introduced(cast)
    for side, manager in ((cast.binh_minh, cast.tu), (cast.moi_lap, cast.mai)):
        offer = listings_by_hand.offer(side, listings_by_hand.Goods(tonnes=50, price=45_000))
        cases.add_member(by=user(cast.binh), case=case, offer=offer)
        cases.answer(by=user(manager), case=case, voice=Voice(side), yes=True)
    span = case.offer.periods[0]
    periods = [
        PeriodDraft(span.start, span.end, kg(tonnes) * 1000, getattr(cast, side)) for side, tonnes in SHARES.items()
    ]
    terms = brokering.proposed(cast, case, periods=periods)
    managers = {cast.doan_ket: cast.hoa, cast.binh_minh: cast.tu, cast.moi_lap: cast.mai, cast.huong_viet: cast.minh}
    for side in sorted(case.party_organisation_ids):
        cases.accept_terms(by=user(managers[side]), case=case, number=terms.number, voice=Voice(side))
    return case


def contracted(case: Case) -> dict[int, Decimal]:
    return {seller: offer.periods[0].contracted_kg for seller, offer in case.offers.items()}


def test_each_cooperative_signs_for_its_own_share(app: Flask, cast: Cast) -> None:
    case = three_agreed(cast)
    contract = contracts.drafted_for(cast, case)
    inside = Question(contract.effective_from)
    before = compute(inside).numerator
    roles = [(party.role, party.organisation_id) for party in contract.parties]
    assert roles == [
        (PartyRole.PRODUCER, cast.doan_ket), (PartyRole.PRODUCER, cast.binh_minh),
        (PartyRole.PRODUCER, cast.moi_lap), (PartyRole.BUYER, cast.huong_viet),
    ]  # fmt: skip
    actions.add_document(by=user(cast.binh), contract=contract, upload=upload(pdf("ba ben")))
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet), (cast.tu, cast.binh_minh)):
        actions.confirm_signing(by=user(person), contract=contract, voice=Voice(side), signed_on=today(), signer="X")
    assert contract.state is ContractState.DRAFT, "Mới Lập has not signed yet"
    actions.confirm_signing(
        by=user(cast.mai), contract=contract, voice=Voice(cast.moi_lap), signed_on=today(), signer="Mai"
    )
    assert contract.state is ContractState.SIGNED
    shares = {getattr(cast, side): kg(tonnes) * 1000 for side, tonnes in SHARES.items()}
    assert contracted(case) == shares
    assert case.need.periods[0].contracted_kg == sum(shares.values())
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
    assert compute(inside).numerator == before + 3
    actions.change_state(by=user(cast.binh), contract=contract, verb="void", day=today(), reason="Ký nhầm")
    assert set(contracted(case).values()) == {kg(0)}


def test_who_signs_is_changed_by_party_and_told_in_the_history(cast: Cast) -> None:
    contract = contracts.drafted_for(cast, three_agreed(cast))
    signers = {cast.binh_minh: Signer("Lê Văn Tú", "Giám đốc"), cast.huong_viet: Signer("Trần Văn Minh")}
    actions.change_details(
        by=user(cast.binh), contract=contract, version=contract.version, signers=signers, number=contract.number
    )
    names = {party.organisation_id: party.representative for party in contract.parties}
    assert names[cast.binh_minh] == "Lê Văn Tú"
    assert names[cast.doan_ket] == "Nguyễn Thị Hoa", "who was not named keeps his signer"
    event = history(contract)[-1]
    assert "Lê Văn Tú, Giám đốc" in event["after"]["signers"]
    assert "Lê Văn Tú" not in event["before"]["signers"]
    assert "number" not in event["after"], "what did not change is not told"


def history(contract: Contract) -> list[dict[str, dict[str, str]]]:
    question = db.select(AuditEvent).filter_by(chain=f"contract:{contract.id}").order_by(AuditEvent.chain_number)
    return [event.data for event in db.session.scalars(question)]


def test_a_union_names_its_suppliers_and_their_sum_is_compared(cast: Cast) -> None:
    organisation(cast.binh_minh).kind = OrganisationKind.LHHTX
    contract = contracts.drafted_for(cast, three_agreed(cast))
    binh, union = user(cast.binh), organisation(cast.binh_minh)
    with pytest.raises(DomainError) as refusal:
        actions.add_supplier(
            by=binh, contract=contract, producer=organisation(cast.doan_ket), name="Hộ ông Ba", quantity_kg=kg(1)
        )
    assert refusal.value.field == "producer"
    for amount in (kg(0), kg(-5)):
        with pytest.raises(DomainError) as refusal:
            actions.add_supplier(by=binh, contract=contract, producer=union, name="Hộ ông Ba", quantity_kg=amount)
        assert refusal.value.field == "quantity_kg"
    first = actions.add_supplier(
        by=binh, contract=contract, producer=union, name="", organisation=organisation(cast.lua_vang),
        quantity_kg=kg(15_000), area_ha=kg("1.5"),
    )  # fmt: skip
    actions.add_supplier(by=binh, contract=contract, producer=union, name="Hộ ông Ba", quantity_kg=kg(5_000))
    said = " ".join(str(remark.sentence) for remark in remarks_on(contract))
    assert "kê 20 tấn" in said
    assert "là 25 tấn" in said
    actions.remove_supplier(by=binh, contract=contract, supplier=first)
    actions.add_supplier(by=binh, contract=contract, producer=union, name="Hộ bà Tư", quantity_kg=kg(20_000))
    assert [supplier.name for supplier in contract.suppliers] == ["Hộ ông Ba", "Hộ bà Tư"]
    assert not any("kê" in str(remark.sentence) for remark in remarks_on(contract))


def test_the_members_a_union_named_in_its_offer_stand_in_the_annex(cast: Cast) -> None:
    union, case = organisation(cast.binh_minh), three_agreed(cast)
    union.kind = OrganisationKind.LHHTX
    named_kg = {cast.lua_vang: kg(30_000), cast.moi_lap: kg(10_000)}
    case.offers[union.id].member_shares = [
        OfferShare(organisation=organisation(number), quantity_kg=named) for number, named in named_kg.items()
    ]
    db.session.flush()
    contract = contracts.drafted_for(cast, case)
    named = [(one.for_organisation_id, one.organisation_id, one.quantity_kg) for one in contract.suppliers]
    assert named == [(union.id, cast.lua_vang, kg(15_000)), (union.id, cast.moi_lap, kg(5_000))], "25 of 50 t: half"
    assert "Tổng công ty Lúa Vàng; Hợp tác xã Mới Lập" in history(contract)[-1]["after"]["suppliers"]


def test_a_suspended_party_is_pointed_out_and_the_contract_goes_on(cast: Cast) -> None:
    contract = contracts.verified(cast)
    assert flags_on(contract) == []
    suspended = StatusRecord(status=LegalStatus.SUSPENDED, valid_from=today(), checked_on=today())
    organisation(cast.doan_ket).statuses.append(suspended)
    db.session.flush()
    [flag] = flags_on(contract)
    assert flag.rule == "Luật Hợp tác xã 2023 Đ96 k3"
    assert contract.state is ContractState.SIGNED
    assert contract.effective_to > today() + timedelta(days=300)
