"""Parts that are worked out only for the pairs that may still be among the best.

A late part knows beforehand, and cheaply, between which tenths of a point it lies for every pair; so pairs that could
not be chosen even with the most are left out before the exact value is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.arrays import UNKNOWN, Floats, Ints, ascending
from matching.block import Block
from matching.bucket import Ragged
from matching.part import TENTHS, PartScore
from matching.supply_features import asked_price, price, price_of, quantity, quantity_value

# Lines with more periods than this are compared one after the other with everything.
PERIODS = 12
# What narrow numbers may be off by.
_MARGIN = 1e-5


@dataclass(frozen=True, slots=True)
class LatePart:
    """Bounds in whole tenths of a point, of shape (asks or 1, lines or 1), and the exact values of some pairs."""

    least: Ints
    most: Ints
    at: Callable[[Ints, Ints], Floats]


def late_price(block: Block, weight: float) -> LatePart | PartScore:
    """The price part, late where any price is asked."""
    unknown, asked = block.question.value("unknown"), asked_price(block)
    silent = np.isnan(asked)
    if silent.all():
        return price(block)

    def at(rows: Ints, columns: Ints) -> Floats:
        return price_of(block, asked[rows, 0], block.asks["price_terms"][rows, 0], columns)[0]

    least, most = np.where(silent, unknown, min(unknown, 0.0)), np.where(silent, unknown, max(unknown, 1.0))
    return LatePart(_tenths(least, weight), _tenths(most, weight), at)


def late_quantity(block: Block, weight: float) -> LatePart | PartScore:
    """The quantity part, late where all is dated and lines have few periods."""
    if not block.dated or block.undated_lines:
        return quantity(block)
    offered = block.ragged("periods")
    if not len(offered) or int(np.diff(offered.first).max()) > PERIODS:
        return quantity(block)
    cover = _Cover(block, offered)

    def at(rows: Ints, columns: Ints) -> Floats:
        return quantity_value(block, cover.share(rows, columns))

    rules, unknown = block.question.parameters.quantity, block.question.value("unknown")
    least = np.full((1, 1), min(rules["base"], unknown))
    return LatePart(_tenths(least, weight), cover.most(weight), at)


def _tenths(values: Floats, weight: float) -> Ints:
    return np.asarray(np.rint(values * weight * TENTHS), dtype=np.int16)


class _Cover:
    """How much of every asked period the offered ones cover. Periods stand in a table with a row for each turn."""

    def __init__(self, block: Block, offered: Ragged) -> None:
        self.block = block
        self.start, self.length, self.firm, self.flexible = _table(offered)
        self.flexible_share = block.question.parameters.quantity["flexible_share"]
        self.flows = bool(self.flexible.any())
        asked, needs = block.question.asked, block.asks["need"][:, 0]
        self.first = asked.period_first[:-1][needs]
        self.count = np.diff(asked.period_first)[needs]
        rows = np.repeat(self.first - ascending(self.count)[:-1], self.count) + np.arange(int(self.count.sum()))
        self.total = np.add.reduceat(asked.periods["asked"][rows], ascending(self.count)[:-1])
        self.apart = bool(
            (asked.periods["start"][rows][1:] > asked.periods["end"][rows][:-1])[_inner(self.count)].all()
        )

    def most(self, weight: float) -> Ints:
        """No pair covers more than all that its line gives, once for each asked period where these overlap."""
        rules = self.block.question.parameters.quantity
        given = self.block.line("supply_kg") * max(1.0, self.flexible_share)
        times = 1.0 if self.apart else float(self.count.max())
        scale = np.divide(times, self.total, out=np.full(len(self.total), np.inf), where=self.total > 0)
        with np.errstate(invalid="ignore", over="ignore"):
            share = np.fmin(given.astype(np.float32) * scale[:, None].astype(np.float32), np.float32(1.0))
        share *= np.float32((1 - rules["base"]) * weight * TENTHS)
        share += np.float32(rules["base"] * weight * TENTHS + 0.5 + _MARGIN * weight * TENTHS)
        found: Ints = share.astype(np.int16)
        blank = np.flatnonzero(~(self.total > 0))
        found[blank] = _tenths(np.array(self.block.question.value("unknown")), weight)
        return found

    def share(self, rows: Ints, columns: Ints) -> Floats:
        """Covered share of some pairs, NaN where nothing is asked."""
        periods = self.block.question.asked.periods
        offered = [table.take(columns, axis=1) for table in (self.start, self.length, self.firm, self.flexible)]
        covered, count = np.zeros(len(rows)), self.count[rows]
        for turn in range(int(count.max(initial=0))):
            own = np.flatnonzero(count > turn)
            whole = len(own) == len(rows)
            place = self.first[rows if whole else rows[own]] + turn
            some = offered if whole else [table.take(own, axis=1) for table in offered]
            most = periods["asked"][place]
            (firm, flexible), (before, more) = (
                self._given(some, periods[side][place] + step) for side, step in (("end", 1), ("start", 0))
            )
            given = np.minimum(firm - before, most)
            if self.flows:
                given += self.flexible_share * np.minimum(flexible - more, most - given)
            covered[slice(None) if whole else own] += given
        total = self.total[rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(total > 0, covered / total, np.nan))

    def _given(self, offered: list[Floats], days: Ints) -> tuple[Floats, Floats]:
        """Firm and flexible kilograms given before each pair's day; goods of a period come evenly over its days."""
        start, length, firm, flexible = offered
        part = np.subtract(days, start)
        part /= length
        np.clip(part, 0.0, 1.0, out=part)
        return _added(part * firm), _added(part * flexible) if self.flows else part[0]


def _added(rows: Floats) -> Floats:
    """The sum of the rows, one after the other, so that it rounds as it does for one line."""
    found: Floats = rows[0]
    for row in rows[1:]:
        found += row
    return found


def _table(offered: Ragged) -> tuple[Floats, Floats, Floats, Floats]:
    """Start, length, firm and flexible kilograms of every line's periods, (turns, lines); zero where there is none."""
    count = np.diff(offered.first)
    turns = np.arange(int(count.max()))[:, None]
    real = turns < count
    at = np.where(real, offered.first[:-1] + turns, 0)
    start, end, firm, flexible = (offered.columns[name][at] for name in ("start", "end", "firm", "flexible"))
    length = (end - start + 1).astype(np.float64)
    return start.astype(np.float64), length, np.where(real, firm, 0.0), np.where(real, flexible, 0.0)


def _inner(count: Ints) -> Ints:
    """Which of neighbouring rows belong to the same ask."""
    owner = np.repeat(np.arange(len(count)), count)
    return np.flatnonzero(np.diff(owner, prepend=UNKNOWN)[1:] == 0)
