"""What a press report says, in the words of its row. Nothing is added, and what it leaves out stays unknown."""

from __future__ import annotations

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing

LABELS = {
    "commodity_as_written": _l("Mặt hàng, như nguồn ghi"),
    "quantity_value": _l("Sản lượng"),
    "need_value": _l("Nhu cầu"),
    "capacity_value": _l("Công suất"),
    "area_ha": _l("Diện tích (ha)"),
    "raw_area_ha": _l("Vùng nguyên liệu (ha)"),
    "households": _l("Số hộ hoặc thành viên"),
    "households_linked": _l("Số hộ liên kết"),
    "certificates": _l("Chứng nhận"),
    "certificates_required": _l("Chứng nhận cần có"),
    "harvest_time": _l("Thời gian thu hoạch"),
    "sourcing_places": _l("Nơi thu mua"),
    "price_value": _l("Giá"),
    "price_basis": _l("Cách tính giá"),
    "markets_or_channels": _l("Thị trường, kênh bán"),
    "offer_terms": _l("Điều kiện bán"),
    "need_terms": _l("Điều kiện mua"),
    "year_or_since": _l("Năm, hoặc từ năm"),
    "note": _l("Ghi chú của người chép"),
}
UNITS = {
    "quantity_value": ("quantity_unit", "quantity_period"),
    "need_value": ("need_unit", "need_period"),
    "capacity_value": ("capacity_unit", "capacity_period"),
    "price_value": ("price_unit",),
}
ALWAYS: dict[str, tuple[str, ...]] = {
    "offers": ("quantity_value", "area_ha", "certificates", "harvest_time", "price_value"),
    "needs": ("need_value", "capacity_value", "sourcing_places", "certificates_required", "price_value"),
}
PERIODS = {
    "year": _l("mỗi năm"), "season": _l("mỗi vụ"), "month": _l("mỗi tháng"), "week": _l("mỗi tuần"),
    "day": _l("mỗi ngày"), "hour": _l("mỗi giờ"), "contract": _l("theo hợp đồng"),
}  # fmt: skip


def reported_facts(listing: Listing) -> list[tuple[object, str]]:
    """(label, words) of each fact that the source states, and of the usual ones that it leaves out (empty)."""
    facts = listing.source_facts or {}
    wanted = ALWAYS.get(listing.__tablename__, ())
    return [(label, _words(facts, key)) for key, label in LABELS.items() if facts.get(key) or key in wanted]


def _words(facts: dict[str, str], key: str) -> str:
    parts = [str(facts.get(key) or "")]
    if parts[0]:
        units = [str(facts.get(unit) or "") for unit in UNITS.get(key, ())]
        parts += [str(PERIODS.get(unit, unit)) for unit in units]
    return " ".join(part for part in parts if part)
