"""From "20 tấn mỗi tháng, T1–T6, nghỉ T2", or from a season of the catalogue, to dated periods.

Pure functions. Quantities are in whatever unit the caller counts in, as exact decimals of at most three places;
both ends of a period belong to it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from marketplace.errors import Sentence
from marketplace.labels import lazy_gettext as _l
from marketplace.web.fields import read_decimal
from matching.vocabulary.normalise import fold, nfc
from matching.vocabulary.periods import months_of

MOST_PERIODS = 60
PLACES = Decimal("0.001")
Every = Literal["month", "week", "total"]

# Read without accents, as many people type them.
_MONTHLY = r"(?:moi|hang|tung|mot|/|per|a|each)\s*(?:thang|month)(?!\s*\d)|monthly"
_WEEKLY = r"(?:moi|hang|tung|mot|/|per|a|each)\s*(?:tuan|week)|weekly"
_UNIT = r"(?P<unit>[^\W\d_]+(?: lô)?)"
_FIRM = re.compile(rf"^\s*(?P<value>[0-9][0-9.,]*)\s*{_UNIT}", re.I)
_MORE = re.compile(r"(?:co the\s+)?(?:cong them|them|linh hoat|plus)\s*(?P<value>[0-9][0-9.,]*)\s*(?!\s*/|\d)")
_EVERY = re.compile(f"{_MONTHLY}|{_WEEKLY}")
_UNDERSTOOD = re.compile(
    r"\b(?:ca vu|ca mua|vu|mua|tong cong|tong|total"
    r"|t|th|thg|thang|tu|den|toi|va|nghi|tru|ngoai tru|khong ke|quanh nam|ca nam|suot nam|ke tu|dau|giua|cuoi|het"
    r"|nam|trong|vao|cac|cung cap|giao|deu dan|deu|from|to|through|and|except|without|in|all year|all|year|round"
    r"|throughout|the|months?|of|january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?=[^a-z]|$)"
)


class RecurrenceError(ValueError):
    """The text is no recurrence; `message` says what to write instead."""

    def __init__(self, message: Sentence) -> None:
        super().__init__(str(message))
        self.message = message


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """A span with its firm and flexible quantity, before it belongs to a listing."""

    start: date
    end: date
    firm: Decimal
    flexible: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What a text says: so much of a unit every month or week of these months, or in all over them."""

    firm: Decimal
    flexible: Decimal
    unit: str
    every: Every
    months: frozenset[int]


def read_recurrence(text: str) -> Recurrence:
    """The recurrence of a text such as "20 tấn mỗi tháng, thêm 5 tấn, T1–T6, nghỉ T2".

    RecurrenceError when the quantity or the months cannot be read.
    """
    plain = nfc(text).strip()[:300]
    firm = _FIRM.search(plain)
    if firm is None:
        raise RecurrenceError(_l("Hãy bắt đầu bằng khối lượng, ví dụ: 20 tấn mỗi tháng, T1–T6, nghỉ T2."))
    rest = fold(plain[firm.end() :])
    more = _MORE.search(rest)
    flexible = _number(more["value"]) if more else Decimal(0)
    rest = _MORE.sub(" , ", rest, count=1) if more and "%" not in rest else rest
    times = _EVERY.sub(" ", rest)
    months = months_of(times)
    if months is None:
        raise RecurrenceError(_l("Chưa rõ các tháng. Hãy viết như T1–T6, hoặc tháng 10 đến tháng 1, hoặc quanh năm."))
    unit = re.escape(fold(firm["unit"]))
    if re.search(rf"\d\s*{unit}\b", times):
        raise RecurrenceError(_l("Mỗi lần chỉ mô tả một khối lượng. Hãy điền các khối lượng khác vào bảng bên dưới."))
    _all_understood(re.sub(rf"\b{unit}\b", " ", times), plain)
    return Recurrence(_number(firm["value"]), flexible, firm["unit"], _every(rest), months)


def _all_understood(times: str, typed: str) -> None:
    """Raise RecurrenceError with the first word that is not read: it may change how much is delivered when."""
    for word in re.findall(r"[a-z]+", _UNDERSTOOD.sub(" ", times)):
        own = next((one for one in re.findall(r"[^\W\d_]+", typed) if fold(one) == word), word)
        raise RecurrenceError(_l("Chưa hiểu “%(word)s”. Hãy viết như: 20 tấn mỗi tháng, T1–T6, nghỉ T2.", word=own))


def _number(text: str) -> Decimal:
    try:
        value = read_decimal(text.rstrip(".,"), 3)
    except ValueError as problem:
        raise RecurrenceError(str(problem)) from problem
    if value <= 0:
        raise RecurrenceError(_l("Khối lượng phải lớn hơn 0."))
    return value


def _every(text: str) -> Every:
    if re.search(_WEEKLY, text):
        return "week"
    return "month" if re.search(_MONTHLY, text) else "total"


def periods_of(recurrence: Recurrence, after: date) -> list[PeriodDraft]:
    """The next occurrence of each month, as periods: one a month, or one a week, or the total shared by days."""
    spans = coming_months(recurrence.months, after)
    if recurrence.every == "total":
        return share(spans, recurrence.firm, recurrence.flexible)
    if recurrence.every == "week":
        spans = [week for run in joined(spans) for week in weeks(run)]
    return [PeriodDraft(s.start, s.end, recurrence.firm, recurrence.flexible) for s in spans]


def coming_months(months: Iterable[int], after: date) -> list[Span]:
    """The whole months still ahead: each of `months` once, in order, beginning with the first after `after`."""
    wanted = frozenset(months)
    if not wanted <= frozenset(range(1, 13)):
        raise ValueError("a month is a number from 1 to 12")
    first = after.year * 12 + after.month - (1 if after.day == 1 else 0)
    ahead = (divmod(first + step, 12) for step in range(12))
    return [month_span(year, month + 1) for year, month in ahead if month + 1 in wanted]


def month_span(year: int, month: int) -> Span:
    """The calendar month."""
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def weeks(span: Span) -> list[Span]:
    """The span cut at each Monday; the first and last piece may be shorter than a week."""
    pieces, start = [], span.start
    while start <= span.end:
        end = min(start + timedelta(days=6 - start.weekday()), span.end)
        pieces.append(Span(start, end))
        start = end + timedelta(days=1)
    return pieces


def cut_into_months(span: Span) -> list[Span]:
    """The span cut at the first of each month."""
    pieces, start = [], span.start
    while start <= span.end:
        end = min(month_span(start.year, start.month).end, span.end)
        pieces.append(Span(start, end))
        start = end + timedelta(days=1)
    return pieces


def joined(spans: Sequence[Span]) -> list[Span]:
    """Spans that follow each other without a gap, as one."""
    runs: list[Span] = []
    for span in spans:
        if runs and runs[-1].end + timedelta(days=1) == span.start:
            runs[-1] = replace(runs[-1], end=span.end)
        else:
            runs.append(span)
    return runs


def share(spans: Sequence[Span], firm: Decimal, flexible: Decimal = Decimal(0)) -> list[PeriodDraft]:
    """Totals shared over spans by their days, exact to the thousandth: the shares add up to the totals."""
    return [
        PeriodDraft(span.start, span.end, certain, more)
        for span, certain, more in zip(spans, _shares(spans, firm), _shares(spans, flexible), strict=True)
    ]


def _shares(spans: Sequence[Span], total: Decimal) -> list[Decimal]:
    days, seen, given = sum(span.days for span in spans), 0, Decimal(0)
    shares = []
    for span in spans:
        seen += span.days
        upto = (total * seen / days).quantize(PLACES)
        shares.append(upto - given)
        given = upto
    return shares


def season_span(from_month: int, from_day: int, to_month: int, to_day: int, *, year: int) -> Span:
    """A season of the catalogue that starts in `year`; it ends in the next year when it crosses the new year."""
    start = _day(year, from_month, from_day)
    crosses = (to_month, to_day) < (from_month, from_day)
    return Span(start, _day(year + crosses, to_month, to_day))


def next_season(from_month: int, from_day: int, to_month: int, to_day: int, *, after: date) -> Span:
    """The first such season that has not begun on the day `after`."""
    span = season_span(from_month, from_day, to_month, to_day, year=after.year)
    return span if span.start >= after else season_span(from_month, from_day, to_month, to_day, year=after.year + 1)


def a_year_later(day: date, years: int = 1) -> date:
    """The same day in a later year; 29 February becomes the 28th."""
    return _day(day.year + years, day.month, day.day)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
