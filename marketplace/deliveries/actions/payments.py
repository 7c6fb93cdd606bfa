"""Payments: deposits and advances beside those that follow from deliveries; when they were paid; whether they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import LazyString

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.brokering.voices import Voice, check_voice
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries.actions.common import Speaker, check_speaker, open_book, tell_side, written
from marketplace.deliveries.models import Payment, PaymentAnswer, PaymentKind, PaymentState
from marketplace.deliveries.track import recount
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_money


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """A deposit or an advance to one producer, in whole đồng, and the day it is due if one was agreed."""

    organisation_id: int
    kind: PaymentKind
    amount_dong: int
    due_on: date | None = None


def add_payment(*, by: User, contract: Contract, draft: PaymentDraft, speaker: Speaker) -> Payment:
    """Write down a deposit or an advance that the buyer owes. Payments for goods follow from deliveries alone."""
    contract = open_book(contract)
    check_speaker(by, contract, speaker, {contract.case.buyer_id})
    if draft.kind is PaymentKind.GOODS:
        raise DomainError(_l("Tiền hàng tính từ lần giao đã xác nhận, không ghi ở đây."), field="kind")
    if draft.organisation_id not in {period.organisation_id for period in contract.terms.periods}:
        raise DomainError(_l("Đơn vị này không giao hàng theo hợp đồng."), field="producer")
    if draft.amount_dong <= 0:
        raise DomainError(_l("Số phải lớn hơn 0."), field="amount_dong")
    payment = Payment(
        contract=contract,
        organisation_id=draft.organisation_id,
        kind=draft.kind,
        amount_dong=draft.amount_dong,
        due_on=draft.due_on,
        entered_by_id=by.id,
    )
    db.session.add(payment)
    db.session.flush()
    written(
        events.PAYMENT_ADDED, payment, contract, by=by, behalf=speaker.organisation_id,
        after={"kind": draft.kind, "amount_dong": draft.amount_dong, "due_on": draft.due_on},
        evidence=speaker.evidence,
    )  # fmt: skip
    recount([contract.case.buyer_id])
    return payment


def record_payment(*, by: User, payment: Payment, paid_on: date, reference: str, speaker: Speaker) -> None:
    """The buyer says when it paid and how that can be found; it may say so again until the producer has the money."""
    contract = open_book(payment.contract)
    check_speaker(by, contract, speaker, {contract.case.buyer_id})
    db.session.refresh(payment)
    if payment.withdrawn_at is not None or payment.state is PaymentState.RECEIVED:
        raise WrongStateError(_l("Khoản này đã xong hoặc không còn phải trả."))
    if paid_on > today():
        raise DomainError(_l("Ngày trả ở tương lai; ghi khi đã trả."), field="paid_on")
    first = min(contract.effective_from, contract.signed_on or contract.effective_from)
    if paid_on < first:
        raise DomainError(_l("Ngày trả phải từ %(day)s trở đi.", day=format_date(first)), field="paid_on")
    if not reference.strip():
        raise DomainError(_l("Ghi số chứng từ hoặc cách trả để bên bán đối chiếu."), field="reference")
    before = {"paid_on": payment.paid_on, "reference": payment.reference}
    payment.paid_on, payment.paid_by_id, payment.reference = paid_on, by.id, reference
    db.session.flush()
    written(
        events.PAYMENT_MADE, payment, contract, by=by, behalf=speaker.organisation_id,
        before=before, after={"paid_on": paid_on, "reference": reference}, evidence=speaker.evidence,
    )  # fmt: skip
    tell_side(
        payment, contract, payment.organisation_id, by=by, key=f"paid:{paid_on}:{len(payment.answers)}",
        sentence=_l(
            "Bên mua báo đã trả %(amount)s ngày %(day)s. Đã nhận được chưa?",
            amount=LazyString(format_money, payment.amount_dong),
            day=format_date(paid_on),
        ),
    )  # fmt: skip
    recount([contract.case.buyer_id])


def answer_payment(*, by: User, payment: Payment, voice: Voice, agrees: bool, note: str | None = None) -> PaymentAnswer:
    """The producer says whether the money came. A no keeps the payment out of the buyer's rate until it is settled."""
    contract = open_book(payment.contract)
    check_voice(by, contract.case, voice, frozenset({payment.organisation_id}))
    db.session.refresh(payment)
    _check_answer(payment, agrees=agrees, note=note)
    answer = PaymentAnswer(
        payment=payment, agrees=agrees, note=note or None, how=voice.how, evidence=voice.evidence or None, by=by
    )
    db.session.add(answer)
    db.session.flush()
    written(
        events.PAYMENT_RECEIVED if agrees else events.PAYMENT_DISPUTED, payment, contract, by=by,
        behalf=voice.organisation_id, how=voice.how, note=note,
    )  # fmt: skip
    amount = LazyString(format_money, payment.amount_dong)
    sentence = _l("Bên bán xác nhận đã nhận %(amount)s.", amount=amount)
    if not agrees:
        sentence = _l("Bên bán báo chưa nhận đủ %(amount)s.", amount=amount)
    tell_side(payment, contract, contract.case.buyer_id, by=by, key=f"answer:{answer.id}", sentence=sentence)
    recount([contract.case.buyer_id])
    return answer


def _check_answer(payment: Payment, *, agrees: bool, note: str | None) -> None:
    if payment.withdrawn_at is not None or payment.paid_on is None:
        raise WrongStateError(_l("Bên mua chưa báo đã trả khoản này."))
    if payment.state is (PaymentState.RECEIVED if agrees else PaymentState.DISPUTED):
        raise WrongStateError(_l("Đơn vị này đã trả lời như vậy rồi."))
    if not agrees and not (note or "").strip():
        raise DomainError(_l("Ghi rõ chỗ nào chưa đúng."), field="note")
