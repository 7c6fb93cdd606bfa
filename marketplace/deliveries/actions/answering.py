"""The other side's word on a delivery: yes, from which a payment follows, or how it saw it."""

from __future__ import annotations

from datetime import timedelta

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.brokering.voices import Voice, check_voice
from marketplace.contracts.models import Contract
from marketplace.deliveries.actions.common import open_book, owe_no_more, tell_side, written
from marketplace.deliveries.models import Delivery, DeliveryAnswer, EntryState, Payment, PaymentKind
from marketplace.deliveries.money import amount_due
from marketplace.deliveries.queries import live_payment_of
from marketplace.deliveries.track import recount
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date


def answer_delivery(
    *, by: User, delivery: Delivery, voice: Voice, agrees: bool, note: str | None = None
) -> DeliveryAnswer:
    """The side that did not make the entry says whether it was so; a later answer stands beside the earlier one.

    A yes makes the amount due, a no takes back what is not paid yet and keeps the delivery out of every rate.
    WrongStateError for the same answer twice and for an entry that was corrected.
    """
    contract = open_book(delivery.contract)
    check_voice(by, contract.case, voice, frozenset({delivery.answering_organisation_id}))
    db.session.refresh(delivery, ["answers", "replaced_by"])
    _check(delivery, agrees=agrees, note=note)
    answer = DeliveryAnswer(
        delivery=delivery,
        organisation_id=voice.organisation_id,
        agrees=agrees,
        note=note or None,
        how=voice.how,
        evidence=voice.evidence or None,
        by=by,
    )
    db.session.add(answer)
    db.session.flush()
    if agrees:
        _owe(by, contract, delivery)
    else:
        owe_no_more(delivery, contract, by=by, behalf=voice.organisation_id)
    _note(by, contract, delivery, answer)
    recount([delivery.organisation_id, contract.case.buyer_id])
    return answer


def _check(delivery: Delivery, *, agrees: bool, note: str | None) -> None:
    if delivery.replaced_by is not None:
        raise WrongStateError(_l("Lần giao này đã được sửa; hãy mở bản mới nhất."))
    if delivery.state is (EntryState.AGREED if agrees else EntryState.DISPUTED):
        raise WrongStateError(_l("Đơn vị này đã trả lời như vậy rồi."))
    if not agrees and not (note or "").strip():
        raise DomainError(_l("Ghi rõ chỗ nào chưa đúng."), field="note")


def _owe(by: User, contract: Contract, delivery: Delivery) -> None:
    """The amount due, less what was paid for the entries this one corrects; nothing while the price is open.

    By the terms of the day of delivery: an annex signed later changes no price of what was delivered before.
    """
    terms = contract.terms_on(delivery.delivered_on)
    due = amount_due(terms, delivery)
    if due is None or live_payment_of(delivery) is not None:
        return
    left = due - _paid_before(delivery)
    if left <= 0:
        return
    days = terms.payment_days
    payment = Payment(
        contract=contract,
        organisation_id=delivery.organisation_id,
        delivery=delivery,
        kind=PaymentKind.GOODS,
        amount_dong=left,
        due_on=None if days is None else delivery.delivered_on + timedelta(days=days),
        entered_by_id=by.id,
    )
    db.session.add(payment)
    db.session.flush()
    written(
        events.PAYMENT_DUE, payment, contract, by=by, behalf=delivery.organisation_id,
        after={"amount_dong": left, "due_on": payment.due_on},
    )  # fmt: skip


def _paid_before(delivery: Delivery) -> int:
    paid, old = 0, delivery.replaces
    while old is not None:
        payment = live_payment_of(old)
        paid += payment.amount_dong if payment is not None else 0
        old = old.replaces
    return paid


def _note(by: User, contract: Contract, delivery: Delivery, answer: DeliveryAnswer) -> None:
    written(
        events.DELIVERY_AGREED if answer.agrees else events.DELIVERY_DISPUTED, delivery, contract, by=by,
        behalf=answer.organisation_id, how=answer.how, note=answer.note,
    )  # fmt: skip
    day = format_date(delivery.delivered_on)
    sentence = _l("Bên kia đã xác nhận lần giao ngày %(day)s.", day=day)
    if not answer.agrees:
        sentence = _l("Bên kia thấy lần giao ngày %(day)s chưa đúng.", day=day)
    tell_side(delivery, contract, delivery.entered_for_id, by=by, key=f"answer:{answer.id}", sentence=sentence)
