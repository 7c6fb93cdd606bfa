"""Where an indicator goes if nothing changes: a forecast with an interval, or the sentence why there is none.

The method is the plainest that can be defended before a meeting: the mean change of a quarter goes on (random walk
with drift). The interval of one quarter ahead is jackknife+ (Barber, Candès, Ramdas and Tibshirani, "Predictive
inference with the jackknife+", Annals of Statistics 49(1), 2021) as MAPIE computes it over the changes of a quarter:
it assumes no bell curve. `h` quarters ahead it is wider by √(h + h²/m) against √(1 + 1/m), m changes being known: the
error of a random walk with drift, of which the drift itself is an estimate (Hyndman and Athanasopoulos, "Forecasting:
Principles and Practice", 3rd edition, 5.5). It is never narrower than one row in or out, because a figure that has
stood still does not prove that it always will.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import sqrt

from flask_babel import LazyString

from marketplace.indicators.paths import Point, next_quarter_end, quarter_end
from marketplace.labels import lazy_gettext as _l

LEAST_POINTS = 8
MOST_QUARTERS = 8  # two years: beyond, the change of a quarter is no longer the one that was
LEVEL = 80  # percent; eight points give seven changes, which bear no 90 % (jackknife+ needs nine)
THOUSANDTH = Decimal("0.001")
LONGEST_QUARTER = 92  # days between two quarter ends

METHOD = _l(
    "Mức thay đổi trung bình mỗi quý của các quý đã qua được kéo dài thẳng. Khoảng dự báo cho biết với những thay đổi "
    "từng thấy, %(level)s trong 100 lần con số sẽ rơi vào đâu; càng xa càng rộng, không bao giờ hẹp hơn một dòng thêm "
    "hay bớt. Tên của phép tính: jackknife+, áp dụng cho mức thay đổi từng quý.",
    level=LEVEL,
)
WIDEST = Decimal(50)
"""Percentage points: an interval wider than this tells nobody anything, so the forecast ends before it."""
TOO_WIDE = _l(
    "Chưa dự báo được: các quý qua thay đổi quá thất thường hoặc có quá ít dòng, nên khoảng dự báo rộng hơn %(widest)s "
    "điểm phần trăm và không nói lên điều gì.",
    widest=WIDEST,
)
OVERDUE = _l("Hạn của mục tiêu đã qua hoặc rơi vào quý này, nên không còn gì để dự báo.")


@dataclass(frozen=True, slots=True)
class Observation:
    """What was counted on a day. `denominator` is None for an indicator that is no share."""

    day: date
    numerator: Decimal
    denominator: Decimal | None

    @property
    def value(self) -> Decimal | None:
        """Percent, or the count itself; None when there was nothing to divide by."""
        if self.denominator is None:
            return self.numerator
        return self.numerator * 100 / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """One quarter end ahead, in the indicator's unit, to the thousandth; low ≤ value ≤ high."""

    day: date
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """The quarter ends ahead, each within its interval in `level` percent of cases.

    `since` is the last quarter that was over, from which it goes on; `quarters_known` tells from how many;
    `reaches_due` whether the last is the day the target is due.
    """

    points: tuple[ForecastPoint, ...]
    since: Point
    quarters_known: int
    level: int
    method: LazyString
    reaches_due: bool

    @property
    def last(self) -> ForecastPoint:
        """The farthest point."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class NoForecast:
    """Why there is none, in a sentence."""

    reason: LazyString


def forecast(history: Sequence[Observation], *, until: date | None = None) -> Forecast | NoForecast:
    """The quarters after a quarterly history (oldest first), never past `until`, the day the target is due.

    Quarter ends count; a running quarter is not over and is left aside. At least eight that follow each other are
    needed, the newest run of them is used, and at most half their number (and two years) is forecast, of a share no
    farther than the interval says something. Shares stay within 0–100, counts at 0 or more. The same history gives
    the same answer.
    """
    run = _newest_run(history)
    if len(run) < LEAST_POINTS:
        return NoForecast(_too_short(len(run)))
    days = _days_ahead(run[-1].day, min(len(run) // 2, MOST_QUARTERS), until)
    if not days:
        return NoForecast(OVERDUE)
    values = tuple(float(one.value) for one in run if one.value is not None)
    drift, below, above = _next_change(values)
    ceiling, least = (100.0, _one_row(run[-1])) if run[-1].denominator is not None else (float("inf"), 1.0)
    points = []
    for ahead, day in enumerate(days, start=1):
        wider = _wider(ahead, len(values) - 1)
        middle = values[-1] + ahead * drift
        ends = middle - max(wider * below, least), middle, middle + max(wider * above, least)
        point = _point(day, ends, ceiling)
        if run[-1].denominator is not None and point.high - point.low > WIDEST:
            break
        points.append(point)
    if not points:
        return NoForecast(TOO_WIDE)
    reaches = until is not None and points[-1].day >= until
    since = Point(run[-1].day, Decimal(str(values[-1])).quantize(THOUSANDTH))
    return Forecast(tuple(points), since, len(values), LEVEL, METHOD, reaches)


def points_of(found: Forecast) -> list[Point]:
    """The middle of the forecast, as points of a line."""
    return [Point(one.day, one.value) for one in found.points]


def _too_short(present: int) -> LazyString:
    return _l(
        "Chưa dự báo được: cần ít nhất %(least)s quý liền nhau có số liệu, hiện có %(present)s.",
        least=LEAST_POINTS,
        present=present,
    )


def _newest_run(history: Sequence[Observation]) -> list[Observation]:
    """The last points that follow each other by a quarter and have a value."""
    run: list[Observation] = []
    for one in reversed(history):
        if one.value is None or (run and (run[-1].day - one.day).days > LONGEST_QUARTER):
            break
        if one.day == quarter_end(one.day):
            run.append(one)
    return run[::-1]


def _days_ahead(last: date, most: int, until: date | None) -> list[date]:
    days: list[date] = []
    day = next_quarter_end(last)
    while len(days) < most and (until is None or day <= until):
        days.append(day)
        day = next_quarter_end(day)
    return days


@lru_cache(256)
def _next_change(values: tuple[float, ...]) -> tuple[float, float, float]:
    """The mean change of a quarter, and how far below and above it the next one lies (jackknife+)."""
    import numpy as np
    from mapie.regression import CrossConformalRegressor
    from sklearn.dummy import DummyRegressor
    from sklearn.model_selection import LeaveOneOut

    changes = np.diff(np.asarray(values))
    nothing = np.zeros((len(changes), 1))  # the mean looks at no feature
    known = CrossConformalRegressor(DummyRegressor(), confidence_level=LEVEL / 100, method="plus", cv=LeaveOneOut())
    known.fit_conformalize(nothing, changes)
    middle, ends = known.predict_interval(nothing[:1])
    drift = float(middle[0])
    return drift, max(drift - float(ends[0, 0, 0]), 0.0), max(float(ends[0, 1, 0]) - drift, 0.0)


def _wider(ahead: int, known: int) -> float:
    return sqrt(ahead + ahead * ahead / known) / sqrt(1 + 1 / known)


def _one_row(last: Observation) -> float:
    """What one row more or less does to a share, in percent points."""
    return float(100 / last.denominator) if last.denominator else 0.0


def _point(day: date, ends: tuple[float, float, float], ceiling: float) -> ForecastPoint:
    low, value, high = (Decimal(str(min(max(end, 0.0), ceiling))).quantize(THOUSANDTH) for end in ends)
    return ForecastPoint(day, value, low, high)
