"""A figure over the quarters, with the way to its target and the forecast: what the chart and its table show.

History ends today. On a day that is still to come stands only what is signed or recorded already; it is drawn as such
and nothing is forecast from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup

from marketplace.clock import today
from marketplace.indicators.charts import Mark, Trend, trend_svg
from marketplace.indicators.definitions import Unit
from marketplace.indicators.engine import Figure, series
from marketplace.indicators.path_queries import PathView, path_of
from marketplace.indicators.paths import quarter_ends
from marketplace.indicators.words import value_words
from marketplace.web.formats import TONNE, format_date

QUARTERS, OF_CONFIDENTIAL = 9, 5
"""Two years, the eight quarters that a forecast wants, and the day itself; a year of what may be told only as a table
of the whole country, which is much work and no ground for a forecast."""
MOST_QUARTERS_AHEAD, MOST_AHEAD = 120, 8
"""Thirty years; of the quarters to come so many are counted, at even distances."""


@dataclass(frozen=True, slots=True)
class TrendPart:
    """The drawing (empty without two values), the figures it is drawn from, and the way to the target.

    `history` are the figures until today, oldest first; `standing` those of days to come, of what stands already.
    """

    drawing: Markup
    history: list[Figure]
    standing: list[Figure]
    path: PathView
    unit: str
    has_target: bool
    has_forecast: bool


def history_of(figure: Figure) -> list[Figure]:
    """The figure at the ends of the last quarters; its last point is the figure itself, or today's where the figure
    is of a day to come. Empty for a window that has not begun.
    """
    question = figure.question
    last = min(question.day, today())
    if question.since is not None and question.since > last:
        return []
    count = OF_CONFIDENTIAL if question.indicator.confidential else QUARTERS
    counted_day = replace(question, day=last).counted_day
    before = [day for day in quarter_ends(last, count)[:-1] if day < counted_day]
    days = [day for day in before if question.since is None or day >= question.since]
    if question.day > last:
        return series(question, [*days, last])
    return [*series(question, days), figure]


def standing_of(figure: Figure) -> list[Figure]:
    """What stands already on days to come, up to the figure's own, which is the last; empty where that is past."""
    question = figure.question
    if question.day <= today():
        return []
    if question.indicator.windowed or question.indicator.confidential:
        return [figure]
    between = [day for day in quarter_ends(question.day, MOST_QUARTERS_AHEAD)[:-1] if day > today()]
    step = -(-len(between) // MOST_AHEAD) or 1
    return [*series(question, between[::-step][::-1]), figure]


def trend_of(figure: Figure) -> TrendPart:
    """The chart of the last quarters, with the way to the target."""
    question, history, standing = figure.question, history_of(figure), standing_of(figure)
    path = path_of(question, figure, history)
    unit, scale = _scale_of(question.indicator.unit)
    unit = str(_("%(unit)s, dưới 0 là thừa", unit=unit)) if question.indicator.difference else unit
    trend = Trend(
        counted=_marks(history, scale),
        target=[Mark(point.day, point.value / scale) for point in path.points],
        expected=_expected(path, scale),
        standing=[] if question.indicator.windowed else _marks(standing, scale),
        percent=question.indicator.unit is Unit.PERCENT,
    )
    drawing = trend_svg(trend, _seen(figure, history)) if trend.is_drawn else Markup("")
    return TrendPart(drawing, history, standing, path, unit, bool(trend.target), bool(trend.expected))


def _marks(figures: Sequence[Figure], scale: Decimal) -> list[Mark]:
    return [Mark(one.question.counted_day, one.value / scale) for one in figures if one.value is not None]


def _expected(path: PathView, scale: Decimal) -> list[Mark]:
    if path.forecast is None:
        return []
    return [
        Mark(point.day, point.value / scale, point.low / scale, point.high / scale) for point in path.forecast.points
    ]


def _scale_of(unit: Unit) -> tuple[str, Decimal]:
    """What the axis counts in, and how many units one of it is."""
    if unit is Unit.KG:
        return str(_("tấn")), TONNE
    if unit is Unit.DONG:
        return str(_("triệu đồng")), Decimal(1_000_000)
    return str(unit.label), Decimal(1)


def _seen(figure: Figure, history: Sequence[Figure]) -> str:
    """What the chart shows, for those who hear it."""
    first = next((one for one in history if one.value is not None), figure)
    figure = figure if figure.question.day <= today() or not history else history[-1]
    return str(
        _(
            "%(name)s: từ %(first)s ngày %(start)s đến %(last)s ngày %(end)s",
            name=figure.question.indicator.name,
            first=value_words(first),
            start=format_date(first.question.day),
            last=value_words(figure),
            end=format_date(figure.question.day),
        )
    )
