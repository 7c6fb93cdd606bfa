"""Where the periods of reports begin and end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.errors import DomainError
from marketplace.indicators.models import PeriodKind
from marketplace.indicators.periods import last_ended, period_of, period_words

WHOLE_YEARS = (PeriodKind.SYSTEM_YEAR, PeriodKind.YEAR)


@pytest.mark.parametrize(
    ("kind", "part", "first", "last"),
    [
        (PeriodKind.SYSTEM_YEAR, None, date(2023, 12, 15), date(2024, 12, 14)),
        (PeriodKind.YEAR, None, date(2024, 1, 1), date(2024, 12, 31)),
        (PeriodKind.HALF, 1, date(2024, 1, 1), date(2024, 6, 30)),
        (PeriodKind.HALF, 2, date(2024, 7, 1), date(2024, 12, 31)),
        (PeriodKind.QUARTER, 1, date(2024, 1, 1), date(2024, 3, 31)),
        (PeriodKind.QUARTER, 2, date(2024, 4, 1), date(2024, 6, 30)),
        (PeriodKind.QUARTER, 3, date(2024, 7, 1), date(2024, 9, 30)),
        (PeriodKind.QUARTER, 4, date(2024, 10, 1), date(2024, 12, 31)),
    ],
)
def test_a_period_has_its_days(kind: PeriodKind, part: int | None, first: date, last: date) -> None:
    assert period_of(kind, 2024, part) == (first, last)


@pytest.mark.parametrize(
    ("kind", "year", "part", "field"),
    [
        (PeriodKind.HALF, 2026, None, "part"),
        (PeriodKind.HALF, 2026, 3, "part"),
        (PeriodKind.QUARTER, 2026, 0, "part"),
        (PeriodKind.QUARTER, 2026, 5, "part"),
        (PeriodKind.YEAR, 1900, None, "year"),
        (PeriodKind.SYSTEM_YEAR, 2101, None, "year"),
        (PeriodKind.CUSTOM, 2026, None, "starts_on"),
    ],
)
def test_a_period_that_is_none_names_the_field(kind: PeriodKind, year: int, part: int | None, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        period_of(kind, year, part)
    assert refused.value.field == field


@given(st.sampled_from(WHOLE_YEARS), st.integers(1992, 2100))
def test_years_follow_each_other_without_a_gap(kind: PeriodKind, year: int) -> None:
    assert period_of(kind, year - 1)[1] + timedelta(days=1) == period_of(kind, year)[0]


@given(st.sampled_from(list(PeriodKind)), st.dates(date(1993, 1, 1), date(2100, 12, 31)))
def test_the_last_ended_period_has_ended_and_the_next_has_not(kind: PeriodKind, day: date) -> None:
    first, last = last_ended(kind, day)
    assert first <= last < day
    assert day <= last + timedelta(days=366)
    assert str(period_words(kind, first, last))


def test_periods_are_called_as_people_call_them() -> None:
    called = [
        str(period_words(PeriodKind.QUARTER, date(2026, 7, 1), date(2026, 9, 30))),
        str(period_words(PeriodKind.HALF, date(2026, 1, 1), date(2026, 6, 30))),
        str(period_words(PeriodKind.CUSTOM, date(2026, 2, 1), date(2026, 2, 28))),
    ]
    assert called == ["quý III năm 2026", "sáu tháng đầu năm 2026", "từ 01/02/2026 đến 28/02/2026"]
