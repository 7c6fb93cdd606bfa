"""The form of the terms: a section for each part, rows for periods, grades and inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from wtforms import BooleanField, FormField, HiddenField, SelectField
from wtforms.validators import Optional

from marketplace.brokering.actions.checks import MOST_ROWS
from marketplace.brokering.models import Commitment, DisputeForum, PaymentMethod, TransportPayer
from marketplace.brokering.parts import Part
from marketplace.brokering.terms_rows import GradeForm, InputForm, PeriodForm, PremiumField, is_said
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.fields import RowList
from marketplace.listings.kinds import DeliveryTerm, PriceBasis
from marketplace.listings.recurrence import MOST_PERIODS
from marketplace.organisations.models import Organisation
from marketplace.web.fields import (
    CountField,
    DayField,
    LongTextField,
    MoneyField,
    QuantityField,
    TextField,
    not_garbled,
)
from marketplace.web.forms import Form, chosen, hidden_number, members, options, required

UNKNOWN = _l("Chưa rõ")
SECTIONS: dict[Part, tuple[str, ...]] = {
    Part.OBJECT: (
        "commodity", "form", "variety", "standard", "growing_area_codes", "area_ha", "effective_from", "effective_to",
        "stage_inputs", "stage_production", "stage_processing",
    ),
    Part.QUANTITY: ("commitment", "periods", "tolerance_pct"),
    Part.QUALITY: ("quality", "moisture_max_pct", "impurity_max_pct", "grades", "inspection", "rejects"),
    Part.PRICE: (
        "price_basis", "price_dong_per_kg", "premium_dong_per_kg", "cost_dong_per_kg", "margin_pct",
        "price_reference", "price_fixing", "price_rule", "vat",
    ),
    Part.INPUTS: ("inputs",),
    Part.DELIVERY: ("delivery_term", "delivery_place", "transport_payer", "notice_days", "handover"),
    Part.PAYMENT: ("payment_method", "payment_days", "late_interest_pct", "deposit_pct"),
    Part.BREACH: ("penalty_pct", "damages", "hardship_pct", "force_majeure", "termination"),
    Part.DISPUTES: ("mediator", "dispute_forum", "disputes", "other"),
}  # fmt: skip
ROWS = ("periods", "grades", "inputs")
ALWAYS_OPEN = {Part.OBJECT, Part.QUANTITY, Part.PRICE}


def _line(label: Any, most: int = 200) -> TextField:
    return TextField(label, [Optional(), not_garbled()], most=most)


def _lines(label: Any, most: int = 2000) -> LongTextField:
    return LongTextField(label, [Optional(), not_garbled()], most=most)


def _percent(label: Any, most: int = 100) -> QuantityField:
    return QuantityField(label, [Optional()], least=0, most=most)


class TermsForm(Form):
    """All terms of a revision; what stays empty stands as a blank in the paper."""

    based_on = HiddenField()
    seen_number = HiddenField()
    sellers = HiddenField()
    commodity = SelectField(_l("Sản phẩm"), validators=[chosen()])
    form = SelectField(_l("Dạng sản phẩm"))
    variety = _line(_l("Giống"), 120)
    standard = _line(_l("Tiêu chuẩn, chứng nhận phải có"))
    growing_area_codes = _line(_l("Mã số vùng trồng"), 300)
    area_ha = QuantityField(_l("Diện tích (ha)"), [Optional()], most=10**6)
    effective_from = DayField(_l("Hợp đồng có hiệu lực từ"), [required()])
    effective_to = DayField(_l("Đến hết ngày"), [required()])
    stage_inputs = BooleanField(_l("Cung ứng vật tư, dịch vụ đầu vào"))
    stage_production = BooleanField(_l("Tổ chức sản xuất, thu hoạch"))
    stage_processing = BooleanField(_l("Sơ chế hoặc chế biến"))
    commitment = SelectField(_l("Mức cam kết"), choices=members(Commitment, nothing=UNKNOWN))
    periods = RowList(FormField(PeriodForm), _l("Các kỳ giao hàng"), min_entries=1, most=MOST_PERIODS)
    tolerance_pct = _percent(_l("Dung sai khối lượng (%)"))
    quality = _lines(_l("Yêu cầu chất lượng"), 4000)
    moisture_max_pct = _percent(_l("Độ ẩm tối đa (%)"))
    impurity_max_pct = _percent(_l("Tạp chất tối đa (%)"))
    grades = RowList(FormField(GradeForm), _l("Bảng phẩm cấp"), most=MOST_ROWS)
    inspection = _lines(_l("Lấy mẫu thế nào, ai kiểm tra"))
    rejects = _lines(_l("Xử lý hàng không đạt"))
    price_basis = SelectField(_l("Cách tính giá"), choices=PriceBasis.choices())
    price_dong_per_kg = MoneyField(_l("Đơn giá mỗi kg (đồng)"), [Optional()], most=10**9)
    premium_dong_per_kg = PremiumField(_l("Cộng (+) hoặc trừ (−) so với giá thị trường mỗi kg (đồng)"), [Optional()])
    cost_dong_per_kg = MoneyField(_l("Giá thành mỗi kg (đồng)"), [Optional()], most=10**9)
    margin_pct = _percent(_l("Lãi trên giá thành (%)"), 1000)
    price_reference = _line(_l("Nguồn giá tham chiếu"))
    price_fixing = _line(_l("Chốt giá ngày nào, cách chốt"))
    price_rule = _lines(_l("Quy tắc giá khác"), 1000)
    vat = SelectField(
        _l("Thuế GTGT"),
        choices=options([("yes", _l("Đã gồm trong giá")), ("no", _l("Chưa gồm"))], nothing=UNKNOWN),
    )
    inputs = RowList(FormField(InputForm), _l("Vật tư, tiền ứng trước"), most=MOST_ROWS)
    delivery_term = SelectField(_l("Nơi giao hàng"), choices=DeliveryTerm.choices())
    delivery_place = _line(_l("Địa điểm giao"), 300)
    transport_payer = SelectField(_l("Bên chịu chi phí vận chuyển"), choices=members(TransportPayer, nothing=UNKNOWN))
    notice_days = CountField(_l("Báo trước khi giao (ngày)"), [Optional()], least=0, most=365)
    handover = _lines(_l("Biên bản giao nhận"))
    payment_method = SelectField(_l("Hình thức thanh toán"), choices=members(PaymentMethod, nothing=UNKNOWN))
    payment_days = CountField(_l("Thanh toán trong vòng (ngày sau giao hàng)"), [Optional()], least=0, most=365)
    late_interest_pct = _percent(_l("Lãi chậm trả (% một năm)"))
    deposit_pct = _percent(_l("Đặt cọc (%)"))
    penalty_pct = _percent(_l("Phạt vi phạm (%)"))
    damages = SelectField(
        _l("Ngoài phạt có bồi thường thiệt hại không"),
        choices=options([("yes", _l("Vừa phạt vừa bồi thường")), ("no", _l("Chỉ phạt"))], nothing=UNKNOWN),
    )
    hardship_pct = _percent(_l("Đàm phán lại khi giá thị trường lệch từ (%)"), 1000)
    force_majeure = _lines(_l("Bất khả kháng"))
    termination = _lines(_l("Chấm dứt hợp đồng"))
    mediator = _line(_l("Tổ chức hòa giải"))
    dispute_forum = SelectField(_l("Nơi giải quyết sau cùng"), choices=members(DisputeForum, nothing=UNKNOWN))
    disputes = _lines(_l("Giải quyết tranh chấp"), 1000)
    other = _lines(_l("Thỏa thuận khác"), 4000)
    seen = BooleanField(_l("Tôi đã xem bản mới, gửi bản của tôi thay"))
    accept_now = BooleanField(_l("Đơn vị tôi chấp nhận luôn bản điều khoản này"))

    @property
    def after(self) -> int:
        """The revision this one follows: the one it was filled in from, or a newer one the author ticked as seen."""
        return hidden_number(self.seen_number.data if self.seen.data else self.based_on.data)

    def ask_whether_seen(self, newest: int) -> None:
        """Sending goes on only with a tick for exactly that revision: a tick for an older one counts no more."""
        if self.seen_number.data != str(newest):
            self.seen.data = False
        self.seen_number.data = str(newest)
        self.seen.label.text = _l("Tôi đã xem bản số %(number)s, gửi bản của tôi thay", number=newest)

    def seat(self, sellers: Sequence[Organisation]) -> bool:
        """A column for each cooperative; False when the sent form was drawn for others, so that columns may not fit."""
        now = ",".join(seller.public_id for seller in sellers)
        fits = not self.is_submitted() or self.sellers.data == now
        self.sellers.data = now
        for entry in self.periods.entries:
            entry.form.seat(sellers)
        return fits

    def grow(self, rows: str, sellers: Sequence[Organisation]) -> None:
        """One more empty row in the named list."""
        if rows in ROWS and self[rows].has_room:
            self[rows].append_entry()
        self.seat(sellers)

    def keep_rows_open(self) -> None:
        """Each list shows at least one row to type into."""
        for rows in (self.grades, self.inputs):
            if not rows.entries:
                rows.append_entry()

    def validate(self, extra_validators: Any = None) -> bool:
        """Rows left blank are dropped before anything is judged."""
        for name in ROWS:
            rows = self[name]
            kept = [entry for entry in rows.entries if not entry.form.is_blank]
            rows.entries[:] = kept or (rows.entries[:1] if name == "periods" else [])
        return bool(super().validate(extra_validators))

    def said(self, part: Part) -> int:
        """How many terms of the section are filled in."""
        return sum(is_said(self[name]) for name in SECTIONS[part])

    def is_open(self, part: Part) -> bool:
        """Whether the section stands open: the main ones, and those with a complaint."""
        return part in ALWAYS_OPEN or any(self[name].errors for name in SECTIONS[part])

    def column_totals(self) -> list[Decimal]:
        """Tonnes of each cooperative over all rows, as far as they could be read."""
        columns: Iterable[tuple[Decimal | None, ...]] = zip(
            *(entry.form.tonnes for entry in self.periods.entries), strict=True
        )
        return [sum((share for share in column if share is not None), Decimal(0)) for column in columns]
