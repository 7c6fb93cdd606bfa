"""The delivery book: entries and answers, corrections, what becomes due, lateness; and the bad input it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.audit.record import verify_chain
from marketplace.brokering.models import ConsentHow, Terms
from marketplace.brokering.voices import Voice
from marketplace.clock import now, today
from marketplace.contracts.models import Annex, AnnexReason, Contract
from marketplace.deliveries import actions
from marketplace.deliveries.actions import PaymentDraft, Speaker
from marketplace.deliveries.models import EntryState, Payment, PaymentKind, PaymentState, RejectCause
from marketplace.deliveries.money import grades_of, late_interest
from marketplace.deliveries.queries import live_payment_of, payments_of
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from tests.cast import Cast, user
from tests.factories import deliveries
from tests.factories.deliveries import TONNE, Share, months_ago

pytestmark = pytest.mark.usefixtures("context")


def share(cast: Cast, months: int = 2, tonnes: int = 10) -> Share:
    return Share(cast.doan_ket, months_ago(months), tonnes)


def test_a_confirmed_delivery_is_owed_by_its_grade_less_what_is_set_off(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one], grades=[("Loại 1", 110), ("Loại 2", 80)])
    delivery = deliveries.entered(
        cast, contract, one, 8, accepted_kg=7 * TONNE, reject_cause=RejectCause.RIPENESS, grade="Loại 2",
        offset_dong=12_000_000, offset_note="Trừ giống ứng tháng 3",
    )  # fmt: skip
    assert (delivery.state, live_payment_of(delivery)) == (EntryState.WAITING, None), "nothing is owed before the yes"
    deliveries.answered(cast, delivery)
    payment = live_payment_of(delivery)
    assert payment is not None
    assert payment.amount_dong == 7_000 * 20_000 * 80 // 100 - 12_000_000
    assert payment.due_on == delivery.delivered_on + timedelta(days=15)
    assert verify_chain(f"contract:{contract.id}") is None
    told = db.session.scalars(sa.select(Notification).filter_by(user_id=cast.hoa)).all()
    assert [line.path for line in told] == [f"/deliveries/{delivery.public_id}"]


def test_without_a_price_nothing_is_owed_until_a_correction_names_one(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one], price_basis="market", price_dong_per_kg=None)
    delivery = deliveries.agreed(cast, contract, one)
    assert payments_of(contract) == []
    priced = deliveries.draft(one, price_dong_per_kg=21_500)
    corrected = actions.correct_delivery(
        by=user(cast.minh), delivery=delivery, draft=priced, speaker=Speaker(cast.huong_viet)
    )
    deliveries.answered(cast, corrected)
    assert [payment.amount_dong for payment in payments_of(contract)] == [215_000_000]


def test_a_correction_replaces_the_entry_and_pays_only_the_difference(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    first = deliveries.agreed(cast, contract, one, 5)
    unpaid = actions.correct_delivery(
        by=user(cast.hoa), delivery=first, draft=deliveries.draft(one, 6), speaker=Speaker(cast.doan_ket)
    )
    assert payments_of(contract) == [], "the old amount is not owed, the new one not agreed"
    minh = user(cast.minh)
    actions.answer_delivery(by=minh, delivery=unpaid, voice=Voice(cast.huong_viet), agrees=True)
    (owed,) = payments_of(contract)
    actions.record_payment(by=minh, payment=owed, paid_on=today(), reference="UNC 12", speaker=Speaker(cast.huong_viet))
    third = actions.correct_delivery(
        by=user(cast.hoa), delivery=unpaid, draft=deliveries.draft(one, 7), speaker=Speaker(cast.doan_ket)
    )
    actions.answer_delivery(by=minh, delivery=third, voice=Voice(cast.huong_viet), agrees=True)
    assert sorted(payment.amount_dong for payment in payments_of(contract)) == [20_000_000, 120_000_000]
    with pytest.raises(WrongStateError):
        actions.correct_delivery(
            by=minh, delivery=unpaid, draft=deliveries.draft(one, 1), speaker=Speaker(cast.huong_viet)
        )
    with pytest.raises(WrongStateError):
        actions.answer_delivery(by=minh, delivery=unpaid, voice=Voice(cast.huong_viet), agrees=False, note="Nhầm")


def test_a_dispute_takes_back_what_was_owed_and_a_later_yes_brings_it_again(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    delivery = deliveries.agreed(cast, contract, one)
    with pytest.raises(WrongStateError):
        deliveries.answered(cast, delivery)
    deliveries.answered(cast, delivery, agrees=False)
    assert (delivery.state, payments_of(contract)) == (EntryState.DISPUTED, [])
    deliveries.answered(cast, delivery)
    assert len(payments_of(contract)) == 1
    assert [answer.agrees for answer in delivery.answers] == [True, False, True], "every answer is kept"
    told = sa.select(AuditEvent.data).filter_by(name=events.PAYMENT_WITHDRAWN)
    assert db.session.scalars(told).one()["before"]["amount_dong"] == 200_000_000


def annexed(cast: Cast, contract: Contract, terms: Terms) -> None:
    """From today the contract's terms are these."""
    contract.annexes.append(
        Annex(
            number=1, reason=AnnexReason.HARDSHIP, note="Giá lên", before_terms=contract.terms, terms=terms,
            opened_by_id=cast.binh, opened_at=now(), signed_on=today(),
        )
    )  # fmt: skip
    contract.terms = terms
    db.session.flush()


def test_an_annex_names_grades_for_what_is_delivered_from_its_day_on(cast: Cast) -> None:
    one = Share(cast.doan_ket, months_ago(1), 10)
    contract = deliveries.signed(cast, [one], grades=[("Loại 1", 110)])
    annexed(cast, contract, deliveries.signed(cast, [one], grades=[("Loại A", 120)]).terms)
    assert grades_of(contract) == ["Loại A", "Loại 1"]
    earlier = (today() - one.start).days - 1
    with pytest.raises(DomainError) as refusal:
        deliveries.entered(cast, contract, one, after=earlier, grade="Loại A")
    assert refusal.value.field == "grade"
    for after, grade in ((earlier, "Loại 1"), (earlier + 1, "Loại A")):
        deliveries.answered(cast, deliveries.entered(cast, contract, one, 1, after=after, grade=grade))
    assert [payment.amount_dong for payment in payments_of(contract)] == [22_000_000, 24_000_000]


def test_an_annex_changes_no_price_of_what_was_delivered_before_it(cast: Cast) -> None:
    one = share(cast)
    contract, dearer = deliveries.signed(cast, [one]), deliveries.signed(cast, [one], price_dong_per_kg=30_000).terms
    delivery = deliveries.entered(cast, contract, one)
    annexed(cast, contract, dearer)
    deliveries.answered(cast, delivery)
    assert [payment.amount_dong for payment in payments_of(contract)] == [200_000_000]


def test_a_broker_records_for_both_sides_with_what_it_rests_on(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    broker = user(cast.binh)
    with pytest.raises(DomainError) as refusal:
        actions.enter_delivery(
            by=broker, contract=contract, draft=deliveries.draft(one), speaker=Speaker(cast.doan_ket)
        )
    assert refusal.value.field == "evidence"
    speaker = Speaker(cast.doan_ket, "Chị Hoa gọi 8h, phiếu cân 44")
    delivery = actions.enter_delivery(by=broker, contract=contract, draft=deliveries.draft(one), speaker=speaker)
    told = Voice(cast.huong_viet, ConsentHow.PHONE, "Anh Minh gọi 9h")
    actions.answer_delivery(by=broker, delivery=delivery, voice=told, agrees=True)
    assert delivery.state is EntryState.AGREED


@pytest.mark.parametrize("person", ["tu", "son", "quan", "an"])
def test_nobody_else_writes_into_the_book(cast: Cast, person: str) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    stranger = user(getattr(cast, person))
    for side in (cast.doan_ket, cast.huong_viet, cast.binh_minh):
        with pytest.raises(NotAllowedError):
            actions.enter_delivery(
                by=stranger, contract=contract, draft=deliveries.draft(one), speaker=Speaker(side, "tôi nghe nói")
            )
    delivery = deliveries.entered(cast, contract, one)
    with pytest.raises(NotAllowedError):
        actions.answer_delivery(by=stranger, delivery=delivery, voice=Voice(cast.doan_ket), agrees=True)
    with pytest.raises(NotAllowedError):
        actions.answer_delivery(by=user(cast.minh), delivery=delivery, voice=Voice(cast.huong_viet), agrees=True)


Change = Callable[[Share], dict[str, Any]]
BAD: list[tuple[str, Change]] = [
    ("delivered_kg", lambda _: {"delivered_kg": Decimal(0)}),
    ("delivered_kg", lambda _: {"delivered_kg": Decimal(-5)}),
    ("accepted_kg", lambda _: {"accepted_kg": Decimal(-1)}),
    ("accepted_kg", lambda _: {"accepted_kg": 11 * TONNE, "reject_cause": RejectCause.OTHER}),
    ("reject_cause", lambda _: {"accepted_kg": 9 * TONNE}),
    ("delivered_on", lambda _: {"delivered_on": today() + timedelta(days=1)}),
    ("delivered_on", lambda one: {"delivered_on": one.start - timedelta(days=1)}),
    ("period", lambda one: {"period_start": one.start + timedelta(days=1)}),
    ("grade", lambda _: {"grade": "Loại không có"}),
    ("offset_note", lambda _: {"offset_dong": 5_000}),
    ("offset_dong", lambda _: {"offset_dong": 200_000_001, "offset_note": "Trừ phân bón"}),
]


@pytest.mark.parametrize(("field", "change"), BAD)
def test_what_cannot_be_is_refused_at_its_field(cast: Cast, field: str, change: Change) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    bad = replace(deliveries.draft(one), **change(one))
    with pytest.raises(DomainError) as refusal:
        actions.enter_delivery(by=user(cast.minh), contract=contract, draft=bad, speaker=Speaker(cast.huong_viet))
    assert refusal.value.field == field


def test_payments_are_told_answered_and_told_again(cast: Cast) -> None:
    one = share(cast, months=3)
    contract = deliveries.signed(cast, [one])
    delivery = deliveries.agreed(cast, contract, one)
    payment = live_payment_of(delivery)
    assert payment is not None
    assert payment.state is PaymentState.LATE
    minh, hoa, buyer, seller = user(cast.minh), user(cast.hoa), Speaker(cast.huong_viet), Voice(cast.doan_ket)
    with pytest.raises(WrongStateError):
        actions.answer_payment(by=hoa, payment=payment, voice=seller, agrees=True)
    with pytest.raises(NotAllowedError):
        actions.record_payment(
            by=hoa, payment=payment, paid_on=today(), reference="UNC", speaker=Speaker(cast.doan_ket)
        )
    for day, field in ((today() + timedelta(days=1), "paid_on"), (date(2001, 1, 1), "paid_on")):
        with pytest.raises(DomainError) as refusal:
            actions.record_payment(by=minh, payment=payment, paid_on=day, reference="UNC", speaker=buyer)
        assert refusal.value.field == field
    actions.record_payment(by=minh, payment=payment, paid_on=today(), reference="UNC 12", speaker=buyer)
    actions.answer_payment(by=hoa, payment=payment, voice=seller, agrees=False, note="Thiếu 5 triệu")
    assert payment.state is PaymentState.DISPUTED
    actions.record_payment(by=minh, payment=payment, paid_on=today(), reference="UNC 12, 13", speaker=buyer)
    actions.answer_payment(by=hoa, payment=payment, voice=seller, agrees=True)
    assert payment.state is PaymentState.RECEIVED
    with pytest.raises(WrongStateError):
        actions.record_payment(by=minh, payment=payment, paid_on=today(), reference="UNC 14", speaker=buyer)


def test_deposits_and_advances_stand_beside_and_goods_come_from_deliveries_alone(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    minh, buyer = user(cast.minh), Speaker(cast.huong_viet)
    made = actions.add_payment(
        by=minh, contract=contract, draft=PaymentDraft(cast.doan_ket, PaymentKind.DEPOSIT, 50_000_000), speaker=buyer
    )
    assert (made.kind, made.state, made.due_on) == (PaymentKind.DEPOSIT, PaymentState.DUE, None)
    for bad in (
        PaymentDraft(cast.doan_ket, PaymentKind.GOODS, 1),
        PaymentDraft(cast.binh_minh, PaymentKind.ADVANCE, 1),
        PaymentDraft(cast.doan_ket, PaymentKind.ADVANCE, 0),
    ):
        with pytest.raises(DomainError):
            actions.add_payment(by=minh, contract=contract, draft=bad, speaker=buyer)


def test_late_interest_is_simple_and_nothing_is_made_up_where_none_was_agreed(cast: Cast) -> None:
    one = share(cast, months=4)
    contract = deliveries.signed(cast, [one])
    payment = Payment(amount_dong=100_000_000, due_on=date(2026, 3, 1))
    interest = late_interest(contract.terms, payment, date(2026, 3, 11))
    assert interest is not None
    assert (interest.days, interest.dong) == (10, 200_000), "100.000.000 × 7,3 % × 10 / 365"
    assert late_interest(contract.terms, payment, date(2026, 3, 1)) is None
    payment.paid_on = date(2026, 3, 2)
    paid = late_interest(contract.terms, payment, date(2026, 9, 1))
    assert paid is not None
    assert (paid.days, paid.dong) == (1, 20_000), "it stops on the day it was paid"
    silent = deliveries.signed(cast, [one], late_interest_pct=None)
    unknown = late_interest(silent.terms, payment, date(2026, 9, 1))
    assert unknown is not None
    assert unknown.dong is None


def test_a_draft_has_no_book_and_facts_are_never_changed(cast: Cast) -> None:
    one = share(cast)
    contract = deliveries.signed(cast, [one])
    delivery = deliveries.agreed(cast, contract, one)
    for table, column in (("deliveries", "accepted_kg = 1"), ("delivery_answers", "agrees = false")):
        with pytest.raises(sa.exc.DatabaseError), db.session.begin_nested():
            db.session.execute(sa.text(f"UPDATE {table} SET {column}"))
    db.session.expire_all()
    contract.state = "void"  # type: ignore[assignment]
    db.session.flush()
    with pytest.raises(WrongStateError):
        deliveries.entered(cast, contract, one)
    assert delivery.accepted_kg == 10 * TONNE
