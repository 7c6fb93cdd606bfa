"""Needs read row after row into a few long lists, from which `matching.asking` makes columns.

No row is an object of its own: each kind of row has a flat list for each type of number, so that a column costs the
same for one need as for thousands.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from matching.arrays import BEYOND_COUNTING, FIRST_DAY, LAST_DAY, LEVELS, NOT_ASKED, Codes, Columns, month_bits
from matching.catalogue import neighbour_regions
from matching.errors import RecordError
from matching.geography import point
from matching.lines import NOWHERE, most_price
from matching.records import Good, NeedRecord, Site

Layout = dict[str, tuple[str, ...]]
Spot = tuple[tuple[float, float, float], tuple[int, ...]]

PLANT = -1
_GRAM, _NOTHING = Decimal("0.001"), Decimal(0)
# Systems nobody can add afterwards: without a sign of them the gap is serious.
STRICT_SYSTEMS = frozenset({"organic"})
_WIDE, _PROVINCE = (LEVELS["country"], LEVELS["region"]), LEVELS["province"]
# Names of the columns of each kind of row, by the type of their numbers.
NEED: Layout = {
    "i4": ("organisation", "start", "end", "months", "must_months", "price_until", "price_terms", "wishes", "sites"),
    "f8": ("annual_kg", "total_kg", "lot_kg", "maximum_km", "price", "price_later", "state_owned"),
    "?": ("narrow", "several"),
}
WANT: Layout = {
    "i4": ("need", "good_number", "good", "form", "variety", "system", "origin"),
    "?": ("strict", "unsure", "of_group", "of_product", "strict_system", "ecological"),
}
SPOT: Layout = {"f8": ("x", "y", "z"), "i4": ("number", "level", "province", "district", "region", "near")}
PERIOD: Layout = {"i4": ("start", "end"), "f8": ("asked",)}
_COUNTED = ("annual_kg", "total_kg", "lot_kg", "maximum_km")


class Flat:
    """Rows of one layout, one after the other."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.numbers: dict[str, list[Any]] = {kind: [] for kind in layout}

    def columns(self) -> Columns:
        """The columns, by name; what nobody knows is NaN."""
        found: Columns = {}
        for kind, names in self.layout.items():
            table = np.array(self.numbers[kind], dtype=kind).reshape(-1, len(names)).T.copy()
            found.update(zip(names, table, strict=True))
        return found


class Rows:
    """Rows of needs, and the small tables met on the way."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        self.codes = codes
        self.goods, self.forms, self.wishes, self.near = Codes(), Codes((None,)), Codes(), Codes()
        self.needs, self.wants, self.spots, self.periods = Flat(NEED), Flat(WANT), Flat(SPOT), Flat(PERIOD)
        self.plants: list[float] = []
        self.spot_count, self.period_count = list[int](), list[int]()
        # Sites and goods of known records, each read once however many needs share it.
        self._sites: dict[int, Spot] = {}
        self._goods: dict[int, tuple[tuple[int, ...], tuple[bool, ...]]] = {}

    def add(self, row: int, need: NeedRecord) -> None:
        """Write one need."""
        spots = [self._spot(site) for site in need.sites]
        programme, narrow, several = _places(need, spots)
        start, end, total = self._add_periods(need)
        self._add_need(need, start, end, total)
        self.needs.numbers["?"] += (narrow, several)
        self._add_wants(row, need, programme)
        self._add_spots(need, spots)

    def _add_need(self, need: NeedRecord, start: int, end: int, total: Decimal | None) -> None:
        wishes = tuple([(item.value, item.must) for item in need.criteria if item.kind == "certificate"])
        months, annual = month_bits(need.months), need.annual_kg
        price, price_later, until, terms = most_price(need.price, self.codes["terms"])
        self.needs.numbers["i4"] += (
            self.codes["organisation"].find(need.organisation),
            start,
            end,
            months or months_between(start, end),
            0 if need.periods else months,
            until,
            terms,
            self.wishes.add(wishes),
            len(need.sites),
        )
        self.needs.numbers["f8"] += (
            annual if not need.periods and annual is not None and annual >= _GRAM else None,
            total,
            need.minimum_lot_kg,
            need.maximum_km,
            price,
            price_later,
            need.state_owned,
        )

    def _add_periods(self, need: NeedRecord) -> tuple[int, int, Decimal | None]:
        """Write the periods of a need; its first day, its last, and all that is asked for, as far as known."""
        self.period_count.append(len(need.periods))
        if not need.periods:
            return FIRST_DAY, LAST_DAY, need.annual_kg
        days, asked = self.periods.numbers["i4"], self.periods.numbers["f8"]
        start, end, total = LAST_DAY, FIRST_DAY, _NOTHING
        for period in need.periods:
            first, last = period.start.toordinal(), period.end.toordinal()
            amount = period.firm_kg + period.flexible_kg if period.flexible_kg else period.firm_kg
            days += (first, last)
            asked.append(amount)
            start, end, total = min(start, first), max(end, last), total + amount
        return start, end, total

    def _add_wants(self, row: int, need: NeedRecord, programme: bool) -> None:
        numbers, signs = self.wants.numbers["i4"], self.wants.numbers["?"]
        for place, good in enumerate(need.goods):
            if (told := self._goods.get(id(good))) is None:
                told = self._goods[id(good)] = self._good(good)
            numbers += (row, place, *told[0])
            signs += (bool(need.sites) and (programme or good.level == "group"), *told[1])

    def _good(self, good: Good) -> tuple[tuple[int, ...], tuple[bool, ...]]:
        find = self.codes
        numbers = (
            self.goods.add(good.code),
            0 if good.form is None else self.forms.add(good.form),
            find["variety"].find(good.variety) if good.variety is not None else -1,
            find["system"].find(good.system) if good.system is not None else -1,
            find["province"].find(good.origin_province) if good.origin_province is not None else -1,
        )
        level, system = good.level, good.system
        signs = (good.unsure, level == "group", level == "product", system in STRICT_SYSTEMS, system == "ecological")
        return numbers, signs

    def _add_spots(self, need: NeedRecord, spots: list[Spot]) -> None:
        """Write the sites of a need, then its plant if it stands somewhere."""
        points, areas = self.spots.numbers["f8"], self.spots.numbers["i4"]
        for place, (at, area) in enumerate(spots):
            points += at
            areas += (place, *area)
        at, area = self._spot(need.plant or NOWHERE)
        self.plants += at
        stands = need.plant is not None and need.plant != NOWHERE
        if stands:
            points += at
            areas += (PLANT, *area)
        self.spot_count.append(len(spots) + stands)

    def _spot(self, site: Site) -> Spot:
        if (told := self._sites.get(id(site))) is None:
            told = self._sites[id(site)] = self._site(site)
        return told

    def _site(self, site: Site) -> Spot:
        codes = self.codes
        near = frozenset(codes["region"].find(region) for region in neighbour_regions(site.region or ""))
        return point(site.lat, site.lon), (
            LEVELS.get(site.level or "", 0),
            codes["province"].find(site.legacy_province_code),
            codes["district"].find(site.legacy_district_code),
            codes["region"].find(site.region),
            self.near.add(near - {NOT_ASKED}),
        )


def checked(needs: Columns, periods: Columns) -> None:
    """Raises `RecordError` for an amount or a distance beyond counting."""
    if any((column >= BEYOND_COUNTING).any() for column in (*(needs[name] for name in _COUNTED), periods["asked"])):
        raise RecordError("an amount is beyond counting")


@lru_cache(maxsize=4096)
def months_between(start: int, end: int) -> int:
    """The months touched from day to day, as bits; 0 where a side is open."""
    if start == FIRST_DAY or end == LAST_DAY:
        return 0
    first, last = date.fromordinal(start), date.fromordinal(end)
    count = min((last.year - first.year) * 12 + last.month - first.month, 11)
    return month_bits(frozenset((first.month - 1 + step) % 12 + 1 for step in range(count + 1)))


def _places(need: NeedRecord, spots: list[Spot]) -> tuple[bool, bool, bool]:
    """Whether it is a retailer's programme for one named province, names no whole region, names several provinces."""
    levels = [area[0] for _, area in spots]
    named = {site.legacy_province_code for site, level in zip(need.sites, levels, strict=True) if level >= _PROVINCE}
    programme = need.buyer_kind == "retail_chain" and len(named) == 1 and None not in named
    several = len(spots) > 1 and len({site.legacy_province_code for site in need.sites} - {None}) > 1
    return programme, not any(level in _WIDE for level in levels), several
