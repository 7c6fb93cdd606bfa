"""The report as a workbook: a guide that says what the numbers mean, the figures, their places."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from marketplace.indicators.definitions import INDICATORS, Unit
from marketplace.indicators.engine import Figure
from marketplace.indicators.tables import EXACT, Value, choice_of
from marketplace.indicators.words import gap_words, left_out_words, nothing_words, parts_of, rounded, since_of
from marketplace.reporting.content import caveats_of, codes_of, definition_lines, name_of, source_of, warnings_of
from marketplace.reporting.report import BY_PLACE, PlaceRow, Report

SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd/mm/yyyy",
}
LINES_OF_GUIDE = 90


def report_workbook(report: Report) -> bytes:
    """The file, in the running locale; numbers are numbers, dates are dates, a text stays a text however it begins."""
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, SETTINGS) as book:
        book.set_properties({"title": report.title, "comments": source_of(report)})
        _guide(book, report)
        _sheet(book, _("Chỉ tiêu"), _figure_header(), list(_figure_rows(report)), wide=(2, 14))
        _sheet(book, _("Theo nơi"), _place_header(), [_place_row(report, row) for row in report.places], wide=(2,))
    return kept.getvalue()


def _figure_header() -> list[str]:
    return [
        _("Nhóm"), _("Mã"), _("Chỉ tiêu"), _("Từ ngày"), _("Đến ngày"), _("Cách tính"), _("Giá trị"), _("Đơn vị"),
        _("Tử số"), _("Mẫu số"), _("Mục tiêu"), _("Năm của mục tiêu"), _("So với mục tiêu"),
        _("Còn thiếu (tử số)"), _("Không tính vì"), _("Phiên bản"),
    ]  # fmt: skip


def _figure_rows(report: Report) -> Iterator[list[Value]]:
    for section in report.sections:
        for figure in section.figures:
            yield [section.label, *_figure_row(report, figure)]


def _figure_row(report: Report, figure: Figure) -> list[Value]:
    asked, target = figure.question, figure.target
    numerator, denominator = parts_of(figure)
    left_out = "; ".join(filter(None, [nothing_words(figure), *left_out_words(figure)]))
    return [
        asked.code, name_of(figure), since_of(asked), asked.day, choice_of(asked), rounded(figure.value, EXACT),
        str(asked.indicator.unit.label), numerator, denominator, target.value if target else None,
        target.year if target else None, gap_words(figure), figure.missing if _counts(figure) else None, left_out,
        report.versions.get(asked.code),
    ]  # fmt: skip


def _counts(figure: Figure) -> bool:
    """Whether what is missing is a number of things, not of kilograms or đồng."""
    return figure.question.indicator.unit in {Unit.PERCENT, Unit.COUNT} and parts_of(figure)[0] is not None


def _place_header() -> list[str]:
    shares = [(f"{code}: {INDICATORS[code].name} (%)", f"{code}: {_('Tử số')}", f"{code}: {_('Mẫu số')}")
              for code in BY_PLACE]  # fmt: skip
    return [_("Mã nơi"), _("Đến ngày"), _("Nơi"), *(heading for three in shares for heading in three)]


def _place_row(report: Report, row: PlaceRow) -> list[Value]:
    cells: list[Value] = [row.code, report.day, row.name or _("Chưa rõ địa bàn")]
    for code in BY_PLACE:
        figure = row.figures.get(code)
        cells += [None, None, None] if figure is None else [rounded(figure.value, EXACT), *parts_of(figure)]
    return cells


def _guide(book: Any, report: Report) -> None:
    """What was counted, of which place and day, from which source, and how each indicator is defined."""
    page = book.add_worksheet(_("Hướng dẫn"))
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    page.set_column(0, 0, 28)
    page.set_column(1, 1, LINES_OF_GUIDE)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for at, (name, text) in enumerate(_guide_lines(report)):
        page.write_string(at, 0, name, bold)
        if isinstance(text, date):
            page.write_datetime(at, 1, text, day)
        else:
            page.write_string(at, 1, text, wrap)


def _guide_lines(report: Report) -> Iterator[tuple[str, str | date]]:
    yield report.title, report.where
    yield _("Số liệu tính đến hết ngày"), report.day
    yield _("Ngày lập báo cáo"), report.made_on
    yield _("Nguồn"), source_of(report)
    yield from ((_("Lưu ý"), sentence) for sentence in warnings_of(report))
    yield _("Ô trống"), _("Chưa có số, hoặc không nêu để không ai suy ra điều khoản của một hợp đồng.")
    yield from ((_("Không tính"), sentence) for sentence in caveats_of(report))
    for code in codes_of(report):
        yield f"{code}. {INDICATORS[code].name}", ""
        yield from definition_lines(report, code)


def _sheet(book: Any, title: str, header: list[str], rows: Sequence[list[Value]], wide: Iterable[int]) -> None:
    """One table: a heading that stays in sight, is printed on each page and can be filtered."""
    page = book.add_worksheet(title)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F8F3E7"})
    number = book.add_format({"num_format": "#,##0.###", "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for at, heading in enumerate(header):
        page.write_string(0, at, heading, head)
    for down, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(page, (down, at), value, (number, day, text))
    page.set_column(0, len(header) - 1, 14)
    for column in wide:
        page.set_column(column, column, 44)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write(page: Any, cell: tuple[int, int], value: Value, formats: tuple[Any, Any, Any]) -> None:
    number, day, text = formats
    if isinstance(value, (int, Decimal)):
        page.write_number(*cell, value, number)
    elif isinstance(value, date):
        page.write_datetime(*cell, value, day)
    elif value:
        page.write_string(*cell, value, text)
