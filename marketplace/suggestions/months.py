"""What an offer has free against what a need asks, month by month, for the small bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from babel.dates import get_month_names
from flask_babel import get_locale
from markupsafe import Markup

from marketplace.clock import today
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.web.formats import TONNE

MOST_BARS = 12
KILOGRAM, TENTH = Decimal("0.001"), Decimal("0.1")
WIDE, TALL = 12, 38
"""Units of a drawing: a bar with its gap, and the highest bar; two more above it for the stroke."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of the drawing: its short name, and tonnes free (`value`) and asked for (`ask`) within it."""

    label: str
    value: Decimal
    ask: Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """A bar as drawn, in units of the drawing: where it begins, how high what is free stands, where the ask lies."""

    x: int
    free: float
    ask: float | None
    is_enough: bool

    @property
    def bar(self) -> str:
        """The path of what is free; empty for nothing."""
        return f"M{self.x} {round(TALL + 2 - self.free, 1)}h10v{self.free}h-10z" if self.free else ""

    @property
    def stroke(self) -> str:
        """The path of what is asked for."""
        return "" if self.ask is None else f"M{self.x - 0.5} {self.ask}h11v1.6h-11z"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Small bars, `width` units wide, with the sums in tonnes to one digit behind the mark."""

    width: int
    columns: list[Column]
    first: str
    last: str
    value: Decimal
    ask: Decimal

    @property
    def svg(self) -> Markup:
        """The bars: one path for the ground, one for each kind of month, one for the strokes."""
        paths = [
            ("fill-husk", "".join(f"M{c.x} 2h10v{TALL}h-10z" for c in self.columns)),
            ("fill-paddy", "".join(c.bar for c in self.columns if c.is_enough)),
            ("fill-shoot", "".join(c.bar for c in self.columns if not c.is_enough)),
            ("fill-ink", "".join(c.stroke for c in self.columns)),
        ]
        drawn = "".join(f'<path class="{name}" d="{path}"/>' for name, path in paths if path)
        frame = f'viewBox="0 0 {self.width} 40" preserveAspectRatio="none" aria-hidden="true"'
        return Markup(f"<svg {frame}>{drawn}</svg>")  # noqa: S704 - numbers and names of our own only


def drawing(shown: list[Bar]) -> Drawing:
    """What to draw for at least one bar; the highest of all values reaches the top."""
    top = max(*(bar.value for bar in shown), *(bar.ask for bar in shown), KILOGRAM)
    columns = [
        Column(
            x=WIDE * number + 1,
            free=round(float(TALL * bar.value / top), 1),
            ask=round(float(TALL + 1 - TALL * bar.ask / top), 1) if bar.ask else None,
            is_enough=bar.value >= bar.ask,
        )
        for number, bar in enumerate(shown)
    ]
    value, ask = _tonnes(bar.value for bar in shown), _tonnes(bar.ask for bar in shown)
    last = shown[-1].label if len(shown) > 1 else ""
    return Drawing(WIDE * len(shown), columns, shown[0].label, last, value, ask)


def _tonnes(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0)).quantize(TENTH)


class Asking:
    """What a need still asks for in each span of a drawing, worked out once for all the offers beside it."""

    def __init__(self, need: Need) -> None:
        self.need = need

    @cached_property
    def spans(self) -> list[_Asked]:
        """A month each from this one on; above a year, equal groups of months. Empty without periods."""
        periods = self.need.periods
        if not periods:
            return []
        asked = [_Spread(p.start.toordinal(), p.end.toordinal(), p.missing_kg) for p in periods]
        begin, end = min(p.start for p in periods), max(p.end for p in periods)
        found: list[_Asked] = []
        for month, last_day in _spans(max(begin, today()), end):
            label = _label(month, last_day, with_year=not found or month.month == 1)
            first, last = month.toordinal(), last_day.toordinal()
            days = [(max(first, p.start), min(last, p.end)) for p in asked if p.start <= last and p.end >= first]
            found.append(_Asked(label, days, _in_tonnes(_sum(asked, first, last))))
        return found


class _Asked(NamedTuple):
    """One span: its name, the first and last of the days asked for within it, and tonnes asked for."""

    label: str
    days: list[tuple[int, int]]
    tonnes: Decimal


def bars(offer: Offer, asking: Asking) -> list[Bar]:
    """A bar for each span of what is asked. Empty when a side states no periods.

    A period's kilograms are spread evenly over its days; of the offer only the days that the need asks for count.
    """
    if not (offer.periods and asking.spans):
        return []
    free = [_Spread(p.start.toordinal(), p.end.toordinal(), p.free_kg) for p in offer.periods]
    return [
        Bar(label, _in_tonnes(sum((_sum(free, *span) for span in days), Decimal(0))), tonnes)
        for label, days, tonnes in asking.spans
    ]


def _in_tonnes(kilograms: Decimal) -> Decimal:
    return (kilograms / TONNE).quantize(KILOGRAM)


class _Spread(NamedTuple):
    """Kilograms spread evenly over the days from start to end, counted from year 1."""

    start: int
    end: int
    kilograms: Decimal


def _sum(spreads: Iterable[_Spread], first: int, last: int) -> Decimal:
    """What lies within the days first..last."""
    total = Decimal(0)
    for start, end, kilograms in spreads:
        if start <= last and end >= first:
            total += kilograms * (min(end, last) - max(start, first) + 1) / (end - start + 1)
    return total


def _spans(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Whole months, or equal groups of them, that cover first..last with at most MOST_BARS spans."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    size = -(-months // MOST_BARS)
    for offset in range(0, months, size):
        yield _month(first, offset), _month(first, offset + size) - timedelta(days=1)


def _month(first: date, offset: int) -> date:
    """The first day of the month so many after that of `first`."""
    years, month = divmod(first.month - 1 + offset, 12)
    return date(first.year + years, month + 1, 1)


def _label(first: date, last: date, *, with_year: bool) -> str:
    """T3, or T3–5 for a group; with the year at the start and in January. Mar, Mar–May to who reads English."""
    year = f"{first.year % 100:02}" if with_year else ""
    if str(get_locale() or "vi") == "en":
        short = get_month_names("abbreviated", locale="en")
        names = [short[day.month] for day in (first, last)]
        months = names[0] if first.month == last.month else "–".join(names)
        return f"{months} {year}".strip()
    months = f"T{first.month}" if first.month == last.month else f"T{first.month}–{last.month}"
    return f"{months}/{year}" if year else months
