"""The way to a target, by pure arithmetic: where it stands on a day, the gap, the pace that is still needed.

Values are in the indicator's own unit (percent from 0 to 100, or a count). A target of a year is due on its last day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

QUARTERS_OF_A_YEAR = 4
STEP_OF_A_SHARE = Decimal("0.1")  # yearly steps of a percentage are rounded to it, those of a count to a whole one
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Point:
    """A value on a day."""

    day: date
    value: Decimal


@dataclass(frozen=True, slots=True)
class Pace:
    """What must be added, in whole rows (organisations, products…), to reach the target on its day.

    `a_quarter` and `a_year` are rounded up: a pace kept at that rate arrives in time, never late.
    """

    missing: int
    quarters: int
    a_quarter: int
    a_year: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What is still missing: `now` rows, and `fading` ones that stop counting before the due day if nobody acts."""

    now: int
    fading: int

    @property
    def in_all(self) -> int:
        """Rows to win or to keep until the due day."""
        return self.now + self.fading


def due_day(year: int) -> date:
    """The day a target of the year must be reached."""
    return date(year, 12, 31)


def quarter_end(day: date) -> date:
    """The last day of the quarter in which the day lies."""
    month = (day.month - 1) // 3 * 3 + 3
    following = date(day.year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def next_quarter_end(day: date) -> date:
    """The first quarter end after the day."""
    return quarter_end(day + timedelta(days=1))


def quarter_ends(day: date, count: int = 20) -> list[date]:
    """`count` days, oldest first: the quarter ends before the day, then the day itself."""
    days = [day]
    while len(days) < count:
        last = days[-1]
        first_month = (last.month - 1) // 3 * 3 + 1
        days.append(date(last.year, first_month, 1) - timedelta(days=1))
    return days[::-1]


def whole_quarters(day: date, due: date) -> int:
    """How many quarter ends lie after the day, up to the due day: chances left to be counted."""
    left = (due.year - day.year) * QUARTERS_OF_A_YEAR + (due.month - 1) // 3 - (day.month - 1) // 3
    ends = left + (due == quarter_end(due)) - (day == quarter_end(day))
    return max(ends, 0)


def gap(value: Decimal, target: Decimal, *, higher_is_better: bool = True) -> Decimal:
    """How far the value is from the target, in its unit; 0 when it is reached."""
    return max(target - value if higher_is_better else value - target, Decimal(0))


def pace(missing: int, day: date, due: date) -> Pace | None:
    """The pace that closes the gap on time; None when no quarter is left to close it in."""
    quarters = whole_quarters(day, due)
    if not quarters:
        return None
    a_quarter = -(-missing // quarters)
    a_year = min(-(-missing * QUARTERS_OF_A_YEAR // quarters), missing)
    return Pace(missing, quarters, a_quarter, a_year)


def path_points(points: Sequence[Point]) -> tuple[Point, ...]:
    """Baseline, steps and target in the order of their days; the later of two on one day holds."""
    by_day = {point.day: point for point in points}
    return tuple(by_day[day] for day in sorted(by_day))


def stands_at(points: Sequence[Point], day: date) -> Decimal | None:
    """Where the path stands on a day: straight between two points, the last value after the last, None before."""
    if not points or day < points[0].day:
        return None
    at = bisect_right([point.day for point in points], day)
    if at == len(points):
        return points[-1].value
    before, after = points[at - 1], points[at]
    gone, whole = (day - before.day).days, (after.day - before.day).days
    return before.value + (after.value - before.value) * gone / whole


def straight_steps(start: tuple[int, Decimal], end: tuple[int, Decimal], *, share: bool) -> list[tuple[int, Decimal]]:
    """(year, value) of the years between, on the straight line from a baseline to a target.

    Rounded half up, a share to a tenth of a percent point and a count to a whole one; empty when no year lies between.
    """
    (first, low), (last, high) = start, end
    unit = STEP_OF_A_SHARE if share else ONE
    return [
        (year, (low + (high - low) * (year - first) / (last - first)).quantize(unit, ROUND_HALF_UP))
        for year in range(first + 1, last)
    ]
