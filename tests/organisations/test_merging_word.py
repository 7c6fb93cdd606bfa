"""Two records of one organisation that both gave their word: one goes on, with what both said and promised."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.brokering import actions as cases
from marketplace.brokering import queries
from marketplace.brokering.actions import PeriodDraft
from marketplace.brokering.models import Case, CaseStage
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.contracts import actions as contracting
from marketplace.contracts.models import AnnexReason, Contract
from marketplace.deliveries.models import Delivery
from marketplace.errors import NotEnoughLeftError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators.engine import Question, compute
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod
from marketplace.organisations.merging import merge
from marketplace.organisations.merging_rules import obstacles
from marketplace.organisations.models import TrackRecord
from tests.brokering.sums import broken_sums
from tests.cast import Cast, organisation, user
from tests.contracts.kept_spans import stale_spans
from tests.contracts.test_annex_parties import agreed_on, asked_in
from tests.factories import brokering, contracts, deliveries, listings_by_hand

pytestmark = pytest.mark.usefixtures("context")
TONNE = Decimal(1000)


def merged(cast: Cast, gone: int, kept: int) -> None:
    """Bình merges; then everything is read anew."""
    merge(by=user(cast.binh), merged=organisation(gone), successor=organisation(kept), reason="Cùng một hợp tác xã")
    db.session.expire_all()


def held() -> list[list[tuple[Decimal, Decimal]]]:
    """What is reserved and contracted of every period of offers and of needs."""
    offered = sa.select(OfferPeriod.reserved_kg, OfferPeriod.contracted_kg).order_by(OfferPeriod.id)
    needed = sa.select(NeedPeriod.reserved_kg, NeedPeriod.contracted_kg).order_by(NeedPeriod.id)
    return [[(row[0], row[1]) for row in db.session.execute(question)] for question in (offered, needed)]


def own_case(cast: Cast, side: int, person: int, tonnes: int) -> Case:
    """A case of this cooperative alone with Lúa Vàng: agreed on so many tonnes."""
    goods = brokering.GOODS
    offer, need = listings_by_hand.offer(side, goods), listings_by_hand.need(cast.lua_vang, goods)
    case = cases.open_case(by=user(cast.binh), offer=offer, need=need)
    for party, who in ((side, person), (cast.lua_vang, cast.son)):
        cases.answer(by=user(who), case=case, voice=Voice(party), yes=True)
    terms = cases.propose_terms(by=user(cast.son), case=case, draft=brokering.draft(case, tonnes))
    for party, who in ((side, person), (cast.lua_vang, cast.son)):
        cases.accept_terms(by=user(who), case=case, number=terms.number, voice=Voice(party))
    return case


def pooled(cast: Cast, shares: dict[int, tuple[int, int]], *, agreed: bool = False) -> Case:
    """Đoàn Kết and Bình Minh in one case; so many tonnes of each in two halves of the offers' days."""
    case = brokering.introduced(cast)
    offer = listings_by_hand.offer(cast.binh_minh, brokering.GOODS)
    cases.add_member(by=user(cast.binh), case=case, offer=offer)
    cases.answer(by=user(cast.tu), case=case, voice=Voice(cast.binh_minh), yes=True)
    whole = case.offer.periods[0]
    middle = whole.start + timedelta(days=30)
    halves = ((whole.start, middle), (middle + timedelta(days=1), whole.end))
    periods = [
        PeriodDraft(*days, tonnes * TONNE, side)
        for side, amounts in shares.items()
        for days, tonnes in zip(halves, amounts, strict=True)
        if tonnes
    ]
    brokering.proposed(cast, case, periods=periods)
    if agreed:
        all_accept(cast, case)
    return case


def all_accept(cast: Cast, case: Case) -> None:
    managers = {cast.doan_ket: cast.hoa, cast.binh_minh: cast.tu, cast.huong_viet: cast.minh}
    for side in sorted(case.party_organisation_ids):
        person = user(managers[side])
        cases.accept_terms(by=person, case=case, number=len(case.revisions), voice=Voice(side))


def test_a_case_of_its_own_goes_on_in_the_name_that_is_kept(cast: Cast) -> None:
    """Both are bound: one by a running contract, the other by an agreement. The contract is not touched."""
    signed = contracts.verified(cast, effective_from=today() - timedelta(days=5))
    case = own_case(cast, cast.binh_minh, cast.tu, 30)
    with pytest.raises(WrongStateError, match="chỉ thay đổi bằng phụ lục"):
        merged(cast, cast.doan_ket, cast.binh_minh)
    with pytest.raises(WrongStateError, match="về bước thương lượng"):
        merged(cast, cast.binh_minh, cast.doan_ket)
    cases.reconsider(by=user(cast.binh), case=case)
    before = held()
    merged(cast, cast.binh_minh, cast.doan_ket)
    assert held() == before
    assert case.introduced_ids == {cast.doan_ket, cast.lua_vang}
    assert [(one.number, one.periods[0].organisation_id) for one in case.revisions] == [
        (1, cast.binh_minh),
        (2, cast.doan_ket),
    ]
    cases.accept_terms(by=user(cast.hoa), case=case, number=2, voice=Voice(cast.doan_ket))
    cases.accept_terms(by=user(cast.son), case=case, number=2, voice=Voice(cast.lua_vang))
    assert case.stage is CaseStage.AGREED
    assert signed.terms.is_agreed
    assert signed.signing_organisation_ids == {cast.doan_ket, cast.huong_viet}
    assert compute(Question(today())).numerator == 1
    assert [*broken_sums(), *stale_spans()] == []


def test_a_contract_that_is_over_is_history_and_its_deliveries_the_record_of_who_goes_on(cast: Cast) -> None:
    share = deliveries.monthly(cast.doan_ket, [2])[0]
    contract = deliveries.signed(cast, [share])
    deliveries.agreed(cast, contract, share, 10)
    contracting.change_state(by=user(cast.binh), contract=contract, verb="complete", day=today(), reason="Đã giao đủ.")
    before = db.session.query(TrackRecord).filter_by(organisation_id=cast.doan_ket).one()
    counts = before.delivered_kg, before.due_kg
    merged(cast, cast.doan_ket, cast.binh_minh)
    kept = db.session.query(TrackRecord).filter_by(organisation_id=cast.binh_minh).one()
    assert (kept.delivered_kg, kept.due_kg) == counts
    assert {one.organisation_id for one in db.session.query(Delivery)} == {cast.doan_ket}, "as it was said"
    assert [*broken_sums(), *stale_spans()] == []
    renewed = contracting.renew_contract(by=user(cast.minh), contract=contract)
    assert {one.organisation_id for one in renewed.revisions[0].periods} == {cast.binh_minh}


def test_a_no_of_the_record_that_goes_binds_the_one_that_is_kept(cast: Cast) -> None:
    offer, need = brokering.pair(cast)
    case = cases.open_case(by=user(cast.binh), offer=offer, need=need)
    cases.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=False)
    until = queries.refused_until(cast.doan_ket, cast.huong_viet)
    merged(cast, cast.doan_ket, cast.binh_minh)
    assert until is not None
    assert queries.refused_until(cast.binh_minh, cast.huong_viet) == until


def test_who_left_a_case_is_not_brought_back_by_a_merge(cast: Cast) -> None:
    """Its no stands, and the other record leaves the case before it can go."""
    case = pooled(cast, {cast.doan_ket: (10, 10), cast.binh_minh: (10, 10)})
    cases.answer(by=user(cast.tu), case=case, voice=Voice(cast.binh_minh), yes=False)
    said = len(case.consents)
    with pytest.raises(WrongStateError, match="từ chối hoặc rời"):
        merged(cast, cast.doan_ket, cast.binh_minh)
    assert len(case.consents) == said


def test_a_cooperative_of_a_case_is_not_its_buyer(cast: Cast) -> None:
    case = pooled(cast, {cast.doan_ket: (10, 10), cast.binh_minh: (10, 10)})
    member, buyer = organisation(cast.binh_minh), organisation(case.buyer_id)
    for gone, kept in ((member, buyer), (buyer, member)):
        assert any("cùng bán trong một vụ việc" in str(one) for one in obstacles(gone, kept))


@pytest.mark.parametrize("first_goes", [False, True])
def test_two_sides_of_one_case_become_one_with_the_sum_of_their_shares(cast: Cast, first_goes: bool) -> None:
    case = pooled(cast, {cast.doan_ket: (10, 5), cast.binh_minh: (7, 0)})
    pair = (cast.doan_ket, cast.binh_minh)
    gone, kept = pair if first_goes else pair[::-1]
    merged(cast, gone, kept)
    assert (case.stage, case.seller_ids) == (CaseStage.NEGOTIATION, [kept])
    assert {consent.organisation_id for consent in case.consents} == {*pair, cast.huong_viet}
    first, second = case.revisions
    assert {period.organisation_id for period in first.periods} == {*pair}, "what was on the table is not rewritten"
    assert [(one.organisation_id, one.quantity_kg) for one in second.periods] == [(kept, 17 * TONNE), (kept, 5 * TONNE)]
    assert second.acceptances == []
    all_accept(cast, case)
    assert case.stage is CaseStage.AGREED
    assert case.offer.periods[0].reserved_kg == 22 * TONNE
    assert list(broken_sums()) == []


def test_one_yes_of_the_two_is_enough_and_the_case_goes_on(cast: Cast) -> None:
    offer, need = brokering.pair(cast)
    other = listings_by_hand.offer(cast.binh_minh, brokering.GOODS)
    case = cases.open_case(by=user(cast.binh), offer=offer, need=need, others=[other])
    for person, side in ((cast.tu, cast.binh_minh), (cast.minh, cast.huong_viet)):
        cases.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    merged(cast, cast.binh_minh, cast.doan_ket)
    assert (case.stage, case.introduced_ids) == (CaseStage.NEGOTIATION, {cast.doan_ket, cast.huong_viet})


def test_what_both_agreed_to_is_first_taken_back_to_the_talks(cast: Cast) -> None:
    case = pooled(cast, {cast.doan_ket: (10, 0), cast.binh_minh: (7, 0)}, agreed=True)
    before = held()
    with pytest.raises(WrongStateError, match="về bước thương lượng"):
        merged(cast, cast.binh_minh, cast.doan_ket)
    assert held() == before
    cases.reconsider(by=user(cast.binh), case=case)
    merged(cast, cast.binh_minh, cast.doan_ket)
    all_accept(cast, case)
    assert case.need.periods[0].reserved_kg == 17 * TONNE
    assert list(broken_sums()) == []


def test_a_sum_that_the_kept_offer_cannot_hold_changes_nothing(cast: Cast) -> None:
    case = pooled(cast, {cast.doan_ket: (60, 0), cast.binh_minh: (60, 0)})
    with pytest.raises(NotEnoughLeftError):
        merged(cast, cast.binh_minh, cast.doan_ket)
    db.session.expire_all()
    assert case.party_organisation_ids == {cast.doan_ket, cast.binh_minh, cast.huong_viet}
    assert organisation(cast.binh_minh).merged_into_id is None


def test_two_parties_of_a_signed_contract_become_one_by_an_annex_first(cast: Cast) -> None:
    """Until the annex is signed neither direction is possible; afterwards the signed history stands as it was."""
    contract = contracts.verified(cast, effective_from=today() - timedelta(days=5))
    by_annex(cast, contract, joins=True)
    with pytest.raises(WrongStateError, match="bằng phụ lục"):
        merged(cast, cast.binh_minh, cast.doan_ket)
    by_annex(cast, contract, joins=False)
    before, parties = held(), [party.organisation_id for party in contract.parties]
    merged(cast, cast.binh_minh, cast.doan_ket)
    assert held() == before
    assert [party.organisation_id for party in contract.parties] == parties
    assert contract.signing_organisation_ids == {cast.doan_ket, cast.huong_viet}
    assert compute(Question(today())).numerator == 1
    assert [*broken_sums(), *stale_spans()] == []


def by_annex(cast: Cast, contract: Contract, *, joins: bool) -> None:
    """Bình Minh comes into the contract, or leaves it; signed and checked."""
    annex = contracting.open_annex(by=user(cast.hoa), contract=contract, reason=AnnexReason.PARTY, note="Đổi đơn vị.")
    how: dict[str, Any] = {"by": user(cast.binh), "contract": contract, "annex": annex}
    if joins:
        asked_in(cast, contract)
        contracting.join_by_annex(**how, organisation=organisation(cast.binh_minh), signer=contracting.Signer("Tú"))
    else:
        party = next(one for one in contract.parties if one.organisation_id == cast.binh_minh)
        contracting.leave_by_annex(**how, party=party)
    agreed_on(cast, contract.case, {cast.doan_ket: 30, cast.binh_minh: 10} if joins else {cast.doan_ket: 40})
    contracts.sign_all(cast, contract)
    contracting.verify_annex(by=user(cast.quan), contract=contract, annex=annex, checks=contracting.CHECKS)
