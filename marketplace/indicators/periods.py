"""The periods that are closed: where each begins and ends, and how it is called."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from flask_babel import LazyString

from marketplace.errors import DomainError
from marketplace.indicators.models import PeriodKind
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date

FIRST_YEAR, LAST_YEAR = 1991, 2100
MONTHS = {PeriodKind.HALF: 6, PeriodKind.QUARTER: 3}
"""Months of a part of the year, for the kinds that are parts."""
ROMAN = ("I", "II", "III", "IV")


def period_of(kind: PeriodKind, year: int, part: int | None = None) -> tuple[date, date]:
    """First and last day of a period of a year; `part` numbers its halves (1–2) or quarters (1–4).

    The year of the cooperative information system runs from 15 December of the year before to 14 December
    (TT 09/2024/TT-BKHĐT Đ6–7). DomainError for a year or part that is none, and for a custom period, whose days are
    chosen, not computed.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError(_l("Năm phải từ %(first)s đến %(last)s.", first=FIRST_YEAR, last=LAST_YEAR), field="year")
    if kind is PeriodKind.SYSTEM_YEAR:
        return date(year - 1, 12, 15), date(year, 12, 14)
    if kind is PeriodKind.YEAR:
        return date(year, 1, 1), date(year, 12, 31)
    if kind is PeriodKind.CUSTOM:
        raise DomainError(_l("Kỳ tự chọn cần ngày đầu và ngày cuối."), field="starts_on")
    return _part_of(MONTHS[kind], year, part)


def _part_of(months: int, year: int, part: int | None) -> tuple[date, date]:
    most = 12 // months
    if part is None or not 1 <= part <= most:
        raise DomainError(_l("Chọn từ 1 đến %(most)s cho loại kỳ này.", most=most), field="part")
    last_month = part * months
    return date(year, last_month - months + 1, 1), date(year, last_month, monthrange(year, last_month)[1])


def last_ended(kind: PeriodKind, day: date) -> tuple[date, date]:
    """The newest period of a kind that had ended before a day; a custom one is the month before."""
    if kind is PeriodKind.CUSTOM:
        end = day.replace(day=1) - timedelta(days=1)
        return end.replace(day=1), end
    months = MONTHS.get(kind)
    parts: list[int | None] = [None] if months is None else list(range(1, 12 // months + 1))
    known = [period_of(kind, year, part) for year in (day.year - 1, day.year) for part in parts]
    return max(period for period in known if period[1] < day)


def period_words(kind: PeriodKind, starts_on: date, ends_on: date) -> LazyString:
    """The name of a period: "quý III năm 2026"."""
    year, number = ends_on.year, (ends_on.month - 1) // MONTHS.get(kind, 12)
    if kind is PeriodKind.SYSTEM_YEAR:
        return _l("kỳ báo cáo năm %(year)s (15/12 – 14/12)", year=year)
    if kind is PeriodKind.YEAR:
        return _l("năm %(year)s", year=year)
    if kind is PeriodKind.HALF:
        first = _l("sáu tháng đầu năm %(year)s", year=year)
        return _l("sáu tháng cuối năm %(year)s", year=year) if number else first
    if kind is PeriodKind.QUARTER:
        return _l("quý %(number)s năm %(year)s", number=ROMAN[number], year=year)
    return _l("từ %(start)s đến %(end)s", start=format_date(starts_on), end=format_date(ends_on))
