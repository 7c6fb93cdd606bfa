"""Writing down a delivery; putting one right by a new row that names the one it replaces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import LazyString

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.brokering.models import TermsPeriod
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries.actions.common import Speaker, check_speaker, open_book, owe_no_more, tell_side, written
from marketplace.deliveries.limits import limits
from marketplace.deliveries.models import Delivery, RejectCause
from marketplace.deliveries.money import grades_of, value_of
from marketplace.deliveries.track import recount
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.files.actions import Upload, store
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_kg, format_money


@dataclass(frozen=True, slots=True)
class DeliveryDraft:
    """One handover as stated: kilograms, đồng a kilogram before grades, and what is set off, in đồng.

    `accepted_kg` None: everything was accepted. `period_start` names a period of the producer in the terms.
    """

    organisation_id: int
    period_start: date
    delivered_on: date
    delivered_kg: Decimal
    accepted_kg: Decimal | None = None
    reject_cause: RejectCause | None = None
    reject_note: str | None = None
    grade: str | None = None
    price_dong_per_kg: int | None = None
    offset_dong: int | None = None
    offset_note: str | None = None
    invoice: str | None = None


def enter_delivery(
    *, by: User, contract: Contract, draft: DeliveryDraft, speaker: Speaker, upload: Upload | None = None
) -> Delivery:
    """A delivery of one producer in one period; the other side is asked whether it was so.

    Raises DomainError on the field that cannot be, NotAllowedError for people of neither side.
    """
    contract = open_book(contract)
    made = _enter(by, contract, draft, speaker, upload, None)
    recount(_producers(contract, made))
    return made


def _producers(contract: Contract, delivery: Delivery) -> set[int]:
    """From its first entry on a book is kept for every producer of the contract."""
    return {delivery.organisation_id, *(one.organisation_id for one in contract.terms.periods)}


def correct_delivery(
    *, by: User, delivery: Delivery, draft: DeliveryDraft, speaker: Speaker, upload: Upload | None = None
) -> Delivery:
    """The same delivery as it really was. What stood there stays readable, counts no more, and is owed no more.

    An amount already paid stays paid and is taken off what the corrected delivery comes to. A file stays with it
    unless another one comes.
    """
    contract = open_book(delivery.contract)
    if delivery.replaced_by is not None:
        raise WrongStateError(_l("Lần giao này đã được sửa; hãy mở bản mới nhất."))
    if draft.organisation_id != delivery.organisation_id:
        raise DomainError(_l("Sửa một lần giao không đổi được bên giao."), field="period")
    corrected = _enter(by, contract, draft, speaker, upload, delivery)
    owe_no_more(delivery, contract, by=by, behalf=speaker.organisation_id)
    recount({*_producers(contract, corrected), contract.case.buyer_id})
    return corrected


def _enter(
    by: User, contract: Contract, draft: DeliveryDraft, speaker: Speaker, upload: Upload | None, old: Delivery | None
) -> Delivery:
    check_speaker(by, contract, speaker, {draft.organisation_id, contract.case.buyer_id})
    period = _period(contract, draft)
    _check_day(contract, draft.delivered_on)
    accepted = _accepted(draft)
    _check_money(contract, draft, accepted)
    whole = accepted == draft.delivered_kg
    delivery = Delivery(
        contract=contract,
        organisation_id=draft.organisation_id,
        period_start=period.start,
        period_end=period.end,
        delivered_on=draft.delivered_on,
        delivered_kg=draft.delivered_kg,
        accepted_kg=accepted,
        reject_cause=None if whole else draft.reject_cause,
        reject_note=None if whole else draft.reject_note or None,
        grade=draft.grade or None,
        price_dong_per_kg=draft.price_dong_per_kg,
        offset_dong=draft.offset_dong,
        offset_note=draft.offset_note or None if draft.offset_dong else None,
        invoice=draft.invoice or None,
        evidence=speaker.evidence or None,
        file_id=store(upload, by=by).id if upload else old and old.file_id,
        replaces=old,
        entered_for_id=speaker.organisation_id,
        entered_by=by,
    )
    db.session.add(delivery)
    db.session.flush()
    _note(by, contract, delivery, old)
    return delivery


def _period(contract: Contract, draft: DeliveryDraft) -> TermsPeriod:
    own = [period for period in contract.terms.periods if period.organisation_id == draft.organisation_id]
    found = next((period for period in own if period.start == draft.period_start), None)
    if found is None:
        raise DomainError(_l("Hợp đồng không có kỳ giao này của đơn vị này."), field="period")
    return found


def _check_day(contract: Contract, day: date) -> None:
    if day > today():
        raise DomainError(_l("Ngày giao ở tương lai; ghi khi hàng đã giao."), field="delivered_on")
    last = contract.effective_to + limits().late_entry
    if not contract.effective_from <= day <= last:
        raise DomainError(
            _l(
                "Ngày giao phải từ %(first)s đến %(last)s, theo thời hạn hợp đồng.",
                first=format_date(contract.effective_from),
                last=format_date(last),
            ),
            field="delivered_on",
        )


def _accepted(draft: DeliveryDraft) -> Decimal:
    delivered = draft.delivered_kg
    if delivered <= 0:
        raise DomainError(_l("Số phải lớn hơn 0."), field="delivered_kg")
    accepted = delivered if draft.accepted_kg is None else draft.accepted_kg
    if not 0 <= accepted <= delivered:
        raise DomainError(
            _l("Khối lượng nhận phải từ 0 đến khối lượng giao (%(most)s).", most=format_kg(delivered)),
            field="accepted_kg",
        )
    if accepted < delivered and draft.reject_cause is None:
        raise DomainError(
            _l("Có %(kg)s không được nhận: chọn lý do.", kg=format_kg(delivered - accepted)), field="reject_cause"
        )
    return accepted


def _check_money(contract: Contract, draft: DeliveryDraft, accepted: Decimal) -> None:
    _check_grade(contract, draft)
    if draft.offset_dong and not draft.offset_note:
        raise DomainError(_l("Ghi rõ khấu trừ khoản nào."), field="offset_note")
    value = value_of(contract.terms_on(draft.delivered_on), accepted, draft.grade, draft.price_dong_per_kg)
    if draft.offset_dong and value is not None and draft.offset_dong > value:
        raise DomainError(
            _l("Khoản khấu trừ lớn hơn tiền hàng của lần giao (%(value)s).", value=format_money(value)),
            field="offset_dong",
        )


def _check_grade(contract: Contract, draft: DeliveryDraft) -> None:
    """An annex may name new grades, and their prices, or end old ones: those of the delivery's own day hold."""
    if not draft.grade or draft.grade in {row.name for row in contract.terms_on(draft.delivered_on).grades}:
        return
    if draft.grade in grades_of(contract):
        day = format_date(draft.delivered_on)
        raise DomainError(_l("Ngày %(day)s hợp đồng không có loại hàng này.", day=day), field="grade")
    raise DomainError(_l("Hợp đồng không có loại hàng này."), field="grade")


def _note(by: User, contract: Contract, delivery: Delivery, old: Delivery | None) -> None:
    name = events.DELIVERY_CORRECTED if old else events.DELIVERY_ENTERED
    written(
        name, delivery, contract, by=by, behalf=delivery.entered_for_id,
        before=_told(old) if old else {}, after=_told(delivery), evidence=delivery.evidence,
    )  # fmt: skip
    tell_side(
        delivery, contract, delivery.answering_organisation_id, by=by, key="entered",
        sentence=_l(
            "Ngày %(day)s: ghi đã giao %(kg)s, nhận %(accepted)s. Đúng không?",
            day=format_date(delivery.delivered_on),
            kg=LazyString(format_kg, delivery.delivered_kg),
            accepted=LazyString(format_kg, delivery.accepted_kg),
        ),
    )  # fmt: skip


def _told(delivery: Delivery) -> dict[str, object]:
    names = ("delivered_on", "delivered_kg", "accepted_kg", "reject_cause", "grade", "price_dong_per_kg",
             "offset_dong", "invoice", "period_start")  # fmt: skip
    return {name: value for name in names if (value := getattr(delivery, name)) is not None}
