"""The asking side as columns: needs, their places and periods, and the goods they want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from matching.arrays import (
    FIRST_DAY,
    LAST_DAY,
    LEVELS,
    NOT_ASKED,
    Bools,
    Codes,
    Columns,
    Floats,
    Ints,
    ascending,
    month_bits,
    number,
)
from matching.arrays import day as day_number
from matching.catalogue import neighbour_regions
from matching.geography import NO_POINT, point
from matching.lines import NOWHERE, most_price
from matching.records import Good, NeedRecord, Site

PLANT = -1
# Places in a list of papers that have a bit of their own.
MOST_BITS = 60
_GRAM = Decimal("0.001")
# Systems nobody can add afterwards: without a sign of them the gap is serious.
STRICT_SYSTEMS = frozenset({"organic"})
NEED: dict[str, str] = {
    "organisation": "i4",
    "start": "i4",
    "end": "i4",
    "months": "i2",
    "must_months": "i2",
    "annual_kg": "f8",
    "total_kg": "f8",
    "lot_kg": "f8",
    "maximum_km": "f8",
    "price": "f8",
    "price_later": "f8",
    "price_until": "i4",
    "price_terms": "i4",
    "state_owned": "f8",
    "wishes": "i4",
    "programme": "?",
    "narrow": "?",
    "several": "?",
    "sites": "i4",
}
WANT: dict[str, str] = {
    "need": "i4",
    "good_number": "i4",
    "good": "i4",
    "form": "i4",
    "variety": "i4",
    "system": "i4",
    "origin": "i4",
    "unsure": "?",
    "of_group": "?",
    "of_product": "?",
    "strict_system": "?",
    "ecological": "?",
}
SPOT: dict[str, str] = {
    "number": "i2",
    "x": "f8",
    "y": "f8",
    "z": "f8",
    "level": "i1",
    "province": "i4",
    "district": "i4",
    "region": "i4",
    "near": "i4",
}
PERIOD: dict[str, str] = {"start": "i4", "end": "i4", "asked": "f8"}
Wishes = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Needs as columns. `wants` has a row for each good of each need; `wishes` are the different lists of papers.

    `wish_names` are the papers on any of these lists. For every list and paper `wished` counts how often it is named,
    `required` says whether it must be held, and `wish_bits` has the bits of its places in the list.

    `asked_in_all` are the kilograms of each need's periods, `apart` says whether these follow each other.

    Spots stand from `spot_first[need]`: the sites it buys from, then its plant (number PLANT) if it has one.
    `regions_near` are the neighbours of each region that a spot names. `new_papers` have numbers although no offer
    holds them: what it brings to hold one may be asked.
    """

    needs: Sequence[NeedRecord]
    columns: Columns
    wants: Columns
    spots: Columns
    spot_first: Ints
    periods: Columns
    period_first: Ints
    asked_in_all: Floats
    apart: Bools
    goods: tuple[str, ...]
    forms: tuple[str | None, ...]
    wishes: tuple[Wishes, ...]
    wish_names: tuple[str, ...]
    wished: Ints
    required: Bools
    wish_bits: Ints
    regions_near: tuple[frozenset[int], ...]
    plant_points: Floats
    today: int
    new_papers: Mapping[str, int]


class _Lists:
    """Rows of needs, one after the other in a few long lists, and the small tables met on the way."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        self.codes = codes
        self.goods, self.forms, self.wishes, self.near = Codes(), Codes((None,)), Codes(), Codes()
        self.needs, self.wants, self.spots, self.periods, self.plants = (list[Any]() for _ in range(5))
        self.spot_count, self.period_count = list[int](), list[int]()
        # Sites and goods of known records, each read once however many needs share it.
        self._sites: dict[int, tuple[Any, ...]] = {}
        self._goods: dict[int, tuple[Any, ...]] = {}

    def add(self, row: int, need: NeedRecord) -> None:
        """Write one need."""
        self.needs += self._need(need)
        for place, good in enumerate(need.goods):
            self.wants += (row, place, *self._want(good))
        for place, site in enumerate(need.sites):
            self.spots += (place, *self._spot(site))
        for period in need.periods:
            self.periods += _period(period)
        self.period_count.append(len(need.periods))
        plant = () if need.plant is None else self._spot(need.plant)
        self.plants += plant[:3] or NO_POINT
        stands = need.plant is not None and need.plant != NOWHERE
        if stands:
            self.spots += (PLANT, *plant)
        self.spot_count.append(len(need.sites) + stands)

    def _want(self, good: Good) -> tuple[Any, ...]:
        if (told := self._goods.get(id(good))) is None:
            told = self._goods[id(good)] = self._good(good)
        return told

    def _good(self, good: Good) -> tuple[Any, ...]:
        find = self.codes
        return (
            self.goods.add(good.code),
            0 if good.form is None else self.forms.add(good.form),
            find["variety"].find(good.variety) if good.variety is not None else -1,
            find["system"].find(good.system) if good.system is not None else -1,
            find["province"].find(good.origin_province) if good.origin_province is not None else -1,
            good.unsure,
            good.level == "group",
            good.level == "product",
            good.system in STRICT_SYSTEMS,
            good.system == "ecological",
        )

    def _spot(self, site: Site) -> tuple[Any, ...]:
        if (told := self._sites.get(id(site))) is None:
            told = self._sites[id(site)] = self._site(site)
        return told

    def _site(self, site: Site) -> tuple[Any, ...]:
        codes = self.codes
        near = frozenset(codes["region"].find(region) for region in neighbour_regions(site.region or ""))
        return (
            *point(site.lat, site.lon),
            LEVELS.get(site.level or "", 0),
            codes["province"].find(site.legacy_province_code),
            codes["district"].find(site.legacy_district_code),
            codes["region"].find(site.region),
            self.near.add(near - {NOT_ASKED}),
        )

    def _need(self, need: NeedRecord) -> tuple[Any, ...]:
        starts = [period.start.toordinal() for period in need.periods]
        ends = [period.end.toordinal() for period in need.periods]
        start, end = min(starts, default=FIRST_DAY), max(ends, default=LAST_DAY)
        wishes = tuple((item.value, item.must) for item in need.criteria if item.kind == "certificate")
        by_year = not need.periods and need.annual_kg is not None and need.annual_kg >= _GRAM
        return (
            self.codes["organisation"].find(need.organisation),
            start,
            end,
            month_bits(need.months) or months_between(start, end),
            0 if need.periods else month_bits(need.months),
            number(need.annual_kg) if by_year else number(None),
            number(need.total_kg),
            number(need.minimum_lot_kg),
            number(need.maximum_km),
            *most_price(need.price, self.codes["terms"]),
            number(None) if need.state_owned is None else float(need.state_owned),
            self.wishes.add(wishes),
            *_places(need),
            len(need.sites),
        )


def asked(needs: Sequence[NeedRecord], codes: dict[str, Codes], on: date | None) -> Asked:
    """The columns of `needs`, in the numbers of an index."""
    lists = _Lists(codes)
    for row, need in enumerate(needs):
        lists.add(row, need)
    wishes: tuple[Wishes, ...] = lists.wishes.values()  # type: ignore[assignment]
    rows, first = _columns(lists.periods, PERIOD), ascending(np.array(lists.period_count, dtype=np.int64))
    return Asked(
        needs=needs,
        columns=_columns(lists.needs, NEED),
        wants=_columns(lists.wants, WANT),
        spots=_columns(lists.spots, SPOT),
        spot_first=ascending(np.array(lists.spot_count, dtype=np.int64)),
        periods=rows,
        period_first=first,
        **_period_facts(rows, first),
        goods=lists.goods.values(),  # type: ignore[arg-type]
        forms=lists.forms.values(),  # type: ignore[arg-type]
        wishes=wishes,
        **_wish_tables(wishes),
        regions_near=lists.near.values(),  # type: ignore[arg-type]
        plant_points=np.array(lists.plants, dtype=np.float64).reshape(-1, 3),
        today=day_number(on, FIRST_DAY),
        new_papers=_new_papers(wishes, codes["paper"]),
    )


def _period_facts(periods: Columns, first: Ints) -> dict[str, Any]:
    """What `Asked` tells of the periods of every need."""
    owner = np.repeat(np.arange(len(first) - 1), np.diff(first))
    total, touching = np.zeros(len(first) - 1), np.zeros(len(first) - 1, dtype=np.int64)
    np.add.at(total, owner, periods["asked"])
    after = periods["start"][1:] <= periods["end"][:-1]
    np.add.at(touching, owner[1:], after & (owner[1:] == owner[:-1]))
    return {"asked_in_all": total, "apart": touching == 0}


def _wish_tables(lists: tuple[Wishes, ...]) -> dict[str, Any]:
    """What `Asked` tells of every list (rows) and paper (columns)."""
    names = tuple(sorted({wish for wishes in lists for wish, _ in wishes}))
    column = {wish: place for place, wish in enumerate(names)}
    shape = (len(lists), len(names))
    wished, bits, required = np.zeros(shape, np.int32), np.zeros(shape, np.int64), np.zeros(shape, bool)
    for row, wishes in enumerate(lists):
        for place, (wish, must) in enumerate(wishes):
            wished[row, column[wish]] += 1
            bits[row, column[wish]] |= 1 << min(place, MOST_BITS)
            required[row, column[wish]] |= must
    return {"wish_names": names, "wished": wished, "wish_bits": bits, "required": required}


def _new_papers(lists: Iterable[Wishes], known: Codes) -> dict[str, int]:
    kinds = sorted({wish.split("|")[0] for wishes in lists for wish, _ in wishes})
    return {kind: NOT_ASKED - 1 - place for place, kind in enumerate(kinds) if known.find(kind) == NOT_ASKED}


@lru_cache(maxsize=4096)
def months_between(start: int, end: int) -> int:
    """The months touched from day to day, as bits; 0 where a side is open."""
    if start == FIRST_DAY or end == LAST_DAY:
        return 0
    first, last = date.fromordinal(start), date.fromordinal(end)
    count = min((last.year - first.year) * 12 + last.month - first.month, 11)
    return month_bits(frozenset((first.month - 1 + step) % 12 + 1 for step in range(count + 1)))


def _places(need: NeedRecord) -> tuple[bool, bool, bool]:
    """Whether it is a retailer's programme for one named province, names no whole region, names several provinces."""
    if not need.sites:
        return False, True, False
    levels = [LEVELS.get(site.level or "", 0) for site in need.sites]
    named = [site for site, level in zip(need.sites, levels, strict=True) if level >= LEVELS["province"]]
    provinces = {site.legacy_province_code for site in named}
    programme = need.buyer_kind == "retail_chain" and len(provinces) == 1 and None not in provinces
    several = len({site.legacy_province_code for site in need.sites} - {None}) > 1
    return programme, not any(level in (1, 2) for level in levels), several


def _period(period: Any) -> tuple[int, int, float]:
    return period.start.toordinal(), period.end.toordinal(), number(period.firm_kg + period.flexible_kg)


def _columns(flat: list[Any], types: dict[str, str]) -> Columns:
    """The columns of rows that stand one after the other in a list."""
    return {name: np.array(flat[at :: len(types)], dtype=kind) for at, (name, kind) in enumerate(types.items())}
