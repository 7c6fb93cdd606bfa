"""Several cooperatives for one need: asked each, introduced when all agree, going on when one says no."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.brokering import actions, queries
from marketplace.brokering.models import Case, CaseClosing, CaseStage, ConsentHow, LeavingReason
from marketplace.brokering.sight import sight_of
from marketplace.brokering.voices import Voice
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.offers.models import Offer
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback
from tests.brokering.test_routes import Browse, give_contacts
from tests.cast import Cast, user
from tests.factories import brokering, listings_by_hand
from tests.factories.papers import upload

BOTH = listings_by_hand.Goods(tonnes=100, price=45_000)


def third_offer(cast: Cast) -> Offer:
    """Bình Minh's open offer of the same good."""
    return listings_by_hand.offer(cast.binh_minh, BOTH)


def pooled(cast: Cast) -> Case:
    """Bình asks Đoàn Kết and Bình Minh together for Hương Việt's need."""
    offer, need = brokering.pair(cast)
    return actions.open_case(by=user(cast.binh), offer=offer, need=need, others=[third_offer(cast)])


def say(case: Case, person: int, side: int, *, yes: bool = True, cause: RejectionReason | None = None) -> None:
    actions.answer(by=user(person), case=case, voice=Voice(side), yes=yes, cause=cause)


@pytest.mark.usefixtures("context")
class TestPooledCase:
    def test_every_side_is_asked_and_must_agree(self, cast: Cast) -> None:
        case = pooled(cast)
        assert case.party_organisation_ids == {cast.doan_ket, cast.binh_minh, cast.huong_viet}
        say(case, cast.hoa, cast.doan_ket)
        say(case, cast.minh, cast.huong_viet)
        assert (case.stage, case.is_introduced) == (CaseStage.CONSENT, False)
        say(case, cast.tu, cast.binh_minh)
        assert (case.stage, case.introduced_ids) == (CaseStage.NEGOTIATION, case.party_organisation_ids)

    def test_a_members_no_lets_the_others_go_on_and_is_final_for_it(self, cast: Cast) -> None:
        case = pooled(cast)
        say(case, cast.hoa, cast.doan_ket)
        say(case, cast.minh, cast.huong_viet)
        say(case, cast.tu, cast.binh_minh, yes=False, cause=RejectionReason.PRICE)
        assert (case.stage, case.standing_members) == (CaseStage.NEGOTIATION, [])
        assert case.members[0].left_because is LeavingReason.REFUSED
        assert queries.refused_until(cast.binh_minh, cast.huong_viet)
        assert queries.refused_until(cast.doan_ket, cast.huong_viet) is None
        with pytest.raises(WrongStateError):
            actions.add_member(by=user(cast.binh), case=case, offer=case.members[0].offer)
        said = db.session.scalars(sa.select(SuggestionFeedback)).one()
        assert (said.organisation_id, said.reason) == (cast.binh_minh, RejectionReason.PRICE)
        actions.withdraw_refusal(by=user(cast.tu), case=case, voice=Voice(cast.binh_minh))
        assert queries.refused_until(cast.binh_minh, cast.huong_viet) is None
        assert db.session.scalars(sa.select(SuggestionFeedback)).all() == []

    def test_when_the_first_says_no_the_next_stands_first(self, cast: Cast) -> None:
        case = pooled(cast)
        theirs = case.standing_members[0].offer_id
        say(case, cast.hoa, cast.doan_ket, yes=False)
        assert (case.seller_id, case.offer_id, case.closed_at) == (cast.binh_minh, theirs, None)
        assert (case.seller.id, case.members[0].organisation_id) == (cast.binh_minh, cast.doan_ket)
        say(case, cast.tu, cast.binh_minh, yes=False)
        assert case.closing is CaseClosing.REFUSED, "nobody is left to sell"

    def test_the_buyers_no_closes_it_for_every_pair(self, cast: Cast) -> None:
        case = pooled(cast)
        say(case, cast.minh, cast.huong_viet, yes=False, cause=RejectionReason.QUALITY)
        assert (case.closing, case.closing_cause) == (CaseClosing.REFUSED, RejectionReason.QUALITY)
        assert queries.refused_until(cast.binh_minh, cast.huong_viet)
        assert queries.refused_until(cast.doan_ket, cast.huong_viet)
        assert len(db.session.scalars(sa.select(SuggestionFeedback)).all()) == 2

    def test_who_joins_late_meets_nobody_before_its_yes(self, cast: Cast) -> None:
        case = brokering.introduced(cast)
        brokering.proposed(cast, case)
        actions.add_member(by=user(cast.binh), case=case, offer=third_offer(cast))
        newcomer, first, buyer = (
            sight_of(user(one).viewer(), case) for one in (cast.tu, cast.hoa, cast.minh)
        )  # fmt: skip
        assert case.stage is CaseStage.NEGOTIATION, "the others talk on"
        assert (newcomer.has_met, newcomer.reads_terms, newcomer.contacts(cast.huong_viet)) == (False, False, False)
        assert (newcomer.names(cast.doan_ket), newcomer.names(cast.huong_viet)) == (False, True)
        assert (first.names(cast.binh_minh), buyer.names(cast.binh_minh)) == (False, True)
        assert (buyer.contacts(cast.binh_minh), buyer.contacts(cast.doan_ket)) == (False, True)
        say(case, cast.tu, cast.binh_minh)
        assert (newcomer.contacts(cast.huong_viet), buyer.contacts(cast.binh_minh)) == (True, True)
        assert (newcomer.names(cast.doan_ket), first.names(cast.binh_minh)) == (True, True)
        assert (newcomer.contacts(cast.doan_ket), first.contacts(cast.binh_minh)) == (False, False)

    def test_agreed_terms_keep_the_circle_closed_until_the_talks_are_reopened(self, cast: Cast) -> None:
        case = brokering.agreed(cast, 40)
        other = third_offer(cast)
        with pytest.raises(WrongStateError):
            actions.add_member(by=user(cast.binh), case=case, offer=other)
        with pytest.raises(NotAllowedError):
            actions.reconsider(by=user(cast.hoa), case=case)
        actions.reconsider(by=user(cast.binh), case=case)
        assert (case.stage, case.offer.periods[0].reserved_kg) == (CaseStage.NEGOTIATION, 0)
        member = actions.add_member(by=user(cast.binh), case=case, offer=other)
        assert case.agreed_terms is None, "nobody agreed for the newcomer"
        actions.leave(by=user(cast.binh), case=case, member=member, because=LeavingReason.NO_ANSWER)
        assert case.seller_ids == [cast.doan_ket]

    def test_who_and_what_may_be_pooled(self, cast: Cast) -> None:
        offer, need = brokering.pair(cast)
        other, same_house = third_offer(cast), listings_by_hand.offer(cast.doan_ket, BOTH)
        coffee = listings_by_hand.offer(cast.binh_minh, listings_by_hand.Goods(commodity="coffee", form=None))
        with pytest.raises(NotAllowedError):
            actions.open_case(by=user(cast.hoa), offer=offer, need=need, others=[other])
        for wrong in ([same_house], [coffee]):
            with pytest.raises(DomainError):
                actions.open_case(by=user(cast.minh), offer=offer, need=need, others=wrong)
        need.maximum_suppliers = 1
        with pytest.raises(DomainError) as too_many:
            actions.open_case(by=user(cast.minh), offer=offer, need=need, others=[other])
        assert too_many.value.field == "others"
        need.maximum_suppliers = 2
        assert len(actions.open_case(by=user(cast.minh), offer=offer, need=need, others=[other]).seller_ids) == 2
        with pytest.raises(WrongStateError):
            actions.open_case(by=user(cast.binh), offer=other, need=need)

    def test_a_signed_sheet_is_kept_and_a_note_tells_no_telephone(self, cast: Cast) -> None:
        case, binh = pooled(cast), user(cast.binh)
        signed = Voice(cast.doan_ket, ConsentHow.SIGNED_SHEET, "Phiếu số 7")
        with pytest.raises(DomainError) as missing:
            actions.answer(by=binh, case=case, voice=signed, yes=True)
        assert missing.value.field == "sheet"
        given = actions.answer(by=binh, case=case, voice=signed, yes=True, sheet=upload("phieu.pdf", "sheet"))
        assert given.file_id
        with pytest.raises(DomainError) as telling:
            actions.answer(by=user(cast.tu), case=case, voice=Voice(cast.binh_minh), yes=False, note="Gọi 0912345678")
        assert (telling.value.field, case.consent_of(cast.binh_minh)) == ("note", None)
        with pytest.raises(DomainError):
            actions.close_case(by=binh, case=case, closing=CaseClosing.GONE, note="hoa@vidu.example")


def test_a_pooled_case_by_hand(app: Flask, cast: Cast, browser: Browse) -> None:
    """Minh pools two offers from the comparison; Tú reads nothing of the others before his own yes."""
    with app.app_context():
        give_contacts(cast.doan_ket)
        give_contacts(cast.huong_viet)
        offer, need = brokering.pair(cast)
        other = third_offer(cast)
        address = f"/cases/new?need={need.public_id}&offer={offer.public_id}&offer={other.public_id}"
        others = other.public_id
        db.session.commit()
    minh, hoa, tu, binh = (browser(one) for one in (cast.minh, cast.hoa, cast.tu, cast.binh))
    page = minh.submit(address, to="/cases", others=others, consent="y").location
    binh.post(f"{page}/ownership")
    assert "Đoàn Kết" not in tu.get(page).text
    assert "Đoàn Kết" not in tu.get("/cases").text
    assert "Đoàn Kết" not in tu.get(f"{page}/consents").text
    hoa.submit(f"{page}/consents", answer="yes")
    tu.submit(f"{page}/consents", answer="yes")
    read = tu.get(page).text
    assert f"riengtu{cast.huong_viet}@vidu.example" in read
    assert "Đoàn Kết" in read
    assert f"riengtu{cast.doan_ket}@vidu.example" not in read
    binh.submit(f"{page}/revisions/new")
    assert "và 1 đơn vị khác" in binh.get("/cases").words()
    assert len(minh.get(page).queries) <= 40


def test_the_broker_adds_one_more_from_those_that_fit(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        page = f"/cases/{brokering.introduced(cast).public_id}"
        other = third_offer(cast).public_id
        db.session.commit()
    binh = browser(cast.binh)
    form = binh.get(f"{page}/members")
    assert "gợi ý," in form.words()
    assert form.text.count('name="offer"') == 1, "those in the case are not offered again"
    binh.submit(f"{page}/members", offer=other)
    assert "gom đơn 2 đơn vị" in binh.get(page).words()
    assert "Không có chào bán nào khác" in binh.post(f"{page}/members", {"offer": other}, status=422).words()


def test_a_cooperative_that_left_by_its_no_can_take_it_back(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        page = f"/cases/{pooled(cast).public_id}"
        db.session.commit()
    tu, back = browser(cast.tu), f"{page}/refusal-withdrawal"
    said = tu.get(f"{page}/consents").fields() | {"answer": "no", "cause": "distance"}
    assert tu.post(f"{page}/consents", said).location == "/cases"
    assert tu.post(f"{page}/consents", said).location == "/cases", "a second press takes nothing back"
    assert f'href="{back}"' in tu.get("/cases").text
    assert tu.get(page, status=302).location == back, "an old message leads to what is left to do"
    browser(cast.hoa).get(back, status=404)
    tu.submit(back)
    tu.get(back, status=404)
    assert tu.get(page, status=302).location == "/cases"
