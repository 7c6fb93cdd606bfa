"""Terms in words, one list for the page, the comparison and the paper; and their fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from marketplace.brokering.models import Terms
from marketplace.web.formats import format_date, format_kg, format_money, format_quantity

FIELDS = (
    "commodity_code", "form_code", "variety", "quality", "effective_from", "effective_to", "stage_inputs",
    "stage_production", "stage_processing", "price_basis", "price_dong_per_kg", "price_rule", "vat_included",
    "tolerance_pct", "delivery_term", "delivery_place", "payment_days", "deposit_pct", "penalty_pct",
    "disputes", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A term's name and its words; the empty string means that nobody said."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A term in two revisions, as `compare.html` draws it."""

    label: str
    before: str
    after: str


def fingerprint(terms: Terms) -> str:
    """SHA-256 over every term of this revision, the case and its number: printed, so that a paper names its text."""
    said: dict[str, Any] = {name: _plain(getattr(terms, name)) for name in FIELDS}
    said["case"], said["number"] = terms.case.public_id, terms.number
    ordered = sorted(terms.periods, key=lambda period: period.start)
    said["periods"] = [[str(p.start), str(p.end), _plain(p.quantity_kg)] for p in ordered]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """What the database hands back is written the same as what went in: 5, 5.0 and 5.000 are one number."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if value is None or isinstance(value, bool | int) else str(value)


def lines(terms: Terms) -> list[Line]:
    """Every term in the order of the paper."""
    return [Line(label, words(terms)) for label, words in _vocabulary()]


def differences(before: Terms, after: Terms) -> list[Difference]:
    """The two revisions side by side, every term."""
    return [
        Difference(one.label, one.value, other.value) for one, other in zip(lines(before), lines(after), strict=True)
    ]


def _vocabulary() -> list[tuple[str, Callable[[Terms], str]]]:
    return [
        (_("Sản phẩm"), lambda t: t.commodity.name),
        (_("Dạng sản phẩm"), lambda t: t.form.name if t.form else ""),
        (_("Giống"), lambda t: t.variety or ""),
        (_("Chất lượng"), lambda t: t.quality or ""),
        (_("Thời hạn"), lambda t: f"{format_date(t.effective_from)} – {format_date(t.effective_to)}"),
        (_("Khâu liên kết"), stages_in_words),
        (_("Tổng khối lượng"), lambda t: format_kg(t.total_kg)),
        (_("Các kỳ giao"), periods_in_words),
        (_("Dung sai khối lượng"), lambda t: _percent(t.tolerance_pct)),
        (_("Cách tính giá"), lambda t: str(t.price_basis.label)),
        (_("Đơn giá mỗi kg"), lambda t: format_money(t.price_dong_per_kg)),
        (_("Quy tắc giá"), lambda t: t.price_rule or ""),
        (_("Thuế GTGT"), _vat_in_words),
        (_("Nơi giao hàng"), lambda t: str(t.delivery_term.label)),
        (_("Địa điểm giao"), lambda t: t.delivery_place or ""),
        (_("Hạn thanh toán"), _payment_in_words),
        (_("Đặt cọc"), lambda t: _percent(t.deposit_pct)),
        (_("Phạt vi phạm"), lambda t: _percent(t.penalty_pct)),
        (_("Giải quyết tranh chấp"), lambda t: t.disputes or ""),
        (_("Thỏa thuận khác"), lambda t: t.other or ""),
    ]


def stages_in_words(terms: Terms) -> str:
    """The stages of NĐ 98/2018/NĐ-CP Đ4 that the linkage covers; sale is always one."""
    named = [
        (terms.stage_inputs, _("cung ứng vật tư, dịch vụ đầu vào")),
        (terms.stage_production, _("tổ chức sản xuất, thu hoạch")),
        (terms.stage_processing, _("sơ chế hoặc chế biến")),
        (True, _("tiêu thụ")),
    ]
    return "; ".join(words for covered, words in named if covered)


def periods_in_words(terms: Terms) -> str:
    """Each period with its quantity."""
    return "; ".join(
        f"{format_date(p.start)} – {format_date(p.end)}: {format_kg(p.quantity_kg)}"
        for p in sorted(terms.periods, key=lambda period: period.start)
    )


def _percent(value: Decimal | None) -> str:
    return "" if value is None else f"{format_quantity(value)} %"


def _payment_in_words(terms: Terms) -> str:
    if terms.payment_days is None:
        return ""
    return str(_("%(days)s ngày sau khi giao hàng", days=terms.payment_days))


def _vat_in_words(terms: Terms) -> str:
    if terms.vat_included is None:
        return ""
    return str(_("đã gồm trong giá") if terms.vat_included else _("chưa gồm trong giá"))
