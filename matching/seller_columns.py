"""Needs and offers as the columns that the seller's view reads, one number for each record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, UNKNOWN, Codes, Floats, Ints, month_bits, number
from matching.prices import Expected, expected_price, is_fresh, newest
from matching.records import NeedRecord, OfferRecord, PriceBasis, Site
from matching.supply_amounts import total_kg


@dataclass(frozen=True, slots=True)
class Buyers:
    """Columns of needs; NaN is unknown. `price_kind` numbers what makes two prices alike, trade stage and tax."""

    price: Floats
    price_kind: Ints
    over_reference: Floats
    kg: Floats
    start: Ints
    end: Ints
    months: Ints
    lat: Floats
    lon: Floats
    stages: Floats
    contract_months: Floats
    paid_on_time: Floats


@dataclass(frozen=True, slots=True)
class Sellers:
    """Columns of offers; NaN is unknown."""

    price: Floats
    price_kind: Ints
    kg: Floats
    start: Ints
    end: Ints
    months: Ints
    lat: Floats
    lon: Floats


def buyers(needs: Sequence[NeedRecord], stage_values: Mapping[str, float], kinds: Codes, on: date | None) -> Buyers:
    """The columns of `needs`; `stage_values` is what each stage beside the sale is worth, `kinds` numbers prices."""
    # Without a day no reference is of today, so only prices that a side names itself are left.
    when = on or date.max
    prices = [_expected(need.price, when) for need in needs]
    points = [_point(need_place(need)) for need in needs]
    return Buyers(
        price=_floats(found.high if found else None for found in prices),
        price_kind=_ints(_price_kind(found, kinds) for found in prices),
        over_reference=_floats(_over_reference(need.price, when) for need in needs),
        kg=_floats(total_kg(need) for need in needs),
        start=_ints(min((period.start.toordinal() for period in need.periods), default=FIRST_DAY) for need in needs),
        end=_ints(max((period.end.toordinal() for period in need.periods), default=LAST_DAY) for need in needs),
        months=_ints(month_bits(need.months) for need in needs),
        lat=_floats(point[0] for point in points),
        lon=_floats(point[1] for point in points),
        stages=_floats(_stages(need.stages, stage_values) for need in needs),
        contract_months=_floats(need.contract_months for need in needs),
        paid_on_time=_floats(number(need.paid_on_time_share) for need in needs),
    )


def sellers(offers: Sequence[OfferRecord], kinds: Codes, on: date | None) -> Sellers:
    """The columns of `offers`, with prices numbered by the same `kinds` as those of the needs."""
    when = on or date.max
    prices = [_expected(offer.price, when) for offer in offers]
    points = [_point(offer_place(offer)) for offer in offers]
    return Sellers(
        price=_floats(found.low if found else None for found in prices),
        price_kind=_ints(_price_kind(found, kinds) for found in prices),
        kg=_floats(total_kg(offer) for offer in offers),
        start=_ints(min((period.start.toordinal() for period in one.periods), default=FIRST_DAY) for one in offers),
        end=_ints(max((period.end.toordinal() for period in one.periods), default=LAST_DAY) for one in offers),
        months=_ints(month_bits(offer.months) for offer in offers),
        lat=_floats(point[0] for point in points),
        lon=_floats(point[1] for point in points),
    )


def _expected(basis: PriceBasis | None, on: date) -> Expected | None:
    return None if basis is None else expected_price(basis, basis.references, on)


def _price_kind(found: Expected | None, kinds: Codes) -> int:
    """One number for prices that may be compared: of one trade stage, with the tax in or not in alike."""
    return UNKNOWN if found is None else kinds.add((found.stage, found.vat_included))


def _over_reference(basis: PriceBasis | None, on: date) -> float | None:
    """What the buyer gives over the middle of the reference of the same trade stage; None where there is none."""
    found = _expected(basis, on)
    if basis is None or found is None:
        return None
    reference = newest(basis.references, on, stage=basis.stage)
    if reference is None or not is_fresh(reference, on) or not reference.low + reference.high:
        return None
    return (found.low + found.high) / (reference.low + reference.high)


def _stages(stages: frozenset[str] | None, values: Mapping[str, float]) -> float | None:
    """What the buyer brings beside the sale, 1 at most; None where nobody knows."""
    if stages is None:
        return None
    return min(sum(values.get(stage, 0.0) for stage in stages), 1.0) or values["none"]


def need_place(need: NeedRecord) -> Site | None:
    """Where the goods go: the plant, or the first place bought from, whose point is known."""
    return next((site for site in (need.plant, *need.sites) if site is not None and site.lat is not None), None)


def offer_place(offer: OfferRecord) -> Site | None:
    """Where the goods come from: the first site whose point is known."""
    return next((site for site in offer.sites if site.lat is not None), None)


def _point(site: Site | None) -> tuple[float | None, float | None]:
    return (None, None) if site is None else (site.lat, site.lon)


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)
