"""How much one cooperative could supply to one need: what both have in the same days, and a fair part of it.

Counted in whole grams and rounded down, so that nothing is ever more than is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from marketplace.suggestions.facts import Span

PARTS = 5
"""A buyer who does not say how many suppliers it takes is taken to share its need among so many."""
YEAR = timedelta(days=364)
ONE_DAY = timedelta(days=1)
MONTHS = 12
GRAMS = 1000


def shared_kg(offered: Iterable[Span], wanted: Iterable[Span], on: date) -> Decimal:
    """Whole kilograms free in the days in which the need still lacks some; of no period more than it lacks.

    What is offered or wanted comes evenly over the days of its period; days before `on` are over.
    """
    supply = [(span.start, span.end, _grams(span), (span.end - span.start).days + 1) for span in offered]
    total = 0
    for span in wanted:
        first, last = max(span.start, on), span.end
        if last < first or span.left_kg <= 0:
            continue
        given = sum(
            grams * ((min(end, last) - max(start, first)).days + 1) // days
            for start, end, grams, days in supply
            if start <= last and end >= first
        )
        total += min(given, _grams(span))
    return _whole(total)


def part_kg(free: Decimal, wanted: Decimal, most_suppliers: int | None, *lots: Decimal | None) -> Decimal:
    """What one supplier would take on: what it has, at most an equal part of the need, at least every minimum lot.

    0 where its own goods, or what the need has room for, do not make up the lot.
    """
    lot = max((lot for lot in lots if lot is not None), default=Decimal(0)).to_integral_value(ROUND_CEILING)
    part = (wanted / (most_suppliers or PARTS)).to_integral_value(ROUND_FLOOR)
    kilograms = min(free, wanted.to_integral_value(ROUND_FLOOR), max(part, lot, Decimal(1)))
    return kilograms if kilograms >= lot else Decimal(0)


def by_month(offered: Iterable[Span], on: date) -> tuple[Decimal, ...]:
    """Whole kilograms free in each month of the year (January first), over the 365 days from `on`."""
    found = [0] * MONTHS
    for span in offered:
        start, end = max(span.start, on), min(span.end, on + YEAR)
        days = (span.end - span.start).days + 1
        while start <= end:
            last = min(_end_of_month(start), end)
            found[start.month - 1] += _grams(span) * ((last - start).days + 1) // days
            start = last + ONE_DAY
    return tuple(_whole(grams) for grams in found)


def _grams(span: Span) -> int:
    return int(span.left_kg * GRAMS)


def _whole(grams: int) -> Decimal:
    return Decimal(grams // GRAMS)


def _end_of_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1) - ONE_DAY
