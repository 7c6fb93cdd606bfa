"""Forms of the delivery book: three fields first, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from marketplace.brokering.forms import VoiceForm
from marketplace.brokering.models import TermsPeriod
from marketplace.deliveries.actions import DeliveryDraft, PaymentDraft
from marketplace.deliveries.models import Delivery, PaymentKind, RejectCause
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import DayField, LongTextField, MoneyField, QuantityField, TextField, not_garbled
from marketplace.web.forms import Form, chosen, members, options, required

MOST_KG, MOST_PRICE, MOST_DONG = 10**8, 10**8, 10**14
ADVANCES = (PaymentKind.DEPOSIT, PaymentKind.ADVANCE)
PRODUCER, BUYER = "producer", "buyer"
SIDES = [(PRODUCER, _l("Bên giao")), (BUYER, _l("Bên mua"))]
EVIDENCE = _l("Ai báo, lúc nào, hoặc số phiếu cân, biên bản")


def _words(label: Any, most: int) -> TextField:
    return TextField(label, [Optional(), not_garbled()], most=most)


class SpokenForm(Form):
    """Whose entry it is: chosen by a broker, who says what it rests on; fixed for everybody else."""

    side = RadioField(_l("Ghi thay cho"), choices=options(SIDES), validators=[chosen()])
    evidence = TextField(EVIDENCE, [required(), not_garbled()], most=500)

    def speak(self, *, recorded: bool) -> None:
        """Without `recorded` the person's own organisation speaks."""
        if not recorded:
            del self.side, self.evidence


class DeliveryForm(SpokenForm):
    """A delivery. A period is named by its producer's public id and its first day."""

    period = SelectField(_l("Kỳ giao"), validators=[chosen()])
    delivered_on = DayField(_l("Ngày giao"), [required()])
    delivered_kg = QuantityField(_l("Khối lượng giao (kg)"), [required()], most=MOST_KG)
    accepted_kg = QuantityField(_l("Khối lượng được nhận (kg)"), [Optional()], least=0, most=MOST_KG)
    reject_cause = SelectField(
        _l("Lý do phần không nhận"), choices=members(RejectCause, nothing=_l("Không có phần nào bị trả")),
        validators=[Optional()],
    )  # fmt: skip
    reject_note = _words(_l("Nói rõ hơn về phần không nhận"), 300)
    grade = SelectField(_l("Loại hàng"), validators=[Optional()])
    price_dong_per_kg = MoneyField(_l("Đơn giá mỗi kg, trước khi tính theo loại (đồng)"), [Optional()], most=MOST_PRICE)
    offset_dong = MoneyField(_l("Khấu trừ vào tiền hàng (đồng)"), [Optional()], most=MOST_DONG)
    offset_note = _words(_l("Khấu trừ khoản nào"), 200)
    invoice = _words(_l("Số hóa đơn, phiếu cân"), 60)
    file = FileField(_l("Ảnh phiếu cân, biên bản"))

    def offer(self, periods: Mapping[str, tuple[str, TermsPeriod]], grades: list[str]) -> None:
        """The periods as key → (words, period), and the contract's grades."""
        self.period.choices = options((key, words) for key, (words, _) in periods.items())
        self.grade.choices = options(((name, name) for name in grades), nothing=_l("Không phân loại"))
        if not grades:
            del self.grade

    def draft(self, periods: Mapping[str, tuple[str, TermsPeriod]]) -> DeliveryDraft:
        """What was typed; the form has been found valid."""
        period = periods[self.period.data][1]
        return DeliveryDraft(
            organisation_id=period.organisation_id,
            period_start=period.start,
            delivered_on=self.delivered_on.data,
            delivered_kg=self.delivered_kg.data,
            accepted_kg=self.accepted_kg.data,
            reject_cause=RejectCause(self.reject_cause.data) if self.reject_cause.data else None,
            reject_note=self.reject_note.data,
            grade=self.grade.data if "grade" in self else None,
            price_dong_per_kg=self.price_dong_per_kg.data,
            offset_dong=self.offset_dong.data,
            offset_note=self.offset_note.data,
            invoice=self.invoice.data,
        )


def values_of(delivery: Delivery) -> dict[str, Any]:
    """An entry as the form shows it for correction."""
    names = ("delivered_on", "delivered_kg", "accepted_kg", "reject_cause", "reject_note", "grade",
             "price_dong_per_kg", "offset_dong", "offset_note", "invoice")  # fmt: skip
    period = f"{delivery.organisation.public_id}:{delivery.period_start}"
    return {"period": period, **{name: getattr(delivery, name) for name in names}}


class AnswerForm(VoiceForm):
    """What the other side says: yes, or what is not right."""

    answer = RadioField(_l("Trả lời"), choices=options([("yes", ""), ("no", "")]), validators=[chosen()])
    note = LongTextField(_l("Chỗ nào chưa đúng"), [Optional(), not_garbled()], most=500)

    def ask(self, yes: Any, no: Any) -> None:
        """The words of the two answers."""
        self.answer.choices = options([("yes", yes), ("no", no)])


class PaymentForm(SpokenForm):
    """A deposit or an advance."""

    kind = RadioField(_l("Khoản gì"), choices=members(ADVANCES), validators=[chosen()])
    producer = SelectField(_l("Trả cho"), validators=[chosen()])
    amount_dong = MoneyField(_l("Số tiền (đồng)"), [required()], most=MOST_DONG)
    due_on = DayField(_l("Hạn trả"), [Optional()])

    def draft(self, organisation_id: int) -> PaymentDraft:
        """What was typed; the form has been found valid."""
        kind = PaymentKind(self.kind.data)
        return PaymentDraft(organisation_id, kind, self.amount_dong.data, self.due_on.data)


class PaidForm(SpokenForm):
    """When it was paid, and how that can be found."""

    paid_on = DayField(_l("Ngày trả"), [required()])
    reference = TextField(_l("Số chứng từ, cách trả"), [required(), not_garbled()], most=120)


class ReplyForm(Form):
    """The organisation's own words beside its record."""

    text = LongTextField(_l("Phản hồi của đơn vị"), [required(), not_garbled()], most=1000)
