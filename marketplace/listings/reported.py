"""What a press report says, in the words of its row. Nothing is added, and what it leaves out stays unknown."""

from __future__ import annotations

from functools import cache

from flask_babel import get_locale

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.columns import Listing
from matching.papers import paper_kinds, paper_name

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
PAPERS = ("certificates", "certificates_required")
PERIODS = {
    "year": _l("mỗi năm"), "season": _l("mỗi vụ"), "month": _l("mỗi tháng"), "week": _l("mỗi tuần"),
    "day": _l("mỗi ngày"), "hour": _l("mỗi giờ"), "contract": _l("theo hợp đồng"),
}  # fmt: skip
# Words of our own that stand for what an article said, and foreign words for which ours are the same.
CODED = {
    "price_basis": {
        "premium_over_market": _l("cao hơn giá thị trường"),
        "premium_over_ordinary_pork": _l("cao hơn giá thịt lợn thường"),
        "fixed": _l("giá cố định"),
    }
}
MASSES = {"ton", "tons", "tonne", "tonnes", "tấn"}


def reported_facts(listing: Listing) -> list[tuple[object, str]]:
    """(label, words) of each fact that the source states, and of the usual ones that it leaves out (empty)."""
    facts = listing.source_facts or {}
    wanted = ALWAYS.get(listing.__tablename__, ())
    return [(label, _words(facts, key)) for key, label in LABELS.items() if facts.get(key) or key in wanted]


def _words(facts: dict[str, str], key: str) -> str:
    text = str(facts.get(key) or "")
    if not text:
        return ""
    if key in PAPERS:
        return "; ".join(_paper(part.strip()) for part in text.split(";"))
    units = [str(facts.get(unit) or "") for unit in UNITS.get(key, ())]
    told = [str(CODED.get(key, {}).get(text, text)), *(_unit(unit) for unit in units)]
    return " ".join(part for part in told if part)


def _unit(unit: str) -> str:
    return str(_l("tấn")) if unit in MASSES else str(PERIODS.get(unit, unit))


def _paper(written: str) -> str:
    """A paper by our name where the source wrote nothing but a name we know, else as it was written."""
    kind = _known_papers().get(written.casefold())
    return paper_name(kind, "en" if str(get_locale() or "vi") == "en" else "vi") if kind else written


@cache
def _known_papers() -> dict[str, str]:
    return {word: code for code, kind in paper_kinds().items() for word in kind.words}
