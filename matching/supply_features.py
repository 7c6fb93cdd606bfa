"""Parts about how much, when and for how much: quantity over periods, window, price."""

from __future__ import annotations

from datetime import date

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, Floats, Ints, month_bits
from matching.asking import Ask, full
from matching.candidates import Bucket

UNKNOWN_CASE, OVER_PERIODS, PER_YEAR, SMALL = 0, 1, 2, 3


def quantity(bucket: Bucket, ask: Ask) -> tuple[Floats, Ints, Floats]:
    """Value, case, and covered share of what is asked (NaN unknown). Firm counts before flexible.

    A supplier who covers little of a large need is no problem among many; one who cannot fill a usual lot is.
    """
    lines, rules = bucket.lines, ask.parameters.quantity
    share, case = _cover(bucket, ask)
    value = np.where(np.isnan(share), ask.value("unknown"), rules["base"] + (1 - rules["base"]) * share)
    small = lines["annual_kg"] < rules["usual_lot_kg"]
    if ask.facts.perishability in ("grain", "bulky_fresh", "fresh") and not ask.facts.perennial:
        small |= np.isnan(lines["annual_kg"]) & (lines["area_ha"] < rules["small_area_ha"])
    small &= case != OVER_PERIODS
    return np.where(small, 0.0, value), np.where(small, SMALL, case), share


def supply_kg(bucket: Bucket) -> Floats:
    """Everything each line's offer can give, firm and flexible, in kg; NaN where nothing is known."""
    periods = bucket.periods
    total = _sum_by_slot(bucket, periods["slot"], periods["firm"] + periods["flexible"])
    dated = _sum_by_slot(bucket, periods["slot"], np.ones(len(periods)))
    return np.where(dated > 0, total, bucket.lines["annual_kg"])


def window(bucket: Bucket, ask: Ask) -> tuple[Floats, Ints]:
    """Share of the asked days (or months) in which the offer has goods; note 1 dated, 2 by month, 0 unknown."""
    lines = bucket.lines
    days = np.minimum(lines["end"], ask.end) - np.maximum(lines["start"], ask.start) + 1
    dated = (ask.start > FIRST_DAY) & (lines["start"] > FIRST_DAY) & (lines["end"] < LAST_DAY)
    asked = month_bits(ask.need.months) or _months_between(ask.start, ask.end)
    offered = lines["months"].astype(np.int64)
    by_month = ~dated & (asked > 0) & (offered > 0)
    months = np.bitwise_count(offered & asked) / max(asked.bit_count(), 1)
    share = np.clip(days / max(ask.end - ask.start + 1, 1), 0, 1)
    value = np.where(dated, share, np.where(by_month, months, ask.value("unknown")))
    return value, np.where(dated, 1, np.where(by_month, 2, 0))


def price(bucket: Bucket, ask: Ask) -> tuple[Floats, Ints]:
    """1 where the offered price is no higher than the asked one, falling to 0 at twice it; note 1 where known."""
    asked = ask.need.price.vnd_per_kg if ask.need.price else None
    offered = bucket.lines["price"]
    if asked is None:
        return full(offered, ask.value("unknown")), np.zeros(len(offered), dtype=np.int64)
    known = ~np.isnan(offered)
    over = np.where(known, offered, 0) / max(asked, 1) - 1
    return np.where(known, np.clip(1 - over, 0, 1), ask.value("unknown")), known.astype(np.int64)


def _cover(bucket: Bucket, ask: Ask) -> tuple[Floats, Ints]:
    lines = bucket.lines
    if ask.need.periods:
        dated = _sum_by_slot(bucket, bucket.periods["slot"], np.ones(len(bucket.periods))) > 0
        share = np.where(dated, _cover_periods(bucket, ask), np.nan)
        return share, np.where(dated, OVER_PERIODS, UNKNOWN_CASE)
    if ask.need.annual_kg:
        share = np.minimum(supply_kg(bucket) / float(ask.need.annual_kg), 1.0)
        return share, np.where(np.isnan(share), UNKNOWN_CASE, PER_YEAR)
    return full(lines, np.nan), np.zeros(len(lines), dtype=np.int64)


def _cover_periods(bucket: Bucket, ask: Ask) -> Floats:
    flexible_share = ask.parameters.quantity["flexible_share"]
    covered, asked_total = full(bucket.lines, 0.0), 0.0
    periods = bucket.periods
    length = periods["end"] - periods["start"] + 1
    for wanted in ask.need.periods:
        asked = float(wanted.firm_kg + wanted.flexible_kg)
        overlap = np.minimum(periods["end"], wanted.end.toordinal())
        overlap = overlap - np.maximum(periods["start"], wanted.start.toordinal()) + 1
        part = np.clip(overlap, 0, None) / length
        firm = np.minimum(_sum_by_slot(bucket, periods["slot"], periods["firm"] * part), asked)
        flexible = _sum_by_slot(bucket, periods["slot"], periods["flexible"] * part)
        covered += firm + flexible_share * np.minimum(flexible, asked - firm)
        asked_total += asked
    return covered / asked_total if asked_total else full(bucket.lines, np.nan)


def _sum_by_slot(bucket: Bucket, slots: Ints, amounts: Floats) -> Floats:
    place = np.searchsorted(bucket.slots, slots)
    sums = np.bincount(place, weights=amounts, minlength=len(bucket.slots)).astype(np.float64)
    return np.asarray(sums[bucket.local], dtype=np.float64)


def _months_between(start: int, end: int) -> int:
    if start == FIRST_DAY or end == LAST_DAY:
        return 0
    first, last = date.fromordinal(start), date.fromordinal(end)
    count = min((last.year - first.year) * 12 + last.month - first.month, 11)
    return month_bits(frozenset((first.month - 1 + step) % 12 + 1 for step in range(count + 1)))
