"""Lines of offers, one for each good and site of an offer: their columns of numbers, profiles and prices.

A line stands in the bucket of its (good, form). Kilograms, hectares and đồng a kilogram are float64, so that a share
of round numbers rounds to the same tenth everywhere; days count from year 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from matching.arrays import LAST_DAY, UNKNOWN, Codes, Columns, day, number
from matching.errors import RecordError
from matching.prices import Expected, expected_price
from matching.records import PriceBasis, Site

NOWHERE = Site()
LINE: dict[str, str] = {
    "bucket": "i4",
    "profile": "i8",
    "place": "i2",
    "x": "f8",
    "y": "f8",
    "z": "f8",
    "province": "i4",
    "district": "i4",
    "region": "i4",
    "level": "i1",
    "slot": "i4",
    "organisation": "i4",
    "start": "i4",
    "end": "i4",
    "months": "i2",
    "annual_kg": "f8",
    "supply_kg": "f8",
    "area_ha": "f4",
    "lot_kg": "f8",
    "price": "f8",
    "price_later": "f8",
    "price_until": "i4",
    "price_terms": "i4",
    "on_time": "f8",
    "papers_known": "?",
    "alone": "?",
}
# What a line has any number of: names and types of the columns.
RAGGED: dict[str, dict[str, str]] = {
    "periods": {"start": "i4", "end": "i4", "firm": "f8", "flexible": "f8"},
    "papers": {"kind": "i4", "start": "i4", "end": "i4", "good": "i4"},
    "partners": {"organisation": "i4", "broken": "?"},
}
CODED = ("good", "bucket", "variety", "system", "province", "district", "region", "organisation", "paper", "terms")
# Ways of growing that rules name; every index knows them.
SYSTEMS = ("organic", "ecological", "rice_shrimp")
# How many bits of a profile each of its fields takes.
PROFILE = (("variety", 22), ("system", 16), ("origin", 12), ("crops", 8), ("system_part", 2), ("unsure", 2))
# Kinds of price that name no figure.
_UNNAMED = ("agree", "market")
_NO_PRICE = (float("nan"), float("nan"), LAST_DAY, UNKNOWN)


def packed(fields: tuple[int, ...]) -> int:
    """A profile as one number. Raises `RecordError` when there are more different values than it can tell apart."""
    told = 0
    for value, (name, bits) in zip(fields, PROFILE, strict=True):
        if not -1 <= value < (1 << bits) - 1:
            raise RecordError(f"more kinds of {name} than can be told apart")
        told = told << bits | value + 1
    return told


def unpacked(profiles: np.ndarray[Any, Any]) -> Columns:
    """The fields of packed profiles, UNKNOWN where they were None."""
    found: Columns = {}
    for name, bits in reversed(PROFILE):
        found[name] = (profiles & ((1 << bits) - 1)) - 1
        profiles = profiles >> bits
    return found


def least_price(basis: PriceBasis | None, terms: Codes) -> tuple[float, float, int, int]:
    """The least a seller takes, the same once its reference is stale, the last day of that reference, its terms."""
    return _price(basis, terms, lambda found: found.low)


def most_price(basis: PriceBasis | None, terms: Codes) -> tuple[float, float, int, int]:
    """The most a buyer gives, the same once its reference is stale, the last day of that reference, its terms."""
    return _price(basis, terms, lambda found: found.high)


def _price(basis: PriceBasis | None, terms: Codes, side: Any) -> tuple[float, float, int, int]:
    if basis is None:
        return _NO_PRICE
    if not basis.references:
        # The usual case, without making what `_named` answers.
        if basis.kind in _UNNAMED or basis.vnd_per_kg is None:
            return _NO_PRICE
        named = number(basis.vnd_per_kg)
        return named, named, LAST_DAY, terms.add((basis.stage, basis.vat_included))
    newest = max(one.on for one in basis.references)
    now = expected_price(basis, basis.references, newest)
    later = _named(basis)
    found = now or later
    if found is None:
        return _NO_PRICE
    code = terms.add((found.stage, found.vat_included))
    price_later = number(None) if later is None else number(side(later))
    return number(side(found)), price_later, day(found.until, LAST_DAY), code


def _named(basis: PriceBasis) -> Expected | None:
    """What the price comes to without any reference."""
    if basis.kind in _UNNAMED or basis.vnd_per_kg is None:
        return None
    return Expected(basis.vnd_per_kg, basis.vnd_per_kg, basis.stage, basis.vat_included)
