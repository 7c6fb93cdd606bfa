"""The words for fields and values inside events. Rooms add theirs when they are imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_instant, format_quantity

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}.*\+00:00")
_NUMBER = re.compile(r"-?\d+\.\d+")

FIELDS: dict[str, LazyString] = {
    "name": _l("Tên"),
    "phone": _l("Điện thoại"),
    "email": _l("Thư điện tử"),
    "role": _l("Vai trò"),
    "fields": _l("Mục đã sửa"),
    "reason": _l("Lý do"),
    "source": _l("Nguồn"),
    "status": _l("Tình trạng"),
    "checked_on": _l("Ngày tra cứu"),
    "valid_from": _l("Từ ngày"),
    "how": _l("Cách làm"),
    "note": _l("Ghi chú"),
    "evidence": _l("Bằng chứng"),
    "good": _l("Mặt hàng"),
    "number": _l("Số"),
    "kind": _l("Loại"),
    "year": _l("Năm"),
    "expires_on": _l("Hết hạn"),
    "issued_on": _l("Ngày cấp"),
    "signed_on": _l("Ngày ký"),
    "signer": _l("Người ký"),
    "stage": _l("Bước"),
    "state": _l("Trạng thái"),
    "variety": _l("Giống"),
    "quality": _l("Chất lượng"),
    "price_dong_per_kg": _l("Giá (đồng/kg)"),
    "price_basis": _l("Cách tính giá"),
    "minimum_lot_kg": _l("Lô nhỏ nhất (kg)"),
    "quantity_kg": _l("Khối lượng (kg)"),
    "firm_kg": _l("Chắc chắn (kg)"),
    "flexible_kg": _l("Có thể thêm (kg)"),
    "delivery_term": _l("Nơi giao hàng"),
    "delivery_place": _l("Địa điểm giao"),
    "effective_from": _l("Hiệu lực từ"),
    "effective_to": _l("Hiệu lực đến"),
    "start": _l("Từ ngày"),
    "end": _l("Đến ngày"),
    "due_on": _l("Hạn"),
    "sha256": _l("Mã băm SHA-256"),
    "revision": _l("Bản điều khoản số"),
    "indicator": _l("Chỉ tiêu"),
    "percent": _l("Phần trăm"),
    "rows": _l("Số dòng"),
    "dataset": _l("Bộ dữ liệu"),
}
VALUES: dict[str, dict[str, LazyString]] = {}
READERS: dict[str, Callable[[str], str]] = {}


def name_fields(words: Mapping[str, LazyString]) -> None:
    """Give fields their words; a field that has words already keeps them."""
    for field, word in words.items():
        FIELDS.setdefault(field, word)


def name_values(field: str, *kinds: type[Labelled]) -> None:
    """Say which closed lists a field's values come from."""
    known = VALUES.setdefault(field, {})
    for kind in kinds:
        known.update({member.value: member.label for member in kind})


def read_with(field: str, reader: Callable[[str], str]) -> None:
    """Give a field whose values are codes a function that turns a code into a name."""
    READERS[field] = reader


def show(field: str, value: Any) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return str(_("chưa rõ"))
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if isinstance(value, list):
        return ", ".join(str(FIELDS.get(str(item), item)) for item in value)
    if isinstance(value, int):
        return str(value) if field == "year" else format_quantity(value)
    return _text(field, str(value))


def _text(field: str, value: str) -> str:
    if field in READERS:
        return READERS[field](value)
    if value in VALUES.get(field, {}):
        return str(VALUES[field][value])
    if _ISO_DAY.fullmatch(value):
        return format_date(date.fromisoformat(value))
    if _INSTANT.fullmatch(value):
        return format_instant(datetime.fromisoformat(value))
    counted = _NUMBER.fullmatch(value) or (field.endswith("_kg") and value.isdigit())
    return format_quantity(Decimal(value)) if counted else value
