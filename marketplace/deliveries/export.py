"""The book for spreadsheets: real numbers and dates, nothing that its reader does not see on the page."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Response
from flask_babel import LazyString
from flask_babel import gettext as _

from marketplace.clock import today
from marketplace.deliveries.book import Book
from marketplace.labels import lazy_gettext as _l
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date

Value = str | int | Decimal | date | None
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how a row gives its value."""

    heading: LazyString
    value: Callable[[Any], Value]


LINES = (
    Column(_l("Từ ngày"), lambda line: line.start),
    Column(_l("Đến ngày"), lambda line: line.end),
    Column(_l("Bên giao"), lambda line: line.name or _("Các đơn vị khác")),
    Column(_l("Cam kết (kg)"), lambda line: line.scheduled_kg),
    Column(_l("Đã giao (kg)"), lambda line: line.delivered_kg),
    Column(_l("Được nhận (kg)"), lambda line: line.accepted_kg),
    Column(_l("Không nhận (kg)"), lambda line: line.rejected_kg),
    Column(_l("Lý do"), lambda line: "; ".join(str(cause.label) for cause in line.rejected)),
    Column(_l("Phải trả (đồng)"), lambda line: line.owed_dong if line.organisation else None),
    Column(_l("Đã trả (đồng)"), lambda line: line.paid_dong if line.organisation else None),
    Column(_l("Tình trạng"), lambda line: str(line.standing.label) if line.standing else ""),
)
DELIVERIES = (
    Column(_l("Ngày giao"), lambda one: one.delivered_on),
    Column(_l("Bên giao"), lambda one: one.organisation.name),
    Column(_l("Kỳ giao từ"), lambda one: one.period_start),
    Column(_l("Đã giao (kg)"), lambda one: one.delivered_kg),
    Column(_l("Được nhận (kg)"), lambda one: one.accepted_kg),
    Column(_l("Lý do không nhận"), lambda one: str(one.reject_cause.label) if one.reject_cause else ""),
    Column(_l("Loại"), lambda one: one.grade),
    Column(_l("Đơn giá (đồng/kg)"), lambda one: one.price_dong_per_kg),
    Column(_l("Khấu trừ (đồng)"), lambda one: one.offset_dong),
    Column(_l("Số hóa đơn, phiếu cân"), lambda one: one.invoice),
    Column(_l("Xác nhận"), lambda one: str(one.state.label)),
)
PAYMENTS = (
    Column(_l("Trả cho"), lambda one: one.organisation.name),
    Column(_l("Khoản"), lambda one: str(one.kind.label)),
    Column(_l("Số tiền (đồng)"), lambda one: one.amount_dong),
    Column(_l("Hạn trả"), lambda one: one.due_on),
    Column(_l("Ngày trả"), lambda one: one.paid_on),
    Column(_l("Chứng từ"), lambda one: one.reference),
    Column(_l("Tình trạng"), lambda one: str(one.state.label)),
)


def as_csv(book: Book) -> Response:
    """The lines of the book, one row each."""
    rows = ([_plain(column.value(line)) for column in LINES] for line in book.lines)
    return csv_response(f"{_name(book)}.csv", [str(column.heading) for column in LINES], list(rows))


def as_xlsx(book: Book) -> Response:
    """A workbook of three sheets; a text stays a text, however it begins."""
    import xlsxwriter

    kept = io.BytesIO()
    texts_stay_texts = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, {**texts_stay_texts, "default_date_format": "dd/mm/yyyy"}) as workbook:
        _fill(workbook, _("Sổ giao nhận"), LINES, book.lines)
        _fill(workbook, _("Từng lần giao"), DELIVERIES, book.deliveries)
        _fill(workbook, _("Thanh toán"), PAYMENTS, book.payments)
    response = Response(kept.getvalue(), mimetype=EXCEL)
    response.headers["Content-Disposition"] = f"attachment; filename={_name(book)}.xlsx"
    return response


def _name(book: Book) -> str:
    return f"so-giao-nhan-{book.contract.public_id[:8]}-{today().isoformat()}"


def _fill(workbook: Any, title: str, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    page = workbook.add_worksheet(title)
    head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    number = workbook.add_format({"num_format": "#,##0.###"})
    day = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    page.set_column(0, len(columns) - 1, 16)
    for at, column in enumerate(columns):
        page.write_string(0, at, str(column.heading), head)
    for row, one in enumerate(rows, 1):
        for at, column in enumerate(columns):
            value = column.value(one)
            if isinstance(value, (int, Decimal)):
                page.write_number(row, at, value, number)
            elif isinstance(value, date):
                page.write_datetime(row, at, value, day)
            elif value:
                page.write_string(row, at, value)
    page.freeze_panes(1, 0)


def _plain(value: Value) -> Any:
    return format_date(value) if isinstance(value, date) else value
