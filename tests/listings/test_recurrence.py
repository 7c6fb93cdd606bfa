"""Recurrences and seasons become dated periods."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.listings.recurrence import (
    PeriodDraft,
    RecurrenceError,
    Span,
    a_year_later,
    coming_months,
    cut_into_months,
    next_season,
    periods_of,
    read_recurrence,
    season_span,
    share,
    weeks,
)

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def test_the_sentence_of_the_brief() -> None:
    periods = periods_of(read_recurrence("20 tấn mỗi tháng, T1–T6, nghỉ T2"), TODAY)
    assert [(p.start, p.end) for p in periods] == [
        (date(2027, 1, 1), date(2027, 1, 31)),
        (date(2027, 3, 1), date(2027, 3, 31)),
        (date(2027, 4, 1), date(2027, 4, 30)),
        (date(2027, 5, 1), date(2027, 5, 31)),
        (date(2027, 6, 1), date(2027, 6, 30)),
    ]
    assert {(p.firm, p.flexible) for p in periods} == {(Decimal(20), Decimal(0))}


@pytest.mark.parametrize(
    ("text", "firm", "flexible", "unit", "every", "months"),
    [
        ("1.500 kg/tháng, quanh năm", "1500", "0", "kg", "month", range(1, 13)),
        ("2,5 tấn mỗi tuần, tháng 10 đến tháng 1", "2.5", "0", "tấn", "week", (10, 11, 12, 1)),
        ("120 tấn, thêm 30 tấn, tháng 7-8", "120", "30", "tấn", "total", (7, 8)),
        ("30 tấn tháng 5, tháng 6", "30", "0", "tấn", "total", (5, 6)),
        ("12 giạ hằng tháng, có thể thêm 3, T3 đến T4", "12", "3", "giạ", "month", (3, 4)),
        ("20 tan moi thang, T1-T6, nghi T2", "20", "0", "tan", "month", (1, 3, 4, 5, 6)),
        ("20 tan moi tháng, T1-T6, nghi T2", "20", "0", "tan", "month", (1, 3, 4, 5, 6)),
        ("20 TAN/THANG TU THANG 1 DEN THANG 6", "20", "0", "TAN", "month", range(1, 7)),
        ("30 tấn cả vụ, T3-T5", "30", "0", "tấn", "total", (3, 4, 5)),
        ("5 tan hang tuan, them 2, quanh nam tru T2", "5", "2", "tan", "week", (1, *range(3, 13))),
        ("20 tonnes a month, Jan-Jun, except Feb", "20", "0", "tonnes", "month", (1, 3, 4, 5, 6)),
    ],
)
def test_what_people_write(
    text: str, firm: str, flexible: str, unit: str, every: str, months: range | tuple[int, ...]
) -> None:
    found = read_recurrence(text)
    assert (found.firm, found.flexible, found.unit) == (Decimal(firm), Decimal(flexible), unit)
    assert (found.every, found.months) == (every, frozenset(months))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nhiều lắm",
        "20 tấn mỗi tháng",
        "0 tấn, T1-T2",
        "20 tấn T1-T3, 5 tấn T4-T6",
        "20 tấn mỗi tháng, thêm 5%, T1-T3",
        "1.5 tấn, T1-T2",
        "5 tấn, T13",
    ],
)
def test_what_cannot_be_read_says_so(text: str) -> None:
    with pytest.raises(RecurrenceError) as refused:
        read_recurrence(text)
    assert len(str(refused.value)) > 15


@pytest.mark.parametrize(
    ("text", "word"), [("20 tấn mỗi tháng, T1–T6, nghỉ tháng hai", "hai"), ("9 tan T1, khong chac", "khong")]
)
def test_a_word_that_is_not_understood_is_named(text: str, word: str) -> None:
    """It may change what is delivered when: nothing is filled in around it."""
    with pytest.raises(RecurrenceError, match=f"“{word}”"):
        read_recurrence(text)


@pytest.mark.slow
@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        periods = periods_of(read_recurrence("5 tấn " + text), TODAY)
    except RecurrenceError:
        return
    assert all(p.start > TODAY and p.end >= p.start and p.firm >= 0 for p in periods)


@given(st.sets(st.integers(1, 12), min_size=1), DAYS)
def test_each_month_comes_once_and_none_has_begun(months: set[int], after: date) -> None:
    spans = coming_months(months, after)
    assert {span.start.month for span in spans} == months
    assert len(spans) == len(months)
    assert all(span.start >= after for span in spans)
    assert spans == sorted(spans, key=lambda span: span.start)
    assert spans[-1].start - after < timedelta(days=397)


@given(DAYS, st.integers(0, 800))
def test_pieces_cover_the_span_exactly(start: date, length: int) -> None:
    span = Span(start, start + timedelta(days=length))
    for pieces in (weeks(span), cut_into_months(span)):
        assert pieces[0].start == span.start
        assert pieces[-1].end == span.end
        assert all(b.start - a.end == timedelta(days=1) for a, b in pairwise(pieces))


@given(DAYS, st.integers(0, 400), st.integers(1, 10**9), st.integers(0, 10**9))
def test_shares_add_up_to_the_gram(start: date, length: int, firm: int, flexible: int) -> None:
    spans = cut_into_months(Span(start, start + timedelta(days=length)))
    total, more = Decimal(firm) / 1000, Decimal(flexible) / 1000
    drafts = share(spans, total, more)
    assert sum(d.firm for d in drafts) == total
    assert sum(d.flexible for d in drafts) == more
    assert all(d.firm >= 0 and d.flexible >= 0 for d in drafts)


def test_a_season_may_cross_the_year() -> None:
    assert season_span(11, 20, 2, 28, year=2026) == Span(date(2026, 11, 20), date(2027, 2, 28))
    assert next_season(11, 20, 2, 28, after=TODAY) == Span(date(2027, 11, 20), date(2028, 2, 28))
    assert next_season(3, 1, 5, 31, after=TODAY) == Span(date(2027, 3, 1), date(2027, 5, 31))


def test_leap_day_moves_to_the_28th() -> None:
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
    assert a_year_later(date(2028, 2, 29), 4) == date(2032, 2, 29)
    assert PeriodDraft(TODAY, TODAY, Decimal(1)).flexible == 0
