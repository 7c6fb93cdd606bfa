"""Where an indicator goes if nothing changes: a forecast with an interval, or the sentence why there is none.

The method is the plainest that can be defended before a meeting: the mean change of a quarter goes on (random walk
with drift). The interval of one quarter ahead is jackknife+ (Barber, Candès, Ramdas and Tibshirani, "Predictive
inference with the jackknife+", Annals of Statistics 49(1), 2021) as MAPIE computes it over the changes of a quarter:
it assumes no bell curve. `h` quarters ahead it is wider by √(h + h²/m) against √(1 + 1/m), m changes being known: the
error of a random walk with drift, of which the drift itself is an estimate (Hyndman and Athanasopoulos, "Forecasting:
Principles and Practice", 3rd edition, 5.5). It is never narrower than one row in or out, because a figure that has
stood still does not prove that it always will.

What is signed or recorded already and still stands on a day ahead is a floor of a forecast of that day: with as many
organisations as today, and if nothing of it ends early, no less is counted then. It is no promise of the day itself: a
share falls below it when more organisations come, or a contract ends before its time. Where even the upper end of a
forecast lies below, the quarters that are over do not bear one of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import sqrt

from flask_babel import LazyString

from marketplace.indicators.paths import Point, next_quarter_end, quarter_end
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date

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
METHOD_ABOVE_FLOOR = _l(
    "Mức thay đổi trung bình mỗi quý của các quý đã qua được kéo dài thẳng, nhưng không thấp hơn con số mà những gì "
    "đã ký hoặc đã ghi nhận và còn hiệu lực đến ngày ấy đã cho, với số tổ chức như hôm nay và nếu không gì kết thúc "
    "sớm. Khoảng dự báo cho biết với những thay đổi từng thấy, %(level)s trong 100 lần con số sẽ rơi vào đâu; càng xa "
    "càng rộng, không hẹp hơn một dòng thêm hay bớt, trừ phần nằm dưới mức đã ký. Tên của phép tính: jackknife+, "
    "áp dụng cho mức thay đổi từng quý.",
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
    """One quarter end ahead, in the indicator's unit, to the thousandth; floor ≤ low ≤ value ≤ high.

    `floor` is what stands already on that day, with the organisations of today; None where nothing known now does.
    """

    day: date
    value: Decimal
    low: Decimal
    high: Decimal
    floor: Decimal | None = None


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


Floors = Callable[[Sequence[date]], Mapping[date, Decimal]]
"""What stands already on each of some days ahead, with the organisations of today, in the indicator's unit; a day that
is missing has no floor.
"""


def no_floors(_days: Sequence[date]) -> Mapping[date, Decimal]:
    """For a figure of which nothing that is known now must still hold."""
    return {}


def forecast(
    history: Sequence[Observation], *, until: date | None = None, floors: Floors = no_floors
) -> Forecast | NoForecast:
    """The quarters after a quarterly history (oldest first), never past `until`, the day the target is due.

    Quarter ends count; a running quarter is not over and is left aside. At least eight that follow each other are
    needed, the newest run of them is used, and at most half their number (and two years) is forecast, of a share no
    farther than the interval says something. Shares stay within 0–100, counts at 0 or more, both at what `floors` says
    of their day or above. The same history gives the same answer.
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
    standing, points = floors(days), list[ForecastPoint]()
    for ahead, day in enumerate(days, start=1):
        wider = _wider(ahead, len(values) - 1)
        middle = values[-1] + ahead * drift
        ends = middle - max(wider * below, least), middle, middle + max(wider * above, least)
        point = _point(day, ends, ceiling)
        why_not = _why_not(point, standing.get(day), share=run[-1].denominator is not None)
        if why_not is not None:
            if not points:
                return NoForecast(why_not)
            break
        points.append(_above(point, standing.get(day)))
    reaches = until is not None and points[-1].day >= until
    since = Point(run[-1].day, Decimal(str(values[-1])).quantize(THOUSANDTH))
    method = METHOD_ABOVE_FLOOR if standing else METHOD
    return Forecast(tuple(points), since, len(values), LEVEL, method, reaches)


def _why_not(point: ForecastPoint, floor: Decimal | None, *, share: bool) -> LazyString | None:
    """Why a point is not told; None for one that is."""
    if floor is not None and point.high < floor.quantize(THOUSANDTH):
        return _below_floor(point.day)
    return TOO_WIDE if share and point.high - point.low > WIDEST else None


def _above(point: ForecastPoint, floor: Decimal | None) -> ForecastPoint:
    """The part of a point that lies at the floor or above."""
    if floor is None:
        return point
    least = floor.quantize(THOUSANDTH)
    return replace(point, value=max(point.value, least), low=max(point.low, least), floor=least)


def points_of(found: Forecast) -> list[Point]:
    """The middle of the forecast, as points of a line."""
    return [Point(one.day, one.value) for one in found.points]


def _too_short(present: int) -> LazyString:
    return _l(
        "Chưa dự báo được: cần ít nhất %(least)s quý liền nhau có số liệu, hiện có %(present)s.",
        least=LEAST_POINTS,
        present=present,
    )


def _below_floor(day: date) -> LazyString:
    return _l(
        "Chưa dự báo được: nếu kéo dài các quý đã qua, con số của ngày %(day)s còn thấp hơn con số mà những gì đã ký "
        "hoặc đã ghi nhận và còn hiệu lực đến ngày ấy đã cho, nên các quý ấy không nói được gì về sau này.",
        day=format_date(day),
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
