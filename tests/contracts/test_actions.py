"""Contracts from agreed terms to the end of their life, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.audit.models import AuditEvent
from marketplace.audit.record import verify_chain
from marketplace.brokering import actions as cases
from marketplace.brokering.models import CaseStage, ConsentHow
from marketplace.brokering.voices import Voice
from marketplace.clock import now, today
from marketplace.contracts import actions
from marketplace.contracts.actions import CHECKS, Signer
from marketplace.contracts.models import ContractState, DocumentKind, PartyRole
from marketplace.contracts.paper import paper_of
from marketplace.contracts.remarks import full_months, remarks_on
from marketplace.contracts.states import VERBS, allowed_verbs, next_state
from marketplace.errors import DomainError, FileRefusedError, NotAllowedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.organisations.models import OrganisationKind
from tests.cast import Cast, organisation, user
from tests.factories import brokering, contracts
from tests.factories.contracts import pdf, upload

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal
RUNNING = ("signed", "suspended", "renegotiating")
WAYS = {
    ("draft", "sign"): "signed",
    ("signed", "send_back"): "draft",
    ("signed", "suspend"): "suspended",
    ("signed", "renegotiate"): "renegotiating",
    ("suspended", "renegotiate"): "renegotiating",
    ("suspended", "resume"): "signed",
    ("renegotiating", "resume"): "signed",
    ("signed", "complete"): "completed",
    **{(state, "terminate_by_agreement"): "terminated_by_agreement" for state in RUNNING},
    **{(state, "terminate_for_breach"): "terminated_for_breach" for state in RUNNING},
    **{(state, "void"): "void" for state in ("draft", *RUNNING)},
}


def test_every_pair_of_state_and_verb(cast: Cast) -> None:
    verbs = set(VERBS)
    assert verbs == {verb for _state, verb in WAYS}
    for state in ContractState:
        for verb in sorted(verbs):
            if (state.value, verb) in WAYS:
                assert next_state(state, verb) == WAYS[state.value, verb]
            else:
                with pytest.raises(WrongStateError):
                    next_state(state, verb)
        assert allowed_verbs(state) == {verb for at, verb in WAYS if at == state}


def test_the_whole_way(cast: Cast) -> None:
    contract = contracts.drafted(cast, tonnes=40)
    period, wanted = contract.case.offer.periods[0], contract.case.need.periods[0]
    assert (contract.linkage_form, contract.state, contract.signed_on) == (3, ContractState.DRAFT, None)
    assert [(p.role, p.organisation_id) for p in contract.parties] == [
        (PartyRole.PRODUCER, cast.doan_ket),
        (PartyRole.BUYER, cast.huong_viet),
    ]
    assert sum(share.quantity_kg for share in contract.terms.periods) == kg(40_000)
    actions.confirm_signing(
        by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket), signed_on=today(), signer="Hoa"
    )
    told = Voice(cast.huong_viet, ConsentHow.SIGNED_SHEET, "Phiếu số 7, ngày 20/11")
    actions.confirm_signing(
        by=user(cast.binh), contract=contract, voice=told, signed_on=today() - timedelta(days=2), signer="Minh"
    )
    assert (contract.state, period.reserved_kg) == (ContractState.DRAFT, kg(40_000)), "the file is still missing"
    actions.add_document(by=user(cast.hoa), contract=contract, upload=upload(pdf()))
    assert (contract.state, contract.signed_on) == (ContractState.SIGNED, today())
    assert (period.reserved_kg, period.contracted_kg, wanted.contracted_kg) == (kg(0), kg(40_000), kg(40_000))
    assert contract.case.stage is CaseStage.CONTRACTED
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS, note="Khớp")
    db.session.commit()
    assert contract.verified_by_id == cast.quan
    assert verify_chain(f"contract:{contract.id}") is None


def test_a_mere_sale_has_no_form(cast: Cast) -> None:
    contract = contracts.drafted(cast, stage_production=False)
    assert contract.linkage_form is None
    assert any("mua bán thông thường" in str(remark.sentence) for remark in remarks_on(contract))


@pytest.mark.parametrize("person", ["binh", "hoa", "minh", "thu", "an"])
def test_only_a_broker_who_made_none_of_it_verifies(cast: Cast, person: str) -> None:
    contract = contracts.signed(cast)
    with pytest.raises(NotAllowedError):
        actions.verify_contract(by=user(getattr(cast, person)), contract=contract, checks=CHECKS)


def test_the_database_too_refuses_the_maker(cast: Cast) -> None:
    contract = contracts.signed(cast)
    contract.verified_at, contract.verified_by_id = now(), contract.entered_by_id
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_an_open_point_on_the_list_stops_the_verification(cast: Cast) -> None:
    contract = contracts.signed(cast)
    with pytest.raises(DomainError) as refusal:
        actions.verify_contract(by=user(cast.quan), contract=contract, checks=["readable", "parties"])
    assert refusal.value.field == "checks"


def test_sent_back_corrected_and_signed_again(cast: Cast) -> None:
    contract = contracts.signed(cast)
    period = contract.case.offer.periods[0]
    actions.refuse_verification(by=user(cast.quan), contract=contract, reason="Thiếu trang 2")
    assert (contract.state, contract.signed_on, contract.standing_states) == (ContractState.DRAFT, None, [])
    assert contract.standing_signatures == []
    assert len(contract.signatures) == 2
    assert (period.reserved_kg, period.contracted_kg) == (kg(40_000), kg(0))
    assert contract.case.stage is CaseStage.AGREED
    actions.withdraw_document(by=user(cast.binh), contract=contract, document=contract.documents[0])
    actions.add_document(by=user(cast.binh), contract=contract, upload=upload(pdf("du trang")))
    earlier = today() - timedelta(days=5)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        actions.confirm_signing(
            by=user(person), contract=contract, voice=Voice(side), signed_on=earlier, signer="Người ký"
        )
    actions.verify_contract(by=user(cast.quan), contract=contract, checks=CHECKS)
    db.session.commit()
    assert [(row.state, row.valid_from) for row in contract.standing_states] == [(ContractState.SIGNED, earlier)]
    assert len(contract.states) == 2, "the first signing stays on record"
    assert period.contracted_kg == kg(40_000)
    assert verify_chain(f"contract:{contract.id}") is None


def test_the_same_bytes_cannot_prove_two_contracts(cast: Cast) -> None:
    first = contracts.signed(cast)
    second = contracts.drafted(cast)
    with pytest.raises(FileRefusedError) as refusal:
        actions.add_document(by=user(cast.binh), contract=second, upload=upload(pdf(f"{first.id} ky"), "khac.pdf"))
    assert "hợp đồng khác" in str(refusal.value.message)
    assert refusal.value.field == "file"
    beside = actions.add_document(
        by=user(cast.binh), contract=second, upload=upload(pdf(f"{first.id} ky")), kind=DocumentKind.OTHER
    )
    assert second.signed_file is None
    assert beside.kind is DocumentKind.OTHER


def test_a_newer_agreement_makes_the_draft_stale(cast: Cast) -> None:
    contract = contracts.drafted(cast)
    case = contract.case
    newer = brokering.proposed(cast, case, 50)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=newer.number, voice=Voice(side))
    with pytest.raises(StaleError):
        actions.confirm_signing(
            by=user(cast.hoa), contract=contract, voice=Voice(cast.doan_ket), signed_on=today(), signer="Hoa"
        )
    actions.add_document(by=user(cast.binh), contract=contract, upload=upload(pdf()))
    witness = organisation(cast.binh_minh)
    actions.add_party(
        by=user(cast.binh), contract=contract, organisation=witness, role=PartyRole.WITNESS, signer=Signer("Tú")
    )
    assert contract.is_outdated
    fresh = actions.draft_contract(by=user(cast.binh), case=case, signers=contracts.signers(case))
    assert (contract.state, fresh.terms_id, fresh.is_outdated) == (ContractState.VOID, newer.id, False)
    assert [party.role for party in fresh.parties] == [PartyRole.PRODUCER, PartyRole.BUYER, PartyRole.WITNESS]
    moved = sa.select(AuditEvent).where(
        AuditEvent.name == "contract.moved", AuditEvent.chain == f"contract:{contract.id}"
    )
    assert [event.data["after"]["state"] for event in db.session.scalars(moved)] == ["void"]
    assert verify_chain(f"contract:{contract.id}") is None
    with pytest.raises(WrongStateError):
        actions.draft_contract(by=user(cast.binh), case=case, signers=contracts.signers(case))
    actions.add_document(by=user(cast.binh), contract=fresh, upload=upload(pdf()))
    assert case.offer.periods[0].reserved_kg == kg(50_000)


def test_signing_dates_and_doubles(cast: Cast) -> None:
    contract = contracts.drafted(cast)
    hoa, side = user(cast.hoa), Voice(cast.doan_ket)
    with pytest.raises(DomainError) as refusal:
        actions.confirm_signing(
            by=hoa, contract=contract, voice=side, signed_on=today() + timedelta(days=1), signer="Hoa"
        )
    assert refusal.value.field == "signed_on"
    actions.confirm_signing(by=hoa, contract=contract, voice=side, signed_on=today(), signer="Hoa")
    with pytest.raises(WrongStateError):
        actions.confirm_signing(by=hoa, contract=contract, voice=side, signed_on=today(), signer="Hoa")
    with pytest.raises(NotAllowedError):
        actions.confirm_signing(
            by=user(cast.tu), contract=contract, voice=Voice(cast.binh_minh), signed_on=today(), signer="Tú"
        )


def test_a_tht_signs_through_an_authorised_member(cast: Cast) -> None:
    case = brokering.agreed(cast)
    organisation(cast.doan_ket).kind = OrganisationKind.THT
    with pytest.raises(DomainError) as refusal:
        actions.draft_contract(by=user(cast.binh), case=case, signers=contracts.signers(case))
    assert refusal.value.field == "authority"
    signers = {case.seller_id: Signer("Hoa", "Tổ trưởng", "Giấy ủy quyền 01/2026")}
    db.session.expunge_all()
    case = db.session.get_one(type(case), case.id)
    organisation(cast.doan_ket).kind = OrganisationKind.THT
    contract = actions.draft_contract(by=user(cast.binh), case=case, signers=signers)
    assert contract.parties[0].authority == "Giấy ủy quyền 01/2026"


def test_further_parties_sign_too_but_witnesses_need_not(cast: Cast) -> None:
    contract = contracts.drafted(cast)
    binh = user(cast.binh)
    for side, role in ((cast.binh_minh, PartyRole.LEAD), (cast.lua_vang, PartyRole.WITNESS)):
        actions.add_party(by=binh, contract=contract, organisation=organisation(side), role=role, signer=Signer())
    assert contract.signing_organisation_ids == {cast.doan_ket, cast.huong_viet, cast.binh_minh}
    with pytest.raises(DomainError):
        actions.add_party(
            by=binh, contract=contract, organisation=organisation(cast.binh_minh), role=PartyRole.LEAD, signer=Signer()
        )
    lead = next(party for party in contract.parties if party.role is PartyRole.LEAD)
    actions.remove_party(by=binh, contract=contract, party=lead)
    assert contract.signing_organisation_ids == {cast.doan_ket, cast.huong_viet}


def test_an_end_frees_what_is_still_to_come(cast: Cast) -> None:
    contract = contracts.verified(cast)
    binh, period = user(cast.binh), contract.case.offer.periods[0]
    with pytest.raises(DomainError) as early:
        actions.change_state(by=binh, contract=contract, verb="suspend", day=today() - timedelta(days=1), reason="Bão")
    assert early.value.field == "day"
    actions.change_state(by=binh, contract=contract, verb="suspend", day=today(), reason="Bão")
    assert period.contracted_kg == kg(40_000)
    with pytest.raises(WrongStateError):
        actions.change_state(by=binh, contract=contract, verb="complete", day=today(), reason="Xong")
    with pytest.raises(WrongStateError):
        actions.change_state(by=binh, contract=contract, verb="sign", day=today(), reason="Không")
    actions.change_state(by=binh, contract=contract, verb="terminate_for_breach", day=today(), reason="Bỏ cọc")
    assert (period.contracted_kg, contract.verified_at is not None) == (kg(0), True)
    assert [row.state for row in contract.states] == ["signed", "suspended", "terminated_for_breach"]


def test_a_void_contract_leads_its_case_back_to_the_table(cast: Cast) -> None:
    contract = contracts.signed(cast)
    case, period = contract.case, contract.case.offer.periods[0]
    actions.change_state(by=user(cast.binh), contract=contract, verb="void", day=today(), reason="Ký nhầm bản")
    assert (case.stage, period.free_kg) == (CaseStage.NEGOTIATION, kg(100_000))
    newer = brokering.proposed(cast, case, 60)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        cases.accept_terms(by=user(person), case=case, number=newer.number, voice=Voice(side))
    assert period.reserved_kg == kg(60_000)


def test_a_changed_event_shows_in_the_chain(cast: Cast) -> None:
    contract = contracts.verified(cast)
    db.session.commit()
    chain = f"contract:{contract.id}"
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEvent.chain == chain)) == 6
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.update(AuditEvent).where(AuditEvent.chain == chain).values(actor_id=1))
    db.session.rollback()


def test_remarks_inform(cast: Cast) -> None:
    contract = contracts.drafted(cast, penalty_pct=Decimal(12))
    said = " ".join(str(remark.sentence) for remark in remarks_on(contract))
    assert "12 %" in said
    assert "hạn thanh toán" in said
    assert "36 tháng" not in said
    assert full_months(date(2026, 1, 1), date(2026, 12, 31)) == 12
    assert full_months(date(2026, 1, 15), date(2029, 1, 13)) == 35


def test_the_paper_says_every_term(cast: Cast) -> None:
    paper = paper_of(contracts.drafted(cast, tonnes=40))
    assert paper.value == 1_800_000_000
    assert paper.value_in_words == "một tỷ tám trăm triệu đồng"
    assert len(paper.digest) == 64
    assert [str(basis.in_force) for basis in paper.legal_basis][-1] == "2018-08-20"
    open_price = paper_of(contracts.drafted(cast, price_dong_per_kg=None))
    assert (open_price.value, open_price.value_in_words) == (None, "")
