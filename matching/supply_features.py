"""Parts about how much, when and for how much: quantity over periods, window, price."""

from __future__ import annotations

import numpy as np

from matching.arrays import Floats, Ints
from matching.block import Array, Block
from matching.bucket import Ragged
from matching.part import PartScore
from matching.prices import price_value

# Rows of a table of periods.
TURNS = 8
UNKNOWN_CASE, OVER_PERIODS, PER_YEAR, SMALL = 0, 1, 2, 3


def quantity(block: Block) -> PartScore:
    """Value, case, and covered share of what is asked (NaN unknown). Firm counts before flexible.

    A supplier who covers little of a large need is no problem among many; one who cannot fill a usual lot is.
    """
    share, case = _cover(block)
    value = quantity_value(block, share)
    small = _is_small(block) & (case != OVER_PERIODS)
    return PartScore(np.where(small, 0.0, value), None, {"quantity": np.where(small, SMALL, case), "share": share})


def quantity_value(block: Block, share: Floats) -> Floats:
    """What it is worth to cover this share of what is asked."""
    base = block.question.parameters.quantity["base"]
    return np.where(np.isnan(share), block.question.value("unknown"), base + (1 - base) * share)


def _is_small(block: Block) -> Array:
    """Lines that cannot fill a usual lot in a year."""
    rules, facts = block.question.parameters.quantity, block.question.facts
    annual = block.line("annual_kg")
    small = annual < rules["usual_lot_kg"]
    if facts.perishability in ("grain", "bulky_fresh", "fresh") and not facts.perennial:
        small = small | (np.isnan(annual) & (block.line("area_ha") < rules["small_area_ha"]))
    return np.asarray(small)


def window(block: Block) -> PartScore:
    """Share of the asked days (or months) in which the offer has goods; note 1 dated, 2 by month, 0 unknown."""
    undated = block.undated_lines if block.dated else block.shape[1]
    if block.paired and undated:
        values, notes = _by_month(block, undated)
        return PartScore(values, None, {"window": notes})
    values, notes = np.empty(block.shape), np.empty(block.shape, dtype=np.int8)
    if undated:
        values[:, :undated], notes[:, :undated] = _by_month(block, undated)
    if undated < block.shape[1]:
        asked = np.maximum(block.asks["end"] - block.asks["start"] + 1, 1)
        values[:, undated:] = np.clip(block.days[:, undated:] / asked, 0, 1)
        notes[:, undated:] = 1
    return PartScore(values, None, {"window": notes})


def _by_month(block: Block, lines: int) -> tuple[Floats, Ints]:
    asked, offered = block.asks["months"], block.line("months")[:lines]
    count = np.maximum(np.bitwise_count(asked), 1)
    known = (asked > 0) & (offered > 0)
    share = np.bitwise_count(offered & asked) / count
    return np.where(known, share, block.question.value("unknown")), np.where(known, 2, 0)


def price(block: Block) -> PartScore:
    """1 where the least the seller takes is no more than the most the buyer gives; note 1 where both are known.

    Like is compared with like only: the same place in trade, value added tax in both or in neither.
    """
    asked = asked_price(block)
    if np.isnan(asked).all():
        unknown = np.full((1, 1), block.question.value("unknown"))
        return PartScore(unknown, None, {"price": np.zeros((1, 1), dtype=np.int8)})
    values, known = price_of(block, asked, block.asks["price_terms"], slice(None))
    return PartScore(values, None, {"price": known.astype(np.int8)})


def asked_price(block: Block) -> Floats:
    """The most each ask gives as of today, (asks, 1); NaN where it is not known."""
    asks = block.asks
    return np.where(block.question.asked.today <= asks["price_until"], asks["price"], asks["price_later"])


def price_of(block: Block, asked: Floats, terms: Ints, lines: Ints | slice) -> tuple[Floats, Array]:
    """Value of asked prices beside lines that broadcast with them, and where both are known and alike."""
    until, now, later, own = (
        block.line(name)[lines] for name in ("price_until", "price", "price_later", "price_terms")
    )
    offered = np.where(block.question.asked.today <= until, now, later)
    known = ~np.isnan(asked) & ~np.isnan(offered) & (terms == own)
    return np.where(known, price_value(offered, asked), block.question.value("unknown")), known


def _cover(block: Block) -> tuple[Floats, Ints]:
    """Covered share (NaN unknown) and case of every pair."""
    if block.dated:
        dated = np.arange(block.shape[1]) >= block.undated_lines
        share = np.where(dated, _cover_periods(block), np.nan)
        return share, np.where(dated, OVER_PERIODS, UNKNOWN_CASE)[None, :]
    annual = block.asks["annual_kg"]
    if np.isnan(annual).all():
        return np.full((1, block.shape[1]), np.nan), np.zeros((1, 1), dtype=np.int64)
    share = np.minimum(block.line("supply_kg") / annual, 1.0)
    return share, np.where(np.isnan(share), UNKNOWN_CASE, PER_YEAR)


def _cover_periods(block: Block) -> Floats:
    """How much of every asked period the offered ones cover, over all that is asked."""
    asked = block.question.asked
    flexible_share = block.question.parameters.quantity["flexible_share"]
    first, count = (found[block.asks["need"]] for found in (asked.period_first[:-1], np.diff(asked.period_first)))
    supply = _Supply(block)
    covered, total = np.zeros(block.shape), np.zeros(first.shape)
    for turn in range(int(count.max())):
        own = count > turn
        at = np.where(own, first + turn, 0)
        most = asked.periods["asked"][at] * own
        firm, flexible = supply.between(asked.periods["start"][at], asked.periods["end"][at] + 1)
        given = np.minimum(firm, most)
        if flexible is not None:
            given += flexible_share * np.minimum(flexible, most - given)
        covered += given
        total += most
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(total > 0, covered / total, np.nan))


class _Supply:
    """What the lines of a block give until a day. Goods of a period come evenly over its days.

    Periods stand in tables of up to TURNS rows, one for the first of every line, one for those behind them, and so on.
    """

    def __init__(self, block: Block) -> None:
        self.shape = block.shape
        offered = block.ragged("periods")
        count = np.diff(offered.first)
        self.flows = bool(offered.columns["flexible"].any())
        self._last: dict[int, tuple[int, Floats, Floats]] = {}
        self.tables = [_table(offered, count, turn) for turn in range(0, int(count.max(initial=0)), TURNS)]

    def between(self, start: Ints, past: Ints) -> tuple[Floats, Floats | None]:
        """Firm and flexible kilograms from a day of each ask until before another; None where nothing is flexible."""
        firm, flexible = np.empty(self.shape), np.empty(self.shape) if self.flows else None
        for row in range(self.shape[0]):
            (before, more), (sure, loose) = self._before(row, start[row]), self._until(past[row])
            np.subtract(sure, before, out=firm[row])
            if flexible is not None:
                np.subtract(loose, more, out=flexible[row])
            if len(past[row]) == 1:
                self._last[row] = int(past[row, 0]), sure, loose
        return firm, flexible

    def _before(self, row: int, days: Ints) -> tuple[Floats, Floats]:
        """What was worked out for the end of the period before, where this one follows it."""
        if len(days) == 1 and (last := self._last.get(row)) is not None and last[0] == int(days[0]):
            return last[1], last[2]
        return self._until(days)

    def _until(self, days: Ints) -> tuple[Floats, Floats]:
        firm: Floats = np.zeros(self.shape[1])
        flexible: Floats = firm
        for place, (lines, start, length, sure, loose) in enumerate(self.tables):
            part = np.subtract(days[lines] if len(days) > 1 else days, start)
            part /= length
            np.clip(part, 0.0, 1.0, out=part)
            more = _added(part * loose) if self.flows else flexible
            given = _added(np.multiply(part, sure, out=part))
            if not place:
                firm, flexible = given, more
                continue
            firm[lines] += given
            if self.flows:
                flexible[lines] += more
        return firm, flexible


def _table(offered: Ragged, count: Ints, first: int) -> tuple[Ints | slice, Floats, Floats, Floats, Floats]:
    """Lines with more than `first` periods (all, for 0), and start, length, firm and flexible kilograms of those."""
    lines: slice | Ints = np.flatnonzero(count > first) if first else slice(None)
    turns = np.arange(first, min(first + TURNS, int(count.max())))[:, None]
    real = turns < count[lines]
    at = np.where(real, offered.first[:-1][lines] + turns, 0)
    start, end, firm, flexible = (offered.columns[name][at] for name in ("start", "end", "firm", "flexible"))
    length = (end - start + 1).astype(np.float64)
    return lines, start.astype(np.float64), length, firm * real, flexible * real


def _added(rows: Floats) -> Floats:
    """The sum of the rows, one after the other, so that it rounds as it does for one line."""
    found: Floats = rows[0]
    for row in rows[1:]:
        found += row
    return found
