"""Parts about how much, when and for how much: quantity over periods, window, price."""

from __future__ import annotations

import numpy as np

from matching.arrays import Floats, Ints, ascending, spread
from matching.block import Array, Block
from matching.part import PartScore
from matching.prices import price_value

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
    needs = block.asks["need"][:, 0]
    count = np.diff(asked.period_first)[needs]
    rows = spread(asked.period_first[:-1][needs], count)
    days, at = np.unique((asked.periods["start"][rows], asked.periods["end"][rows] + 1), return_inverse=True)
    firm, flexible = _supply_before(block, days)
    at = at.reshape(2, -1)
    wanted = asked.periods["asked"][rows]
    covered = np.zeros(block.shape)
    starts = ascending(count)
    for turn in range(int(count.max())):
        own = np.flatnonzero(count > turn)
        place = starts[:-1][own] + turn
        most = wanted[place][:, None]
        given = np.minimum(firm[at[1, place]] - firm[at[0, place]], most)
        if flexible is not None:
            more = np.minimum(flexible[at[1, place]] - flexible[at[0, place]], most - given)
            given += flexible_share * more
        if len(own) == len(covered):
            covered += given
        else:
            covered[own] += given
    total = np.add.reduceat(wanted, starts[:-1])[:, None]
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(total > 0, covered / total, np.nan))


def _supply_before(block: Block, days: Ints) -> tuple[Floats, Floats | None]:
    """Firm and flexible kilograms that each line gives before each day, (days, lines); None where nothing is flexible.

    Goods of a period come evenly over its days.
    """
    periods = block.ragged("periods")
    firm = np.zeros((len(days), block.shape[1]))
    flexible = np.zeros(firm.shape) if periods.columns["flexible"].any() else None
    if not len(periods):
        return firm, flexible
    columns = periods.columns
    length = (columns["end"] - columns["start"] + 1).astype(np.float64)
    count = np.diff(periods.first)
    for turn in range(int(count.max())):
        lines = np.flatnonzero(count > turn)
        rows = periods.first[:-1][lines] + turn
        given = np.clip((days[:, None] - columns["start"][rows]) / length[rows], 0.0, 1.0)
        own: slice | Ints = slice(None) if len(lines) == len(count) else lines
        if flexible is not None:
            flexible[:, own] += given * columns["flexible"][rows]
        firm[:, own] += np.multiply(given, columns["firm"][rows], out=given)
    return firm, flexible
