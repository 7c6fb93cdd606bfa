"""What an offer has free against what a need asks, month by month, for the small bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

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


@dataclass(frozen=True, slots=True)
class Drawing:
    """Small bars, `width` units wide, with the sums in tonnes to one digit behind the mark."""

    width: int
    columns: list[Column]
    first: str
    last: str
    value: Decimal
    ask: Decimal


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


def bars(offer: Offer, need: Need) -> list[Bar]:
    """A bar a month over the time the need still asks for, from this month on; above a year, equal groups of months.

    Empty when a side states no periods. A period's kilograms are spread evenly over its days; of the offer only the
    days that the need asks for count.
    """
    if not (offer.periods and need.periods):
        return []
    made: list[Bar] = []
    begin = max(min(p.start for p in need.periods), today())
    for first, last in _spans(begin, max(p.end for p in need.periods)):
        asked = sum((_part(p.missing_kg, p.start, p.end, first, last) for p in need.periods), Decimal(0))
        free = sum((_free(offer, max(first, p.start), min(last, p.end)) for p in need.periods), Decimal(0))
        label = _label(first, last, with_year=not made or first.month == 1)
        made.append(Bar(label, (free / TONNE).quantize(KILOGRAM), (asked / TONNE).quantize(KILOGRAM)))
    return made


def _free(offer: Offer, first: date, last: date) -> Decimal:
    return sum((_part(p.free_kg, p.start, p.end, first, last) for p in offer.periods), Decimal(0))


def _part(kilograms: Decimal, start: date, end: date, first: date, last: date) -> Decimal:
    """What of an even spread from start to end lies within first..last."""
    days = (min(end, last) - max(start, first)).days + 1
    return kilograms * days / ((end - start).days + 1) if days > 0 else Decimal(0)


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
    """T3, or T3–5 for a group; with the year at the start and in January."""
    months = f"T{first.month}" if first.month == last.month else f"T{first.month}–{last.month}"
    return f"{months}/{first.year % 100:02}" if with_year else months
