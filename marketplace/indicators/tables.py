"""A figure and its rows as tables for people: the columns that CSV and workbook share, from the one answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.indicators.answer import Answer, PlaceLine
from marketplace.indicators.definitions import Choice, Unit
from marketplace.indicators.engine import Figure, Question
from marketplace.indicators.queries.rows import RowLine
from marketplace.indicators.words import parts_of, rounded, since_of
from marketplace.notifications.addresses import absolute

Value = str | int | Decimal | date | None
EXACT = 6
"""Places of a value in files; numerator and denominator are exact."""


def figure_header(question: Question) -> list[str]:
    """The headings of the figure and its places."""
    return [
        _("Chỉ tiêu"),
        _("Phiên bản"),
        _("Từ ngày"),
        _("Đến ngày"),
        _("Cách tính"),
        _("Mã nơi"),
        _("Nơi"),
        value_header(question),
        _("Tử số"),
        _("Mẫu số"),
        _("Minh họa"),
    ]


def value_header(question: Question) -> str:
    """The heading of values: their unit, and what the sign says where there is one."""
    if question.indicator.difference:
        return str(_("Giá trị (%(unit)s; dương là thiếu, âm là thừa)", unit=question.indicator.unit.label))
    return str(_("Giá trị (%(unit)s)", unit=question.indicator.unit.label))


def figure_rows(answer: Answer) -> Iterator[list[Value]]:
    """The whole first, then its places; no value is an empty cell."""
    yield _figure_row(answer.figure, answer.question.place.code, answer.place_name or _("Cả nước"))
    for line in answer.places:
        yield _figure_row(line.figure, line.code, _named(line))


def _figure_row(figure: Figure, code: str | None, name: str) -> list[Value]:
    asked = figure.question
    numerator, denominator = parts_of(figure)
    return [
        asked.code,
        asked.indicator.version,
        since_of(asked),
        asked.counted_day,
        choice_of(asked),
        code,
        name,
        rounded(figure.value, EXACT),
        numerator,
        denominator,
        figure.demonstration,
    ]


def choice_of(question: Question) -> str:
    """L1 × D1, or empty where there is nothing to choose."""
    has = question.indicator.understands
    chosen = [question.definition.value] if has(Choice.DEFINITION) else []
    chosen += [question.denominator.value] if has(Choice.DENOMINATOR) else []
    return " × ".join(chosen)


def row_header(question: Question) -> list[str]:
    """The headings of the rows."""
    return [
        _("Loại dòng"),
        _("Dòng"),
        _("Chi tiết"),
        _("Mã tỉnh"),
        _("Mã xã"),
        _("Tử số: %(words)s", words=question.indicator.numerator_words),
        _("Mẫu số: %(words)s", words=question.indicator.counted_of(question.denominator)),
        _("Không tính vì"),
        _("Minh họa"),
        _("Hợp đồng"),
        _("Trang"),
    ]


def row_rows(question: Question, lines: Iterable[RowLine]) -> Iterator[list[Value]]:
    """Each row as it counts; amounts are left empty where they would tell somebody's terms."""
    shown = shows_amounts(question)
    for line in lines:
        yield [
            str(line.kind.label),
            line.words.name,
            line.words.detail,
            line.province_code,
            line.commune_code,
            line.numerator if shown else None,
            line.denominator if shown else None,
            str(line.left_out.label) if line.left_out else None,
            1 if line.is_demonstration else 0,
            "; ".join(behind.contract.number or behind.contract.public_id for behind in line.contracts),
            absolute(line.words.endpoint, **line.words.arguments) if line.words.endpoint else None,
        ]


OF_AMOUNTS = frozenset({"I9", "O1v", "O2", "O2v", "O3", "O4", "O6", "O8"})
"""Indicators whose rows carry people, kilograms, hectares or đồng; a row of any other counts once or not at all."""


def shows_amounts(question: Question) -> bool:
    """Whether the numbers of a single row may be shown: never đồng."""
    return not question.indicator.confidential and question.indicator.unit is not Unit.DONG


def _named(line: PlaceLine) -> str:
    return line.name or _("Chưa rõ")
