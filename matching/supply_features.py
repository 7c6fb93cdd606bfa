"""Parts about how much, when and for how much: quantity over periods, window, price."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from matching.arrays import Floats, Ints
from matching.block import Array, Block
from matching.manners import KEEPS, LASTING, STORABLE
from matching.part import PartScore
from matching.prices import price_value
from matching.supply import Supply

UNKNOWN_CASE, OVER_PERIODS, PER_YEAR, SMALL = 0, 1, 2, 3


def quantity(block: Block) -> PartScore:
    """Value, case, and covered share of what is asked (NaN unknown). Firm counts before flexible.

    A supplier who covers little of a large need is no problem among many; one who cannot fill a usual lot is.
    """
    share, case = _cover(block)
    value, yearly = quantity_value(block, share), case != OVER_PERIODS
    if yearly.any():
        small = _is_small(block) & yearly
        value, case = np.where(small, 0.0, value), np.where(small, SMALL, case)
    return PartScore(value, None, {"quantity": case, "share": share})


def quantity_value(block: Block, share: Floats) -> Floats:
    """What it is worth to cover this share of what is asked."""
    base = block.question.parameters.quantity["base"]
    return np.where(np.isnan(share), block.question.value("unknown"), base + (1 - base) * share)


def _is_small(block: Block) -> Array:
    """Lines that cannot fill a usual lot in a year."""
    rules, annual = block.question.parameters.quantity, block.line("annual_kg")
    by_area = block.having(lambda manner: manner & KEEPS != STORABLE and not manner & LASTING)
    small = annual < rules["usual_lot_kg"]
    return np.asarray(small | (by_area & np.isnan(annual) & (block.line("area_ha") < rules["small_area_ha"])))


def window(block: Block) -> PartScore:
    """Share of the asked days (or months) from the offer's first to its last; note 1 dated, 2 by month, 0 unknown.

    What is missing in between is told by the quantity, which goes period by period.
    """
    undated = block.undated_lines if block.dated else block.shape[1]
    if undated:
        values, notes = _by_month(block, undated)
        if undated < block.shape[1]:
            rest = _by_day(block, slice(undated, None))
            values, notes = np.append(values, rest, axis=1), np.append(notes, np.ones_like(rest, dtype=np.int8), axis=1)
        return PartScore(values, None, {"window": notes})
    return PartScore(_by_day(block, slice(None)), None, {"window": np.ones((1, 1), dtype=np.int8)})


def _by_day(block: Block, lines: slice) -> Floats:
    asked = np.maximum(block.asks["end"] - block.asks["start"] + 1, 1)
    share: Floats = block.days[:, lines] / asked
    np.maximum(share, 0.0, out=share)
    return np.minimum(share, 1.0, out=share)


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
        share = _cover_periods(block)
        if not block.undated_lines:
            return share, np.full((1, 1), OVER_PERIODS)
        dated = np.arange(block.shape[1]) >= block.undated_lines
        return np.where(dated, share, np.nan), np.where(dated, OVER_PERIODS, UNKNOWN_CASE)[None, :]
    annual = block.asks["annual_kg"]
    if np.isnan(annual).all():
        return np.full((1, block.shape[1]), np.nan), np.zeros((1, 1), dtype=np.int64)
    share = np.minimum(block.line("supply_kg") / annual, 1.0)
    return share, np.where(np.isnan(share), UNKNOWN_CASE, PER_YEAR)


def _cover_periods(block: Block) -> Floats:
    """How much of every asked period the offered ones cover, over all that is asked, (1, lines)."""
    flexible_share = block.question.parameters.quantity["flexible_share"]
    supply, covered, total = Supply(block), np.zeros(block.shape[1]), np.zeros(1)
    for start, past, most in _asked_periods(block):
        firm, flexible = supply.between(start, past)
        given = np.minimum(firm, most)
        if flexible is not None:
            given += flexible_share * np.minimum(flexible, most - given)
        covered += given
        total = total + most
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(total > 0, covered / total, np.nan)[None, :]


def _asked_periods(block: Block) -> Iterator[tuple[Ints, Ints, Floats]]:
    """One asked period of every ask after the other: its first day, the day after its last, what it asks for.

    Who asks for no more periods asks for nothing, on no day after the last.
    """
    asked, needs = block.question.asked, block.asks["need"][0]
    first = asked.period_first[needs]
    count = asked.period_first[needs + 1] - first
    days, amounts = asked.periods, asked.periods["asked"]
    yield days["start"][first], (past := days["end"][first] + 1), amounts[first]
    for turn in range(1, int(count.max())):
        own = count > turn
        at = np.where(own, first + turn, first)
        start, past = np.where(own, days["start"][at], past), np.where(own, days["end"][at] + 1, past)
        yield start, past, amounts[at] * own
