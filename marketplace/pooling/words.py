"""Variants in words: the parts of the cost, how good the group is, what would close what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import LazyString

from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import span_words
from marketplace.organisations.models import CertificateKind
from marketplace.pooling.demands import Demands
from marketplace.pooling.models import Pool, PoolClosing, Variant
from marketplace.suggestions.lines import read_in
from marketplace.web.formats import format_date, format_kg, format_percent, format_quantity
from matching.papers import paper_name

PARTS: Mapping[str, LazyString] = {
    "price": _l("Tiền hàng theo giá đã công bố"),
    "price_assumed": _l("Tiền hàng ước tính cho đơn vị chưa công bố giá"),
    "transport": _l("Vận chuyển"),
    "flexible": _l("Rủi ro phần “có thể thêm”"),
    "unreliable": _l("Rủi ro giao thiếu, giao chậm"),
    "spread": _l("Dồn vào một đơn vị"),
    "newly_linked": _l("Ưu tiên đơn vị lần đầu ký"),
    "shortage": _l("Phần còn thiếu"),
}
MONEY = ("price", "price_assumed", "transport")
"""Parts that somebody pays; the others only weigh one group against another."""
ZERO = Decimal(0)


def quality(variant: Variant, *, falls_short: bool = False) -> str:
    """How far from the best the group can be; no praise for one that leaves something open."""
    if variant.gap is None:
        return str(_l("Có ô sửa tay sau lần tính: bấm “Tính lại” để biết nhóm này còn cách nhóm tốt nhất bao xa."))
    if falls_short and variant.gap < 1:
        return _of_the_short(variant.gap)
    if variant.gap == 0:
        return str(_l("Trong các giới hạn và ô đã khóa, không nhóm nào có chi phí so sánh thấp hơn."))
    if variant.gap >= 1:
        return str(_l("Tính nhanh nên chưa biết nhóm này cách nhóm tốt nhất bao xa: hãy tăng thời gian tính."))
    share = format_percent(variant.gap)
    if variant.finished:
        return str(_l("Không nhóm nào có chi phí so sánh thấp hơn quá %(share)s.", share=share))
    return str(_l("Hết thời gian tính; không nhóm nào có chi phí so sánh thấp hơn quá %(share)s.", share=share))


def _of_the_short(gap: Decimal) -> str:
    if gap == 0:
        return str(_l("Chưa đủ hàng; trong các giới hạn và ô đã khóa, chưa có nhóm nào tốt hơn."))
    share = format_percent(gap)
    return str(_l("Chưa đủ hàng; nhóm khác có thể bớt tới %(share)s chi phí so sánh của phần gom được.", share=share))


def change_sentence(change: Mapping[str, Any]) -> str:
    """One single change and how much it closes."""
    closes = format_kg(Decimal(str(change["closes_kg"])))
    make = _CHANGES[str(change["kind"])]
    return str(_l("%(change)s thì bớt thiếu %(closes)s.", change=make(change), closes=closes))


def _certificate(change: Mapping[str, Any]) -> str:
    return str(_l("%(name)s có thêm %(papers)s", name=change["name"], papers=_papers(change)))


def _papers(change: Mapping[str, Any]) -> str:
    return ", ".join(paper_name(kind, read_in()) for kind in change["certificates"])


def _more(change: Mapping[str, Any]) -> str:
    return str(_l("%(name)s chào thêm tới %(kg)s", name=change["name"], kg=format_kg(Decimal(change["kg"]))))


def _one_more(_change: Mapping[str, Any]) -> str:
    return str(_l("Nhận thêm một đơn vị cung cấp"))


def _farther(change: Mapping[str, Any]) -> str:
    km = format_quantity(Decimal(change["kilometres"]).quantize(Decimal(1)))
    return str(_l("Nhận hàng xa tới %(km)s km", km=km))


def _share(change: Mapping[str, Any]) -> str:
    return str(_l("Cho đơn vị lớn nhất tới %(share)s", share=format_percent(Decimal(change["share"]))))


def _certified_share(change: Mapping[str, Any]) -> str:
    papers, share = _papers(change), format_percent(Decimal(change["share"]))
    return str(_l("Chỉ đòi %(papers)s cho ít nhất %(share)s khối lượng", papers=papers, share=share))


def _part(_change: Mapping[str, Any]) -> str:
    return str(_l("Nhận giao một phần đơn"))


def _unlocked(change: Mapping[str, Any]) -> str:
    start, end = (date.fromisoformat(day) for day in change["period"])
    period = span_words(start, end).lower()
    return str(_l("Bỏ khóa ô %(period)s của %(name)s", period=period, name=change["name"]))


def _let_in(change: Mapping[str, Any]) -> str:
    return str(_l("Nhận lại %(name)s đã bỏ ra", name=change["name"]))


def _let_go(change: Mapping[str, Any]) -> str:
    return str(_l("Không bắt buộc giữ %(name)s trong nhóm", name=change["name"]))


def _lot(change: Mapping[str, Any]) -> str:
    return str(_l("%(name)s nhận giao lô từ %(kg)s", name=change["name"], kg=format_kg(Decimal(change["kg"]))))


_CHANGES = {
    "certificate": _certificate,
    "more_of_one": _more,
    "one_more_supplier": _one_more,
    "farther": _farther,
    "larger_share": _share,
    "smaller_lot": _lot,
    "smaller_certified_share": _certified_share,
    "part": _part,
    "unlocked_cell": _unlocked,
    "let_in": _let_in,
    "let_go": _let_go,
}


def limits_of(variant: Variant) -> list[str]:
    """The limits of a variant, each in words; empty where it has none of its own."""
    found = []
    if variant.maximum_suppliers is not None:
        found.append(_l("nhiều nhất %(most)s đơn vị", most=variant.maximum_suppliers))
    if variant.largest_share_pct is not None:
        share = format_percent(variant.largest_share_pct / 100)
        found.append(_l("đơn vị lớn nhất không quá %(share)s", share=share))
    if variant.maximum_distance_km is not None:
        found.append(_l("xa nhất %(km)s km", km=variant.maximum_distance_km))
    if variant.latest is not None:
        found.append(_l("giao muộn nhất ngày %(day)s", day=format_date(variant.latest)))
    return [str(words) for words in (*found, *_demanded(variant.demands))]


def _demanded(demands: Demands) -> Iterator[LazyString]:
    if demands.certificates:
        papers = ", ".join(str(CertificateKind(kind).label) for kind in demands.certificates)
        yield _l("mọi đơn vị có %(papers)s", papers=papers)
    for kind, percent in demands.shares.items():
        share = format_percent(Decimal(percent) / 100)
        yield _l("ít nhất %(share)s khối lượng có %(paper)s", share=share, paper=CertificateKind(kind).label)
    if demands.all_or_nothing:
        yield _l("chỉ nhận khi đủ cả đơn")


def why_closed(pool: Pool) -> str:
    """Why nothing of it can be changed any more."""
    if pool.closing is PoolClosing.INVITED:
        return str(_l("Đã mời nhóm này nên bảng không sửa được nữa."))
    return str(_l("Đơn gom này đã xong nên phương án không sửa được nữa."))
