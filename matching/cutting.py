"""Offers cut into lines, one for each good and site of an offer.

Whatever comes stands in a few long lists, row after row, until a chunk is handed over as columns: what all lines of an
offer share once for each offer, what differs once for each line. No row is an object of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from matching.arrays import (
    BEYOND_COUNTING,
    FIRST_DAY,
    LAST_DAY,
    LEVELS,
    UNKNOWN,
    Codes,
    Columns,
    Ints,
    ascending,
    day,
    month_bits,
)
from matching.errors import RecordError
from matching.geography import point
from matching.lines import LINE, NOWHERE, RAGGED, least_price, packed
from matching.records import Good, OfferRecord, Site

# What all lines of an offer share, with the numbers of its lines and of its rows of each kind.
_OFFER = (
    "slot",
    "organisation",
    "months",
    "annual_kg",
    "supply_kg",
    "area_ha",
    "lot_kg",
    "price",
    "price_later",
    "price_until",
    "price_terms",
    "on_time",
    "papers_known",
)
_COUNTS = ("lines", *RAGGED)
_PLACED = ("bucket", "profile", "place", "x", "y", "z", "province", "district", "region", "level")
_COUNTED = ("annual_kg", "supply_kg", "area_ha", "lot_kg", "on_time")
_MOST_CROPS = 200
_ANY_GOOD = (None,)


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines with what each has any number of: `first` and `count` say where in the columns of `ragged` it stands."""

    lines: Columns
    ragged: dict[str, Columns]
    first: dict[str, Ints]
    count: dict[str, Ints]


class Cutter:
    """Cuts offers into lines. `codes` grow with every offer; `take` hands over what was cut since the last time."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        self.codes = codes
        self._profiles: dict[tuple[Any, ...], int] = {}
        self._areas: dict[tuple[str | None, ...], tuple[int, ...]] = {}
        self._months: dict[frozenset[int] | None, int] = {}
        self._clear()

    def _clear(self) -> None:
        self._offers: list[Any] = []
        self._lines: list[Any] = []
        self._rows: dict[str, list[Any]] = {name: [] for name in RAGGED}

    def add(self, slot: int, offer: OfferRecord) -> None:
        """Cut one offer. Raises `RecordError` where it has more kinds of something than can be told apart."""
        annual = offer.annual_kg
        self._offers += (
            slot,
            self.codes["organisation"].add(offer.organisation),
            self._month_bits(offer.months),
            annual,
            self._add_periods(offer) if offer.periods else annual,
            offer.area_ha,
            offer.minimum_lot_kg,
            *least_price(offer.price, self.codes["terms"]),
            offer.on_time_share,
            offer.certificates is not None,
            self._add_lines(offer),
            len(offer.periods),
            self._add_papers(offer),
            self._add_partners(offer),
        )

    def take(self) -> Cut:
        """All that was cut since the last time, as it came. Raises `RecordError` for an amount beyond counting."""
        offers = _columns(self._offers, (*_OFFER, *_COUNTS), LINE)
        lines = _columns(self._lines, _PLACED, LINE)
        ragged = {name: _columns(self._rows[name], tuple(types), types) for name, types in RAGGED.items()}
        self._clear()
        for name in _COUNTED:
            if (offers[name] >= BEYOND_COUNTING).any():
                raise RecordError("an amount is beyond counting")
        size = offers["lines"]
        offers["alone"] = size == 1
        offers["start"], offers["end"] = _windows(ragged["periods"], offers["periods"])
        lines |= {name: np.repeat(offers[name], size) for name in LINE if name not in lines}
        first = {name: np.repeat(ascending(offers[name])[:-1], size) for name in RAGGED}
        count = {name: np.repeat(offers[name], size) for name in RAGGED}
        return Cut({name: lines[name] for name in LINE}, ragged, first, count)

    def _add_lines(self, offer: OfferRecord) -> int:
        """Cut the lines of an offer; how many there are."""
        goods, sites = offer.goods, offer.sites or (NOWHERE,)
        crops = 1 if len(goods) == 1 else min(len({good.code for good in goods}), _MOST_CROPS)
        placed = [self._site(place, site) for place, site in enumerate(sites)]
        for good in goods:
            bucket, profile = self.codes["bucket"].add((good.code, good.form)), self._profile(good, crops)
            for site in placed:
                self._lines += (bucket, profile, *site)
        return len(goods) * len(sites)

    def _profile(self, good: Good, crops: int) -> int:
        key = (good.variety, good.system, good.origin_province, crops, good.system_part, good.unsure)
        found = self._profiles.get(key)
        if found is None:
            codes = (
                self.codes["variety"].add(good.variety),
                self.codes["system"].add(good.system),
                self.codes["province"].add(good.origin_province),
            )
            found = self._profiles[key] = packed((*codes, crops, int(good.system_part), int(good.unsure)))
        return found

    def _site(self, place: int, site: Site) -> tuple[Any, ...]:
        key = (site.legacy_province_code, site.legacy_district_code, site.region, site.level)
        area = self._areas.get(key)
        if area is None:
            kinds = ("province", "district", "region")
            numbers = [self.codes[kind].add(value) for kind, value in zip(kinds, key, strict=False)]
            area = self._areas[key] = (*numbers, LEVELS.get(site.level or "", 0))
        return (place, *point(site.lat, site.lon), *area)

    def _month_bits(self, months: frozenset[int] | None) -> int:
        if months is None:
            return 0
        found = self._months.get(months)
        if found is None:
            found = self._months[months] = month_bits(months)
        return found

    def _add_periods(self, offer: OfferRecord) -> Decimal:
        """Write the periods of an offer; the kilograms of all of them."""
        rows, supply = self._rows["periods"], Decimal(0)
        for period in offer.periods:
            firm, flexible = period.firm_kg, period.flexible_kg
            if flexible:
                rows += (period.start.toordinal(), period.end.toordinal(), firm, flexible)
                supply += firm + flexible
            else:
                # A whole 0 becomes a float ten times as fast as a Decimal.
                rows += (period.start.toordinal(), period.end.toordinal(), firm, 0)
                supply += firm
        return supply

    def _add_papers(self, offer: OfferRecord) -> int:
        """Write the papers and markets of an offer; how many rows that makes."""
        if not offer.certificates and not offer.markets:
            return 0
        rows, paper_code, good_code = self._rows["papers"], self.codes["paper"].add, self.codes["good"].add
        size = len(rows)
        for paper in offer.certificates or ():
            kind, start, end = paper_code(paper.kind), day(paper.valid_from, FIRST_DAY), day(paper.valid_to, LAST_DAY)
            for good in paper.goods or _ANY_GOOD:
                rows += (kind, start, end, good_code(good))
        for market in sorted(offer.markets):
            rows += (paper_code(f"market:{market}"), FIRST_DAY, LAST_DAY, UNKNOWN)
        return (len(rows) - size) // len(RAGGED["papers"])

    def _add_partners(self, offer: OfferRecord) -> int:
        """Write the buyers an offer is linked with, then those it broke with; how many there are."""
        if not offer.linked and not offer.broken:
            return 0
        rows, code = self._rows["partners"], self.codes["organisation"].add
        for key in sorted(offer.linked):
            rows += (code(key), False)
        for key in sorted(offer.broken):
            rows += (code(key), True)
        return len(offer.linked) + len(offer.broken)


def _windows(periods: Columns, count: Ints) -> tuple[Ints, Ints]:
    """First and last day of every offer, each with so many periods; open on both sides where there are none."""
    start, end = np.full(len(count), FIRST_DAY, dtype=np.int32), np.full(len(count), LAST_DAY, dtype=np.int32)
    dated = np.flatnonzero(count)
    if len(dated):
        first = ascending(count)[dated]
        start[dated] = np.minimum.reduceat(periods["start"], first)
        end[dated] = np.maximum.reduceat(periods["end"], first)
    return start, end


def _columns(flat: list[Any], names: tuple[str, ...], types: dict[str, str]) -> Columns:
    """The columns of rows that stand one after the other in a list; what has no type counts something."""
    width = len(names)
    return {name: np.array(flat[at::width], dtype=types.get(name, "i8")) for at, name in enumerate(names)}
