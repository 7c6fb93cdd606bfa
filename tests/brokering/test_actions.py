"""Cases, consents, terms and the ledger, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
import time_machine

from marketplace.audit.models import AuditEvent
from marketplace.brokering import actions, ledger
from marketplace.brokering.actions import PeriodDraft
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Acceptance, CaseClosing, CaseStage, ConsentHow
from marketplace.brokering.states import VERBS, allowed_verbs, next_stage
from marketplace.brokering.voices import Voice
from marketplace.brokering.wording import differences, fingerprint
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, NotEnoughLeftError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from tests.cast import Cast, organisation, user
from tests.factories import brokering, listings_by_hand

pytestmark = pytest.mark.usefixtures("context")
kg = Decimal
CASE_WAYS = {
    ("proposed", "ask"): "consent",
    ("consent", "introduce"): "negotiation",
    ("negotiation", "agree"): "agreed",
    ("agreed", "agree"): "agreed",
    ("agreed", "reconsider"): "negotiation",
    ("agreed", "contract"): "contracted",
    ("contracted", "reopen"): "agreed",
    ("contracted", "renegotiate"): "negotiation",
    **{(stage, "close"): "closed" for stage in ("proposed", "consent", "negotiation", "agreed")},
}


def test_every_pair_of_stage_and_verb(cast: Cast) -> None:
    verbs = set(VERBS)
    for stage in CaseStage:
        for verb in sorted(verbs):
            if (stage.value, verb) in CASE_WAYS:
                assert next_stage(stage, verb) == CASE_WAYS[stage.value, verb]
            else:
                with pytest.raises(WrongStateError):
                    next_stage(stage, verb)
        assert allowed_verbs(stage) == {verb for at, verb in CASE_WAYS if at == stage}


def test_contacts_wait_for_both(cast: Cast) -> None:
    case = brokering.opened(cast)
    assert (case.stage, case.is_introduced, case.broker_id) == (CaseStage.PROPOSED, False, None)
    actions.answer(by=user(cast.minh), case=case, voice=Voice(cast.huong_viet), yes=True)
    assert (case.stage, case.is_introduced) == (CaseStage.CONSENT, False)
    actions.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=True)
    assert (case.stage, case.is_introduced) == (CaseStage.NEGOTIATION, True)
    assert [(row.stage, row.left_at is None) for row in case.stages] == [
        (CaseStage.PROPOSED, False),
        (CaseStage.CONSENT, False),
        (CaseStage.NEGOTIATION, True),
    ]
    assert db.session.scalar(sa.select(sa.func.count()).where(Notification.user_id == cast.hoa))


def test_who_may_speak_for_a_side(cast: Cast) -> None:
    case = brokering.opened(cast)
    for person, side in ((cast.lan, cast.doan_ket), (cast.tu, cast.doan_ket), (cast.hoa, cast.huong_viet)):
        with pytest.raises(NotAllowedError):
            actions.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    told = Voice(cast.doan_ket, ConsentHow.PHONE, "Chị Hoa, 9 giờ sáng 22/11")
    with pytest.raises(NotAllowedError):
        actions.answer(by=user(cast.binh), case=case, voice=told, yes=True)
    actions.take_case(by=user(cast.binh), case=case)
    with pytest.raises(DomainError) as nothing_shown:
        actions.answer(by=user(cast.binh), case=case, voice=replace(told, evidence=" "), yes=True)
    assert nothing_shown.value.field == "evidence"
    given = actions.answer(by=user(cast.binh), case=case, voice=told, yes=True)
    assert (given.how, given.evidence) == (ConsentHow.PHONE, told.evidence)


def test_one_broker_takes_a_case(cast: Cast) -> None:
    case = brokering.opened(cast)
    actions.take_case(by=user(cast.binh), case=case)
    with pytest.raises(WrongStateError):
        actions.take_case(by=user(cast.quan), case=case)
    with pytest.raises(NotAllowedError):
        actions.take_case(by=user(cast.hoa), case=case)


def test_what_cannot_be_opened(cast: Cast) -> None:
    offer, need = brokering.pair(cast)
    with pytest.raises(NotAllowedError):
        actions.open_case(by=user(cast.tu), offer=offer, need=need)
    actions.open_case(by=user(cast.lan), offer=offer, need=need)
    with pytest.raises(WrongStateError):
        actions.open_case(by=user(cast.minh), offer=offer, need=need)
    draft = listings_by_hand.offer(cast.doan_ket, listings_by_hand.Goods(published=False))
    reported = listings_by_hand.reported_offer(cast.doan_ket, "tin-1", commodity="sầu riêng")
    own = listings_by_hand.need(cast.doan_ket)
    for impossible in (draft, reported):
        with pytest.raises(WrongStateError):
            actions.open_case(by=user(cast.binh), offer=impossible, need=need)
    with pytest.raises(DomainError):
        actions.open_case(by=user(cast.binh), offer=offer, need=own)


def test_a_no_holds_for_a_season_unless_the_same_side_takes_it_back(cast: Cast) -> None:
    case = brokering.opened(cast)
    actions.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=False, note="Đã đủ khách")
    assert (case.stage, case.closing, case.is_introduced) == (CaseStage.CLOSED, CaseClosing.REFUSED, False)
    offer, need = brokering.pair(cast)
    with pytest.raises(WrongStateError):
        actions.open_case(by=user(cast.minh), offer=offer, need=need)
    with pytest.raises(WrongStateError):
        actions.withdraw_refusal(by=user(cast.minh), case=case, voice=Voice(cast.huong_viet))
    db.session.commit()
    with time_machine.travel(now() + limits().refusal + timedelta(days=1), tick=False):
        offer_then, need_then = brokering.pair(cast)
        actions.open_case(by=user(cast.minh), offer=offer_then, need=need_then)
        db.session.rollback()
    actions.withdraw_refusal(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket))
    assert case.stage is CaseStage.CLOSED
    again = actions.open_case(by=user(cast.minh), offer=offer, need=need)
    assert again.stage is CaseStage.PROPOSED


def test_revisions_are_numbered_kept_and_told_apart(cast: Cast) -> None:
    case = brokering.introduced(cast)
    first = brokering.proposed(cast, case)
    second = brokering.proposed(cast, case, price_dong_per_kg=47_000)
    assert [terms.number for terms in case.revisions] == [1, 2]
    changed = [row.label for row in differences(first, second) if row.before != row.after]
    assert changed == ["Đơn giá mỗi kg"]
    assert fingerprint(first) != fingerprint(second)
    before = fingerprint(second)
    db.session.commit()
    db.session.expire_all()
    assert fingerprint(second) == before, "the print's mark survives the way through the database"
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.text("UPDATE terms SET price_dong_per_kg = 1"))
    db.session.rollback()


def test_a_stale_proposal_and_a_stale_acceptance_are_refused(cast: Cast) -> None:
    case = brokering.introduced(cast)
    brokering.proposed(cast, case)
    with pytest.raises(StaleError):
        actions.propose_terms(by=user(cast.hoa), case=case, draft=brokering.draft(case), based_on=0)
    brokering.proposed(cast, case)
    with pytest.raises(StaleError):
        actions.accept_terms(by=user(cast.hoa), case=case, number=1, voice=Voice(cast.doan_ket))


def test_periods_must_make_sense(cast: Cast) -> None:
    case = brokering.introduced(cast)
    period = case.offer.periods[0]
    day = timedelta(days=1)
    whole = PeriodDraft(period.start, period.end, Decimal(1000))
    wrong = [
        [],
        [replace(whole, end=period.start - day)],
        [replace(whole, quantity_kg=Decimal(0))],
        [replace(whole, start=period.start - day)],
        [whole, replace(whole, start=period.end, end=period.end + day)],
    ]
    for periods in wrong:
        with pytest.raises(DomainError) as refusal:
            actions.propose_terms(by=user(cast.minh), case=case, draft=brokering.draft(case, periods=periods))
        assert refusal.value.field == "periods"
    backwards = brokering.draft(case, effective_to=period.start - day)
    with pytest.raises(DomainError) as refusal:
        actions.propose_terms(by=user(cast.minh), case=case, draft=backwards)
    assert refusal.value.field == "effective_to"
    assert case.revisions == []


def test_agreeing_reserves_and_a_newer_agreement_changes_places(cast: Cast) -> None:
    case = brokering.agreed(cast, tonnes=40)
    period = case.offer.periods[0]
    assert (case.stage, period.reserved_kg) == (CaseStage.AGREED, kg(40_000))
    newer = brokering.proposed(cast, case, 90)
    assert period.reserved_kg == kg(40_000)
    actions.accept_terms(by=user(cast.minh), case=case, number=2, voice=Voice(cast.huong_viet))
    assert (period.reserved_kg, case.agreed_terms and case.agreed_terms.number) == (kg(40_000), 1)
    actions.accept_terms(by=user(cast.hoa), case=case, number=2, voice=Voice(cast.doan_ket))
    assert (period.reserved_kg, case.agreed_terms) == (kg(90_000), newer)
    actions.close_case(by=user(cast.binh), case=case, closing=CaseClosing.GONE)
    assert period.reserved_kg == 0


def test_too_little_left_is_said_and_nothing_is_held(cast: Cast) -> None:
    offer, need = brokering.pair(cast)
    first = brokering.introduced(cast, (offer, need))
    other_need = listings_by_hand.need(cast.lua_vang, brokering.GOODS)
    second = actions.open_case(by=user(cast.binh), offer=offer, need=other_need)
    for person, side in ((cast.hoa, cast.doan_ket), (cast.son, cast.lua_vang)):
        actions.answer(by=user(person), case=second, voice=Voice(side), yes=True)
    for case, tonnes in ((first, 70), (second, 31)):
        actions.propose_terms(by=user(cast.binh), case=case, draft=brokering.draft(case, tonnes))
        actions.accept_terms(by=user(cast.hoa), case=case, number=1, voice=Voice(cast.doan_ket)) if (
            case is first
        ) else None
    actions.accept_terms(by=user(cast.minh), case=first, number=1, voice=Voice(cast.huong_viet))
    db.session.commit()
    actions.accept_terms(by=user(cast.hoa), case=second, number=1, voice=Voice(cast.doan_ket))
    with pytest.raises(NotEnoughLeftError) as refusal:
        actions.accept_terms(by=user(cast.son), case=second, number=1, voice=Voice(cast.lua_vang))
    assert refusal.value.data["left_kg"] == kg(30_000)
    assert "30 tấn" in str(refusal.value.message)
    db.session.rollback()
    assert offer.periods[0].reserved_kg == kg(70_000)


def test_the_ledger_turns_and_returns(cast: Cast) -> None:
    case = brokering.agreed(cast, tonnes=40)
    terms, period, wanted = case.revisions[0], case.offer.periods[0], case.need.periods[0]
    ledger.commit(terms, by=user(cast.binh))
    assert (period.reserved_kg, period.contracted_kg, wanted.contracted_kg) == (kg(0), kg(40_000), kg(40_000))
    ledger.uncommit(terms, by=user(cast.binh))
    assert (period.reserved_kg, period.contracted_kg, wanted.contracted_kg) == (kg(40_000), kg(0), kg(0))
    ledger.commit(terms, by=user(cast.binh))
    ledger.release_contracted(terms, by=user(cast.binh), after=period.end)
    assert period.contracted_kg == kg(40_000), "a period that is over stays what it was"
    ledger.release_contracted(terms, by=user(cast.binh))
    assert (period.free_kg, wanted.contracted_kg) == (kg(100_000), kg(0))


def test_everything_leaves_an_event_with_its_author(cast: Cast) -> None:
    case = brokering.agreed(cast)
    rows = db.session.scalars(sa.select(AuditEvent).filter_by(subject_kind="cases", subject_id=case.id)).all()
    assert all(row.actor_id for row in rows)
    names = [row.name for row in rows]
    assert {"case.opened", "case.consent-given", "case.terms-proposed", "case.terms-accepted"} <= set(names)
    said = [row.on_behalf_of_id for row in rows if row.name == "case.terms-accepted"]
    assert said == [cast.doan_ket, cast.huong_viet]


def test_due_days_look_ahead(cast: Cast) -> None:
    case = brokering.introduced(cast)
    assert case.due_on == today() + timedelta(days=14)
    actions.set_due_day(by=user(cast.binh), case=case, day=today() + timedelta(days=2))
    with pytest.raises(DomainError):
        actions.set_due_day(by=user(cast.binh), case=case, day=today() - timedelta(days=1))
    assert organisation(cast.doan_ket).name


def test_an_acceptance_that_came_meanwhile_is_seen(cast: Cast) -> None:
    """A page has loaded the revision before it gets the lock; the other side's yes was written in between."""
    case = brokering.introduced(cast)
    terms = brokering.proposed(cast, case)
    held = case.revisions[-1]
    assert held.acceptances == []
    theirs = {"terms_id": terms.id, "organisation_id": cast.doan_ket, "by_id": cast.hoa, "how": "online", "at": now()}
    db.session.execute(sa.insert(Acceptance).values(theirs))
    actions.accept_terms(by=user(cast.minh), case=case, number=held.number, voice=Voice(cast.huong_viet))
    assert case.stage is CaseStage.AGREED
