"""A figure as a workbook: its places, its way over the quarters, and a guide that says what the numbers mean."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from marketplace.clock import today
from marketplace.indicators.answer import Answer
from marketplace.indicators.engine import Figure, Question
from marketplace.indicators.tables import EXACT, Value, choice_of, figure_header, figure_rows, value_header
from marketplace.indicators.words import (
    amount_words,
    left_out_words,
    notes_of,
    part_words,
    parts_of,
    rounded,
    value_words,
    when_words,
)

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "dd/mm/yyyy",
}


def figure_workbook(answer: Answer, history: Sequence[Figure]) -> bytes:
    """The file; numbers are numbers, dates are dates, a text stays a text however it begins."""
    import xlsxwriter

    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, SETTINGS) as book:
        _sheet(book, _("Số liệu"), figure_header(answer.question), figure_rows(answer))
        _sheet(book, _("Diễn biến"), _history_header(answer.question), _history_rows(history))
        _guide(book, answer)
    return kept.getvalue()


def _history_header(question: Question) -> list[str]:
    return [_("Đến ngày"), value_header(question), _("Tử số"), _("Mẫu số"), _("Lưu ý")]


def _history_rows(history: Iterable[Figure]) -> Iterable[list[Value]]:
    for figure in history:
        note = _("ngày chưa tới: chỉ gồm những gì đã ký, đã ghi") if figure.question.day > today() else None
        yield [figure.question.day, rounded(figure.value, EXACT), *parts_of(figure), note]


def _sheet(book: Any, title: str, header: list[str], rows: Iterable[list[Value]]) -> None:
    """One table: a heading that stays in sight and can be filtered, columns wide enough to read."""
    page = book.add_worksheet(title)
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F8F3E7"})
    number = book.add_format({"num_format": "#,##0.###"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    for at, heading in enumerate(header):
        page.write_string(0, at, heading, head)
    last = 0
    for last, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            _write(page, (last, at), value, number, day)
    page.set_column(0, len(header) - 1, 16)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(last, 1), len(header) - 1)


def _write(page: Any, cell: tuple[int, int], value: Value, number: Any, day: Any) -> None:
    if isinstance(value, (int, Decimal)):
        page.write_number(*cell, value, number)
    elif isinstance(value, date):
        page.write_datetime(*cell, value, day)
    elif value:
        page.write_string(*cell, value)


def _guide(book: Any, answer: Answer) -> None:
    """What is counted, how, of which day, by whose words: a figure never travels without it."""
    figure, asked = answer.figure, answer.question
    indicator = asked.indicator
    page = book.add_worksheet(_("Hướng dẫn"))
    bold, wrap = book.add_format({"bold": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    lines = [
        (_("Chỉ tiêu"), f"{indicator.code}: {indicator.name}"),
        (_("Nơi"), answer.place_name or _("Cả nước")),
        (_("Thời gian"), when_words(asked)),
        (_("Giá trị"), f"{value_words(figure)}. {part_words(figure)}"),
        (_("Đơn vị"), str(indicator.unit.label)),
        (_("Công thức"), str(indicator.formula)),
        (_("Tử số"), str(indicator.numerator_words)),
        (_("Mẫu số"), str(indicator.counted_of(asked.denominator))),
        (_("Cách tính"), f"{choice_of(asked)} {asked.definition.label}" if choice_of(asked) else ""),
        (_("Giải thích"), str(indicator.explanation)),
        (_("Không tính, hoặc nêu riêng"), "; ".join(left_out_words(figure))),
        (_("Phiên bản định nghĩa"), indicator.version),
        (_("Căn cứ"), "; ".join(indicator.sources)),
        (_("Mục tiêu"), _target(figure)),
        (_("Lưu ý"), " ".join(notes_of(figure))),
    ]
    for row, (name, text) in enumerate((name, text) for name, text in lines if text):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, text, wrap)


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    value = amount_words(figure.target.value, figure.question.indicator.unit)
    return f"{value} ({figure.target.year}): {figure.target.source}"
