"""A shortlist as a table for spreadsheets: the lines its reader sees, with how and when they were computed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response
from flask_babel import LazyString
from flask_babel import gettext as _

from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import title_of
from marketplace.listings.privacy import price_words
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions.lines import PARTS, Line
from marketplace.suggestions.order import by_seller
from marketplace.suggestions.places import place_of
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date

Value = str | Decimal | date | None
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {str: 28, Decimal: 14, date: 13}
MOST_TEXT = 32_767  # characters of a cell


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is exported: whose shortlist, its lines as shown, and what the reader asked of it."""

    listing: Offer | Need
    lines: Sequence[Line]
    of: int
    conditions: Sequence[str]
    weights_version: str
    viewer: Viewer

    @property
    def for_need(self) -> bool:
        return isinstance(self.listing, Need)

    @property
    def title(self) -> str:
        """Which shortlist it is, in words."""
        goods, name = title_of(self.listing), self.listing.organisation.name
        words = _l("Gợi ý cho nhu cầu mua: %(goods)s", goods=goods)
        if not self.for_need:
            words = _l("Gợi ý cho chào bán: %(goods)s", goods=goods)
        return f"{words} – {name}"

    @property
    def asked(self) -> str:
        """The filters in words."""
        return "; ".join(self.conditions) or _("không lọc")

    @property
    def name(self) -> str:
        """The name of the file without its ending."""
        kind = "nhu-cau" if self.for_need else "chao-ban"
        return f"goi-y-{kind}-{self.listing.public_id[:8]}-{today().isoformat()}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its values are, and how a line gives one."""

    heading: LazyString
    kind: type
    value: Callable[[Line], Value]


def columns(sheet: Sheet) -> list[Column]:
    """Every column, in order; the partner is the other side of the listing."""

    def other(line: Line) -> Offer | Need:
        return line.offer if sheet.for_need else line.need

    return [
        Column(_l("Hạng"), Decimal, lambda x: Decimal(x.rank)),
        Column(_l("Tổ chức"), str, lambda x: other(x).organisation.name),
        Column(_l("Nguồn"), str, lambda x: _origin(other(x))),
        Column(_l("Nơi"), str, lambda x: _address(other(x))),
        Column(_l("Khoảng cách (km)"), Decimal, lambda x: x.km),
        Column(_l("Mặt hàng"), str, lambda x: title_of(other(x))),
        Column(_l("Khối lượng chào bán (kg)"), Decimal, lambda x: x.offered_kg),
        Column(_l("Khối lượng chào bán tính theo"), str, lambda x: _per(x, x.offer)),
        Column(_l("Khối lượng cần (kg)"), Decimal, lambda x: x.asked_kg),
        Column(_l("Khối lượng cần tính theo"), str, lambda x: _per(x, x.need)),
        Column(_l("Từ ngày"), date, lambda x: other(x).first_day),
        Column(_l("Đến ngày"), date, lambda x: other(x).last_day),
        Column(_l("Giá"), str, lambda x: _price(sheet.viewer, other(x))),
        Column(_l("Điểm phù hợp"), Decimal, lambda x: x.score),
        *(Column(_l("Điểm: %(part)s", part=PARTS[n]), Decimal, _points(n)) for n in _parts(sheet)),
        *_both_sides(sheet),
        Column(_l("Lý do"), str, lambda x: " ".join(x.reasons)),
        Column(_l("Còn thiếu"), str, lambda x: " ".join(gap.sentence for gap in x.gaps)),
    ]


def _both_sides(sheet: Sheet) -> list[Column]:
    """For brokers, where the market has been weighed."""
    if not sheet.viewer.is_broker or not any(line.balanced for line in sheet.lines):
        return []
    return [
        Column(_l("Điểm nhìn từ bên bán"), Decimal, lambda x: by_seller(x.balanced) if x.balanced else None),
        Column(_l("Lợi chung (phần trăm của cặp cao nhất)"), Decimal, lambda x: x.gain),
    ]


def as_csv(sheet: Sheet) -> Response:
    """One row a line; the last columns of each say by which weights, on which day, through which filters."""
    told = columns(sheet)
    header = [*(str(column.heading) for column in told), _("Bộ trọng số"), _("Ngày tính"), _("Điều kiện lọc")]
    made: list[Any] = [sheet.weights_version, format_date(today()), sheet.asked]
    lines = [[*(_plain(column.value(line)) for column in told), *made] for line in sheet.lines]
    return csv_response(f"{sheet.name}.csv", header, lines)


def as_xlsx(sheet: Sheet) -> Response:
    """A workbook with real numbers and dates, and a sheet that explains it; a text stays a text, however it begins."""
    import xlsxwriter

    kept = io.BytesIO()
    texts_stay_texts = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, {**texts_stay_texts, "default_date_format": "dd/mm/yyyy"}) as book:
        _fill(book, sheet)
        _explain(book, sheet)
    response = Response(kept.getvalue(), mimetype=EXCEL)
    response.headers["Content-Disposition"] = f"attachment; filename={sheet.name}.xlsx"
    return response


def _fill(book: Any, sheet: Sheet) -> None:
    page, told = book.add_worksheet(_("Gợi ý")), columns(sheet)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    formats = {str: book.add_format({"text_wrap": True, "valign": "top"}), Decimal: _number(book), date: _day(book)}
    for at, column in enumerate(told):
        page.set_column(at, at, WIDTHS[column.kind])
        page.write_string(0, at, str(column.heading), head)
        for row, line in enumerate(sheet.lines, 1):
            _write(page, row, at, column.value(line), formats[column.kind])
    page.freeze_panes(1, 2)
    page.autofilter(0, 0, max(len(sheet.lines), 1), len(told) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _number(book: Any) -> Any:
    return book.add_format({"num_format": "#,##0.###", "valign": "top"})


def _day(book: Any) -> Any:
    return book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})


def _write(page: Any, row: int, at: int, value: Value, style: Any) -> None:
    if isinstance(value, Decimal):
        page.write_number(row, at, value, style)
    elif isinstance(value, date):
        page.write_datetime(row, at, value, style)
    elif value:
        page.write_string(row, at, value[:MOST_TEXT], style)


def _explain(book: Any, sheet: Sheet) -> None:
    page = book.add_worksheet(_("Hướng dẫn"))
    wrapped, strong = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    for row, (name, words) in enumerate(_guide(sheet)):
        page.write_string(row, 0, name, strong)
        page.write_string(row, 1, words, wrapped)


def _guide(sheet: Sheet) -> list[tuple[str, str]]:
    shown = _("%(shown)s trong %(all)s gợi ý", shown=len(sheet.lines), all=sheet.of)
    return [
        (_("Danh sách"), sheet.title),
        (_("Ngày tính"), format_date(today())),
        (_("Bộ trọng số"), sheet.weights_version),
        (_("Điều kiện lọc"), sheet.asked),
        (_("Số dòng"), shown),
        (_("Điểm phù hợp"), _("Từ 0 đến 100, là tổng các cột “Điểm: …”. Điểm cao hơn là hợp hơn, không phải lời hứa.")),
        (_("Khối lượng"), _("Tính bằng ki-lô-gam, cộng mọi kỳ; của tin báo chí là lượng một năm. Ô trống là chưa rõ.")),
        (_("Khoảng cách"), _("Đường chim bay giữa hai nơi, đúng như trong lý do. Ô trống là chưa rõ.")),
        (_("Nguồn"), _("“Báo chí, chưa kiểm chứng” là tin chép từ báo; “Minh họa” là dữ liệu minh họa.")),
        (_("Riêng tư"), _("Chỉ gồm những gì người tải xuống xem được trên trang, không có điện thoại hay ghi chú.")),
    ]


def _plain(value: Value) -> Any:
    return format_date(value) if isinstance(value, date) else value


def _origin(listing: Offer | Need) -> str:
    return "" if listing.origin == Origin.REGISTERED else str(listing.origin.label)


def _per(line: Line, listing: Offer | Need) -> str:
    """Whether an amount is that of the periods stated or, of what the press reports, of a year."""
    if (line.offered_kg if listing is line.offer else line.asked_kg) is None:
        return ""
    return str(_("một năm") if line.is_yearly(listing) else _("các kỳ đã nêu"))


def _address(listing: Offer | Need) -> str:
    place = place_of(listing)
    return place.address if place else ""


def _price(viewer: Viewer, listing: Offer | Need) -> str:
    return "" if listing.origin == Origin.REPORTED else price_words(viewer, listing)


def _parts(sheet: Sheet) -> list[str]:
    return [part.name for part in sheet.lines[0].parts] if sheet.lines else []


def _points(name: str) -> Callable[[Line], Value]:
    def points_of(line: Line) -> Value:
        part = line.part(name)
        return part.points if part else None

    return points_of
