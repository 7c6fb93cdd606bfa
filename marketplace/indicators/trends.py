"""A figure over the quarters, with the way to its target and the forecast: what the chart and its table show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _
from markupsafe import Markup

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


@dataclass(frozen=True, slots=True)
class TrendPart:
    """The drawing (empty without two values), the figures it is drawn from, and the way to the target."""

    drawing: Markup
    history: Sequence[Figure]
    path: PathView
    unit: str
    has_target: bool
    has_forecast: bool


def history_of(figure: Figure) -> list[Figure]:
    """The figure at the ends of the last quarters; its last point is the figure itself."""
    question = figure.question
    count = OF_CONFIDENTIAL if question.indicator.confidential else QUARTERS
    before = [day for day in quarter_ends(question.day, count)[:-1] if day < question.counted_day]
    days = [day for day in before if question.since is None or day >= question.since]
    return [*series(question, days), figure]


def trend_of(figure: Figure) -> TrendPart:
    """The chart of the last quarters, with the way to the target."""
    question, history = figure.question, history_of(figure)
    path = path_of(question, figure, history)
    unit, scale = _scale_of(question.indicator.unit)
    trend = Trend(
        counted=[Mark(one.question.counted_day, one.value / scale) for one in history if one.value is not None],
        target=[Mark(point.day, point.value / scale) for point in path.points],
        expected=_expected(path, scale),
        percent=question.indicator.unit is Unit.PERCENT,
    )
    drawing = trend_svg(trend, _seen(figure, history)) if trend.is_drawn else Markup("")
    return TrendPart(drawing, history, path, unit, bool(trend.target), bool(trend.expected))


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
