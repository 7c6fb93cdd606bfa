"""Forms of brokering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms import Form as PlainForm
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from marketplace.brokering.models import CaseClosing, ConsentHow
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.organisations.models import Organisation
from marketplace.suggestions.models import RejectionReason
from marketplace.web.fields import (
    CountField,
    DayField,
    LongTextField,
    MoneyField,
    QuantityField,
    TextField,
    not_garbled,
)
from marketplace.web.forms import Form, chosen, members, options, required

RECORDED = [(how.value, how.label) for how in (ConsentHow.PHONE, ConsentHow.SIGNED_SHEET)]
CLOSINGS = [(why.value, why.label) for why in CaseClosing if why is not CaseClosing.REFUSED]


NOT_SAID = _l("Không nói rõ")


class TicksField(SelectMultipleField):
    """Several choices as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OpenForm(Form):
    """Proposing a connection. `offer` and `need` are public ids; the page fixes one and lets the other be chosen."""

    offer = SelectField(_l("Chào bán"), validators=[chosen()])
    need = SelectField(_l("Nhu cầu mua"), validators=[chosen()])
    others = TicksField(_l("Cùng gom đơn với"))
    note = LongTextField(_l("Lời nhắn cho bên kia"), [Optional(), not_garbled()], most=1000)
    consent = BooleanField(_l("Đơn vị tôi đồng ý được giới thiệu và cho bên kia xem thông tin liên hệ"))

    def pool(self, offers: list[tuple[str, str]]) -> None:
        """Offer these further offers (public id and words) to be pooled with the first; none: no such field."""
        if offers:
            self.others.choices = options(offers)
        else:
            del self.others

    def chosen_others(self) -> list[str]:
        """Public ids of the further offers that are ticked."""
        return list(self.others.data or []) if "others" in self else []


class VoiceForm(Form):
    """Whose word, and how it was given. Managers see one side and no more; staff record how and the proof."""

    organisation = RadioField(_l("Trả lời thay cho"), validators=[chosen()])
    how = RadioField(_l("Bên này trả lời bằng cách nào"), choices=options(RECORDED), validators=[chosen()])
    evidence = TextField(_l("Ai trả lời, lúc nào, hoặc số phiếu ký"), [required(), not_garbled()], most=500)

    def offer_sides(self, sides: Iterable[Organisation], *, recorded: bool) -> None:
        """Offer these sides; without `recorded` the word is the person's own and needs no proof."""
        sides = list(sides)
        if not recorded:
            del self.how, self.evidence
        if len(sides) == 1:
            self.organisation.data = sides[0].public_id
        self.organisation.choices = options((side.public_id, side.name) for side in sides)


class AnswerForm(VoiceForm):
    """Yes or no to the introduction."""

    answer = RadioField(
        _l("Trả lời"),
        choices=options(
            [
                ("yes", _l("Đồng ý được giới thiệu; bên kia được xem thông tin liên hệ")),
                ("no", _l("Không đồng ý")),
            ]
        ),
        validators=[chosen()],
    )
    cause = SelectField(_l("Nếu không đồng ý: vì sao?"), choices=members(RejectionReason, nothing=NOT_SAID))
    note = TextField(_l("Ghi chú"), [Optional(), not_garbled()], most=500)
    sheet = FileField(_l("Bản quét phiếu có chữ ký"))

    def offer_sides(self, sides: Iterable[Organisation], *, recorded: bool) -> None:
        """As for every word; only staff upload a signed sheet."""
        super().offer_sides(sides, recorded=recorded)
        if not recorded:
            del self.sheet

    def reason(self) -> RejectionReason | None:
        """Why not, where that was said."""
        return RejectionReason(self.cause.data) if self.cause.data else None


class AcceptForm(VoiceForm):
    """Yes to one revision, named by its number."""

    number = HiddenField(validators=[required()])


class CloseForm(Form):
    """Ending a case without a contract."""

    closing = RadioField(_l("Lý do"), choices=options(CLOSINGS), validators=[chosen()])
    cause = SelectField(_l("Điều gì không phù hợp?"), choices=members(RejectionReason, nothing=NOT_SAID))
    note = TextField(_l("Ghi chú"), [Optional(), not_garbled()], most=500)

    def reason(self) -> RejectionReason | None:
        """What did not fit, where that was said."""
        return RejectionReason(self.cause.data) if self.cause.data else None


class DueForm(Form):
    """By when the case should move on."""

    due_on = DayField(_l("Ngày hẹn"), [required()])


class PeriodForm(PlainForm):
    """A delivery period; the quantity in tonnes."""

    start = DayField(_l("Từ ngày"), [required()])
    end = DayField(_l("Đến ngày"), [required()])
    firm = QuantityField(_l("Khối lượng (tấn)"), [required()])

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into the row."""
        return not any((field.typed or "").strip() for field in (self.start, self.end, self.firm))


class TermsForm(Form):
    """All terms of a revision; what stays empty stands as a blank in the paper."""

    based_on = HiddenField()
    commodity = SelectField(_l("Sản phẩm"), validators=[chosen()])
    form = SelectField(_l("Dạng sản phẩm"))
    variety = TextField(_l("Giống"), [Optional(), not_garbled()], most=120)
    quality = LongTextField(_l("Chất lượng, tiêu chuẩn, cách kiểm tra"), [Optional(), not_garbled()])
    effective_from = DayField(_l("Hợp đồng có hiệu lực từ"), [required()])
    effective_to = DayField(_l("Đến hết ngày"), [required()])
    stage_inputs = BooleanField(_l("Cung ứng vật tư, dịch vụ đầu vào"))
    stage_production = BooleanField(_l("Tổ chức sản xuất, thu hoạch"))
    stage_processing = BooleanField(_l("Sơ chế hoặc chế biến"))
    periods = FieldList(FormField(PeriodForm), _l("Các kỳ giao hàng"), min_entries=1, max_entries=60)
    tolerance_pct = QuantityField(_l("Dung sai khối lượng (%)"), [Optional()], least=0, most=100)
    price_basis = SelectField(_l("Cách tính giá"), choices=PriceBasis.choices())
    price_dong_per_kg = MoneyField(_l("Đơn giá mỗi kg (đồng)"), [Optional()], most=10**9)
    price_rule = LongTextField(_l("Quy tắc giá: nguồn tham chiếu, ngày chốt"), [Optional(), not_garbled()], most=1000)
    vat = SelectField(
        _l("Thuế GTGT"),
        choices=options([("", _l("Chưa rõ")), ("yes", _l("Đã gồm trong giá")), ("no", _l("Chưa gồm"))]),
    )
    delivery_term = SelectField(_l("Nơi giao hàng"), choices=DeliveryTerm.choices())
    delivery_place = TextField(_l("Địa điểm giao"), [Optional(), not_garbled()], most=300)
    payment_days = CountField(_l("Thanh toán trong vòng (ngày sau giao hàng)"), [Optional()], least=0, most=365)
    deposit_pct = QuantityField(_l("Đặt cọc (%)"), [Optional()], least=0, most=100)
    penalty_pct = QuantityField(_l("Phạt vi phạm (%)"), [Optional()], least=0, most=100)
    disputes = LongTextField(_l("Giải quyết tranh chấp"), [Optional(), not_garbled()], most=1000)
    other = LongTextField(_l("Thỏa thuận khác"), [Optional(), not_garbled()])
    accept_now = BooleanField(_l("Đơn vị tôi chấp nhận luôn bản điều khoản này"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows left blank are dropped before anything is judged."""
        kept = [entry for entry in self.periods.entries if not entry.form.is_blank]
        self.periods.entries[:] = kept or self.periods.entries[:1]
        return bool(super().validate(extra_validators))
