"""The way to a target by hand-made numbers: gap, pace, where the path stands, yearly steps."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.indicators.paths import (
    Missing,
    Pace,
    Point,
    due_day,
    gap,
    next_quarter_end,
    pace,
    path_points,
    quarter_ends,
    stands_at,
    straight_steps,
    whole_quarters,
)

DUE = due_day(2030)


def test_the_gap_is_in_the_unit_of_the_indicator_and_never_negative() -> None:
    assert gap(Decimal("37"), Decimal(50)) == Decimal(13)
    assert gap(Decimal("51.2"), Decimal(50)) == 0
    assert gap(Decimal("4"), Decimal(3), higher_is_better=False) == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), 17),  # the end of this year and sixteen after it
        (date(2026, 12, 31), 16),  # the day itself has been counted
        (date(2030, 12, 30), 1),
        (DUE, 0),
        (date(2031, 3, 1), 0),
    ],
)
def test_quarters_left_are_quarter_ends_still_to_come(day: date, expected: int) -> None:
    assert whole_quarters(day, DUE) == expected


def test_the_pace_is_in_whole_organisations_rounded_up() -> None:
    assert pace(74, date(2026, 11, 22), DUE) == Pace(missing=74, quarters=17, a_quarter=5, a_year=18)
    assert pace(1, date(2030, 11, 1), DUE) == Pace(missing=1, quarters=1, a_quarter=1, a_year=1)
    assert pace(0, date(2026, 1, 1), DUE) == Pace(missing=0, quarters=20, a_quarter=0, a_year=0)
    assert pace(5, DUE, DUE) is None


@given(st.integers(0, 50_000), st.dates(date(2022, 1, 1), date(2030, 12, 30)))
def test_a_pace_that_is_kept_arrives_in_time_and_not_a_quarter_earlier_than_it_must(missing: int, day: date) -> None:
    found = pace(missing, day, DUE)
    assert found is not None
    assert found.a_quarter * found.quarters >= missing > (found.a_quarter - 1) * found.quarters
    assert found.a_year <= max(4 * found.a_quarter, 0)


def test_what_is_missing_grows_by_contracts_that_run_out() -> None:
    assert Missing(now=3, fading=2).in_all == 5


def test_the_path_goes_straight_between_its_points() -> None:
    points = path_points(
        [Point(DUE, Decimal(50)), Point(due_day(2026), Decimal(10)), Point(due_day(2028), Decimal(20))]
    )
    assert stands_at(points, date(2026, 6, 30)) is None
    assert stands_at(points, due_day(2026)) == 10
    assert stands_at(points, due_day(2028)) == 20
    assert stands_at(points, date(2029, 12, 31)) == 20 + Decimal(30) * 365 / 730
    assert stands_at(points, date(2035, 1, 1)) == 50
    assert stands_at((), DUE) is None


def test_yearly_steps_lie_on_the_line_and_are_rounded_as_said() -> None:
    assert straight_steps((2026, Decimal(13)), (2030, Decimal(50)), share=True) == [
        (2027, Decimal("22.3")),  # 22,25: half up
        (2028, Decimal("31.5")),
        (2029, Decimal("40.8")),
    ]
    assert straight_steps((2025, Decimal(0)), (2028, Decimal(5)), share=False) == [(2026, 2), (2027, 3)]
    assert straight_steps((2029, Decimal(0)), (2030, Decimal(5)), share=True) == []


def test_quarters_are_those_of_the_calendar() -> None:
    assert quarter_ends(date(2026, 11, 22), 4) == [
        date(2026, 3, 31),
        date(2026, 6, 30),
        date(2026, 9, 30),
        date(2026, 11, 22),
    ]
    assert next_quarter_end(date(2026, 12, 31)) == date(2027, 3, 31)
    assert next_quarter_end(date(2026, 12, 30)) == date(2026, 12, 31)
