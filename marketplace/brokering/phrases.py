"""The words of each term that is one value: its key, its name, what it says."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from flask_babel import LazyString
from flask_babel import gettext as _

from marketplace.brokering.models import Terms, TermsGrade, TermsInput
from marketplace.brokering.parts import Part
from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import PriceBasis
from marketplace.web.formats import format_date, format_kg, format_money, format_quantity

Phrase = tuple[str, LazyString, Callable[[Terms], str]]
# What stands on the paper only where the price rule has a use for it, or somebody said it all the same.
OF_RULE = {
    "price_dong_per_kg": {PriceBasis.FIXED, PriceBasis.FLOOR, PriceBasis.TO_AGREE},
    "premium_dong_per_kg": {PriceBasis.MARKET},
    "cost_dong_per_kg": {PriceBasis.COST_PLUS},
    "margin_pct": {PriceBasis.COST_PLUS},
    "price_reference": {PriceBasis.FLOOR, PriceBasis.MARKET, PriceBasis.COST_PLUS},
    "price_fixing": {PriceBasis.FLOOR, PriceBasis.MARKET, PriceBasis.COST_PLUS},
}


def applies(terms: Terms, key: str) -> bool:
    """Whether the term belongs to this revision's paper, said or as a blank."""
    return key not in OF_RULE or terms.price_basis in OF_RULE[key] or getattr(terms, key) is not None


def stages_in_words(terms: Terms) -> str:
    """The stages of NĐ 98/2018/NĐ-CP Đ4 that the linkage covers; sale is always one."""
    named = [
        (terms.stage_inputs, _("cung ứng vật tư, dịch vụ đầu vào")),
        (terms.stage_production, _("tổ chức sản xuất, thu hoạch")),
        (terms.stage_processing, _("sơ chế hoặc chế biến")),
        (True, _("tiêu thụ")),
    ]
    return "; ".join(words for covered, words in named if covered)


def grade_in_words(grade: TermsGrade) -> str:
    """A row of the grade table."""
    said = [f"{grade.name}: {grade.criteria}"]
    if grade.price_pct is not None:
        said.append(_("giá bằng %(percent)s đơn giá", percent=_percent(grade.price_pct)))
    if grade.share_min_pct is not None:
        said.append(_("ít nhất %(percent)s khối lượng", percent=_percent(grade.share_min_pct)))
    return "; ".join(said)


def input_in_words(given: TermsInput) -> str:
    """An input or advance: what, worth, by when, how it is set off."""
    said = [f"{given.kind.label}: {given.description}"]
    if given.value_dong is not None:
        said.append(_("trị giá %(value)s", value=format_money(given.value_dong)))
    if given.due_on is not None:
        said.append(_("giao trước ngày %(day)s", day=format_date(given.due_on)))
    if given.offset_rule:
        said.append(_("khấu trừ: %(rule)s", rule=given.offset_rule))
    return "; ".join(said)


def _text(name: str) -> Callable[[Terms], str]:
    return lambda terms: getattr(terms, name) or ""


def _member(name: str) -> Callable[[Terms], str]:
    def words(terms: Terms) -> str:
        member: Labelled | None = getattr(terms, name)
        return "" if member is None else str(member.label)

    return words


def _share(name: str) -> Callable[[Terms], str]:
    return lambda terms: _percent(getattr(terms, name))


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{format_quantity(value)} %"


def _money(name: str) -> Callable[[Terms], str]:
    return lambda terms: format_money(getattr(terms, name))


def _premium_in_words(terms: Terms) -> str:
    premium = terms.premium_dong_per_kg
    if premium is None:
        return ""
    if premium < 0:
        return str(_("giá thị trường trừ %(amount)s", amount=format_money(-premium)))
    return str(_("giá thị trường cộng %(amount)s", amount=format_money(premium)))


def _payment_in_words(terms: Terms) -> str:
    days = terms.payment_days
    return "" if days is None else str(_("%(days)s ngày sau khi giao hàng", days=days))


def _notice_in_words(terms: Terms) -> str:
    days = terms.notice_days
    return "" if days is None else str(_("trước %(days)s ngày", days=days))


def _hardship_in_words(terms: Terms) -> str:
    if terms.hardship_pct is None:
        return ""
    return str(_("khi giá thị trường lệch từ %(percent)s so với giá gốc", percent=_percent(terms.hardship_pct)))


def _vat_in_words(terms: Terms) -> str:
    if terms.vat_included is None:
        return ""
    return str(_("đã gồm trong giá") if terms.vat_included else _("chưa gồm trong giá"))


def _damages_in_words(terms: Terms) -> str:
    if terms.damages_too is None:
        return ""
    return str(_("vừa phạt vừa bồi thường") if terms.damages_too else _("chỉ phạt"))


def _interest_in_words(terms: Terms) -> str:
    rate = terms.late_interest_pct
    return "" if rate is None else str(_("%(percent)s một năm", percent=_percent(rate)))


PHRASES: dict[Part, list[Phrase]] = {
    Part.OBJECT: [
        ("commodity_code", _l("Sản phẩm"), lambda t: t.commodity.name),
        ("form_code", _l("Dạng sản phẩm"), lambda t: t.form.name if t.form else ""),
        ("variety", _l("Giống"), _text("variety")),
        ("standard", _l("Tiêu chuẩn, chứng nhận"), _text("standard")),
        ("growing_area_codes", _l("Mã số vùng trồng"), _text("growing_area_codes")),
        ("area_ha", _l("Diện tích"), lambda t: format_quantity(t.area_ha, "ha")),
        ("term", _l("Thời hạn"), lambda t: f"{format_date(t.effective_from)} – {format_date(t.effective_to)}"),
        ("stages", _l("Khâu liên kết"), stages_in_words),
    ],
    Part.QUANTITY: [
        ("commitment", _l("Mức cam kết"), _member("commitment")),
        ("total_kg", _l("Tổng khối lượng"), lambda t: format_kg(t.total_kg)),
        ("tolerance_pct", _l("Dung sai khối lượng"), _share("tolerance_pct")),
    ],
    Part.QUALITY: [
        ("quality", _l("Chất lượng"), _text("quality")),
        ("moisture_max_pct", _l("Độ ẩm tối đa"), _share("moisture_max_pct")),
        ("impurity_max_pct", _l("Tạp chất tối đa"), _share("impurity_max_pct")),
        ("inspection", _l("Lấy mẫu và kiểm tra"), _text("inspection")),
        ("rejects", _l("Hàng không đạt"), _text("rejects")),
    ],
    Part.PRICE: [
        ("price_basis", _l("Cách tính giá"), _member("price_basis")),
        ("price_dong_per_kg", _l("Đơn giá mỗi kg"), _money("price_dong_per_kg")),
        ("premium_dong_per_kg", _l("Cộng trừ so với thị trường"), _premium_in_words),
        ("cost_dong_per_kg", _l("Giá thành mỗi kg"), _money("cost_dong_per_kg")),
        ("margin_pct", _l("Lãi trên giá thành"), _share("margin_pct")),
        ("price_reference", _l("Nguồn giá tham chiếu"), _text("price_reference")),
        ("price_fixing", _l("Cách chốt giá"), _text("price_fixing")),
        ("price_rule", _l("Quy tắc giá"), _text("price_rule")),
        ("vat_included", _l("Thuế GTGT"), _vat_in_words),
    ],
    Part.INPUTS: [],
    Part.DELIVERY: [
        ("delivery_term", _l("Nơi giao hàng"), _member("delivery_term")),
        ("delivery_place", _l("Địa điểm giao"), _text("delivery_place")),
        ("transport_payer", _l("Bên chịu chi phí vận chuyển"), _member("transport_payer")),
        ("notice_days", _l("Báo trước khi giao"), _notice_in_words),
        ("handover", _l("Biên bản giao nhận"), _text("handover")),
    ],
    Part.PAYMENT: [
        ("payment_method", _l("Hình thức thanh toán"), _member("payment_method")),
        ("payment_days", _l("Hạn thanh toán"), _payment_in_words),
        ("late_interest_pct", _l("Lãi chậm trả"), _interest_in_words),
        ("deposit_pct", _l("Đặt cọc"), _share("deposit_pct")),
    ],
    Part.BREACH: [
        ("penalty_pct", _l("Phạt vi phạm"), _share("penalty_pct")),
        ("damages_too", _l("Phạt và bồi thường"), _damages_in_words),
        ("hardship_pct", _l("Đàm phán lại do biến động giá"), _hardship_in_words),
        ("force_majeure", _l("Bất khả kháng"), _text("force_majeure")),
        ("termination", _l("Chấm dứt hợp đồng"), _text("termination")),
    ],
    Part.DISPUTES: [
        ("mediator", _l("Tổ chức hòa giải"), _text("mediator")),
        ("dispute_forum", _l("Nơi giải quyết sau cùng"), _member("dispute_forum")),
        ("disputes", _l("Giải quyết tranh chấp"), _text("disputes")),
        ("other", _l("Thỏa thuận khác"), _text("other")),
    ],
}  # fmt: skip
