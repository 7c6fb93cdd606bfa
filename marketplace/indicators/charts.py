"""Drawings of a figure over time: Vega-Lite on the server, in our colours, as SVG that needs no script.

Colours are attributes that the style sheet replaces in high contrast and print; lines differ by dashes as well. Each
drawing comes twice, for a phone and for a desk, because letters of one are too small or too large on the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import get_locale
from markupsafe import Markup, escape

PADDY, GRAIN, INK, MUTED, LINE, TINT = "#1b5e34", "#744600", "#1d1f1a", "#585a4e", "#d9ccae", "#e5f0e1"
SIZES = (("chart-phone", 300, 210), ("chart-desk", 640, 260))
VERSION = "5.21"
VIETNAMESE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
ENGLISH = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₫", ""]}
MONTHS_UP_TO, YEARS_FROM = 240, 900
"""Days: a short line has every month below it, a longer one every quarter, a long one the years."""
STANDING = {"color": PADDY, "strokeDash": [2, 3], "strokeWidth": 1.5}
FEWEST = 2
"""Fewer points than this make no line."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on a day, with the ends of its interval where it is a forecast."""

    day: date
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """What was counted, the way to the target, what is expected, what stands already on days to come; any but the
    first may be empty.
    """

    counted: Sequence[Mark]
    target: Sequence[Mark] = ()
    expected: Sequence[Mark] = ()
    standing: Sequence[Mark] = ()
    percent: bool = True

    @property
    def is_drawn(self) -> bool:
        return len(self.counted) >= FEWEST


def trend_svg(trend: Trend, words: str) -> Markup:
    """The drawing in both sizes; `words` say what it shows to those who do not see it."""
    languages = VIETNAMESE if str(get_locale() or "vi").startswith("vi") else ENGLISH
    drawn = [_drawn(_spec_text(trend, width, height), json.dumps(languages)) for _name, width, height in SIZES]
    named = (name for name, _width, _height in SIZES)
    return Markup("").join(_dressed(svg, name, words) for svg, name in zip(drawn, named, strict=True))


def _spec_text(trend: Trend, width: int, height: int) -> str:
    return json.dumps(_spec(trend, width, height), sort_keys=True)


@lru_cache(256)
def _drawn(spec: str, languages: str) -> str:
    """The SVG of a specification: a tenth of a second of work, so the last ones are kept."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(
        spec, vl_version=VERSION, format_locale=json.loads(languages), allowed_base_urls=[]
    )
    return drawn


def _dressed(svg: str, name: str, words: str) -> Markup:
    """The drawing for a page: named, scaling, one picture to a screen reader, without what only scripts would use."""
    width, height = re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0]
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    inner = re.sub(r' (?:aria|role|pointer)[a-z-]*="[^"]*"', "", inner)
    inner = re.sub(r'<path class="(?:background|foreground)"[^>]*/>', "", inner)
    inner = re.sub(r' class="[^"]*"', "", inner)
    inner = re.sub(r'<rect width="\d+" height="\d+" fill="white"/>', "", inner)
    opening = f'<svg class="chart {name}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(words)}">'
    return Markup(opening + inner + "</svg>")  # noqa: S704 - numbers and our own words, escaped by Vega


def _spec(trend: Trend, width: int, height: int) -> dict[str, Any]:
    layers = [_area(_from_last(trend)), *_lines(trend)]
    return {
        "width": width,
        "height": height,
        "layer": [layer for layer in layers if layer],
        "config": _config(),
    }


def _lines(trend: Trend) -> list[dict[str, Any]]:
    scale = {"domainMin": min(0, _bottom(trend)), **({"domainMax": 100} if trend.percent and _top(trend) > 60 else {})}
    axis = {"title": None, "tickCount": 5, "labelExpr": "format(datum.value, ',.3~f') + '%'" if trend.percent else None}
    across: dict[str, Any] = {
        "y": {"scale": scale, "axis": {name: value for name, value in axis.items() if value or name == "title"}}
    }
    across |= {"x": _across(trend)}
    return [
        _layer(trend.target, {"type": "line", "color": GRAIN, "strokeDash": [2, 4], "strokeWidth": 2}, {}),
        _layer(trend.target, {"type": "point", "shape": "diamond", "color": GRAIN, "filled": True, "size": 60}, {}),
        _layer(_from_last(trend), {"type": "line", "color": PADDY, "strokeDash": [7, 4], "strokeWidth": 2}, {}),
        _layer(_steps(trend), {**STANDING, "type": "line", "interpolate": "step-after"}, {}),
        _layer(trend.standing, {"type": "point", "color": PADDY, "size": 44, "strokeWidth": 1.5}, {}),
        _layer(trend.counted, {"type": "line", "color": PADDY, "strokeWidth": 2.5}, across),
        _layer(trend.counted, {"type": "point", "color": PADDY, "filled": True, "size": 34, "opacity": 1}, {}),
    ]


def _across(trend: Trend) -> dict[str, Any]:
    """Years below a long line, months below a short one."""
    days = [one.day for one in (*trend.counted, *trend.target, *trend.expected, *trend.standing)]
    span = (max(days) - min(days)).days
    ticks = {"interval": "year", "step": 1}
    if span <= YEARS_FROM:
        ticks = {"interval": "month", "step": 3 if span > MONTHS_UP_TO else 1}
    written = "%Y" if span > YEARS_FROM else "%m/%Y"
    return {"axis": {"title": None, "labelOverlap": "greedy", "format": written, "tickCount": ticks}}


def _steps(trend: Trend) -> list[Mark]:
    """What stands already, as it goes on from the last figure that is counted."""
    return [*trend.counted[-1:], *trend.standing] if trend.standing else []


def _from_last(trend: Trend) -> list[Mark]:
    """The forecast as it grows out of the last figure that is counted, of which nobody doubts."""
    if not trend.expected or not trend.counted:
        return [*trend.expected]
    last = trend.counted[-1]
    ahead = [one for one in trend.expected if one.day > last.day]
    return [Mark(last.day, last.value, last.value, last.value), *ahead] if ahead else []


def _area(expected: Sequence[Mark]) -> dict[str, Any]:
    """The interval of the forecast, behind all lines."""
    return _layer(
        expected,
        {"type": "area", "color": TINT, "opacity": 1, "stroke": PADDY, "strokeWidth": 0.5},
        {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
    )


def _layer(marks: Sequence[Mark], mark: Mapping[str, Any], encoding: Mapping[str, Any]) -> dict[str, Any]:
    if not marks:
        return {}
    across = {"field": "day", "type": "temporal", "scale": {"type": "utc"}, **encoding.get("x", {})}
    upward = {"field": "value", "type": "quantitative", **encoding.get("y", {})}
    return {
        "data": {"values": [_datum(one) for one in marks]},
        "mark": {**mark, "tooltip": False},
        "encoding": {**encoding, "x": across, "y": upward},
    }


def _datum(mark: Mark) -> dict[str, Any]:
    ends = {} if mark.low is None or mark.high is None else {"low": float(mark.low), "high": float(mark.high)}
    return {"day": mark.day.isoformat(), "value": float(mark.value), **ends}


def _top(trend: Trend) -> Decimal:
    marks = (*trend.counted, *trend.target, *trend.expected, *trend.standing)
    return max((one.high if one.high is not None else one.value for one in marks), default=Decimal(0))


def _bottom(trend: Trend) -> float:
    marks = (*trend.counted, *trend.target, *trend.expected, *trend.standing)
    return float(min((one.low if one.low is not None else one.value for one in marks), default=Decimal(0)))


def _config() -> dict[str, Any]:
    letters = {"labelFontSize": 13, "labelColor": MUTED, "labelFont": "Be Vietnam Pro, sans-serif"}
    return {
        "background": None,
        "view": {"stroke": None},
        "axis": {**letters, "gridColor": LINE, "tickColor": LINE, "domainColor": LINE, "labelPadding": 6},
        "axisX": {"grid": False, "domainColor": MUTED, "labelFlush": False, "labelSeparation": 8},
        "axisY": {"ticks": False, "domain": False},
    }
