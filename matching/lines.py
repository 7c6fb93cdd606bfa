"""Offers cut into lines: one for each good and site of an offer, as columns of numbers.

A line stands in the bucket of its (good, form). Kilograms, hectares and đồng a kilogram are float64, so that a share
of round numbers rounds to the same tenth everywhere; days count from year 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, LEVELS, UNKNOWN, Codes, Columns, day, month_bits, number
from matching.errors import RecordError
from matching.geography import point
from matching.prices import Expected, expected_price
from matching.records import Good, OfferRecord, PriceBasis, Site

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
_MOST_CROPS = 200


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines with what each has any number of: `first` and `count` say where in the columns of `ragged` it stands."""

    lines: Columns
    ragged: dict[str, Columns]
    first: dict[str, np.ndarray[Any, Any]]
    count: dict[str, np.ndarray[Any, Any]]


class Cutter:
    """Cuts offers into lines. `codes` grow with every offer; `take` hands over what was cut since the last time."""

    def __init__(self, codes: dict[str, Codes]) -> None:
        self.codes = codes
        self._clear()

    def _clear(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._spans: list[tuple[int, ...]] = []
        self._ragged: dict[str, list[tuple[Any, ...]]] = {name: [] for name in RAGGED}

    def add(self, slot: int, offer: OfferRecord) -> set[int]:
        """Cut one offer; the numbers of the buckets that get lines. Raises `RecordError` for what is no record."""
        spans = self._add_ragged(offer)
        whole = self._whole(slot, offer)
        crops = min(len({good.code for good in offer.goods}), _MOST_CROPS)
        sites = [self._site(place, site) for place, site in enumerate(offer.sites or (NOWHERE,))]
        alone = len(sites) * len(offer.goods) == 1
        buckets: set[int] = set()
        for good in offer.goods:
            bucket, profile = self.codes["bucket"].add((good.code, good.form)), self._profile(good, crops)
            buckets.add(bucket)
            self._rows += [(bucket, profile, *site, *whole, alone) for site in sites]
            self._spans += [spans] * len(sites)
        return buckets

    def take(self) -> Cut:
        """Everything cut since the last time, in the order it came."""
        rows = _columns(self._rows, LINE)
        spans = np.array(self._spans, dtype=np.int64).reshape(-1, 2 * len(RAGGED)).T
        ragged = {name: _columns(self._ragged[name], types) for name, types in RAGGED.items()}
        first = {name: spans[2 * place] for place, name in enumerate(RAGGED)}
        count = {name: spans[2 * place + 1] for place, name in enumerate(RAGGED)}
        self._clear()
        return Cut(rows, ragged, first, count)

    def _whole(self, slot: int, offer: OfferRecord) -> tuple[Any, ...]:
        """What all lines of an offer share."""
        start = min((period.start.toordinal() for period in offer.periods), default=FIRST_DAY)
        end = max((period.end.toordinal() for period in offer.periods), default=LAST_DAY)
        annual = number(offer.annual_kg)
        dated = number(sum(period.firm_kg + period.flexible_kg for period in offer.periods))
        return (
            slot,
            self.codes["organisation"].add(offer.organisation),
            start,
            end,
            month_bits(offer.months),
            annual,
            dated if offer.periods else annual,
            number(offer.area_ha),
            number(offer.minimum_lot_kg),
            *least_price(offer.price, self.codes["terms"]),
            number(offer.on_time_share),
            offer.certificates is not None,
        )

    def _profile(self, good: Good, crops: int) -> int:
        fields = (
            self.codes["variety"].add(good.variety),
            self.codes["system"].add(good.system),
            self.codes["province"].add(good.origin_province),
            crops,
            int(good.system_part),
            int(good.unsure),
        )
        return packed(fields)

    def _site(self, place: int, site: Site) -> tuple[Any, ...]:
        codes = self.codes
        return (
            place,
            *point(site.lat, site.lon),
            codes["province"].add(site.legacy_province_code),
            codes["district"].add(site.legacy_district_code),
            codes["region"].add(site.region),
            LEVELS.get(site.level or "", 0),
        )

    def _add_ragged(self, offer: OfferRecord) -> tuple[int, ...]:
        spans: list[int] = []
        for name, found in (
            ("periods", [_period(period) for period in offer.periods]),
            ("papers", self._papers(offer)),
            ("partners", self._partners(offer)),
        ):
            spans += [len(self._ragged[name]), len(found)]
            self._ragged[name] += found
        return tuple(spans)

    def _papers(self, offer: OfferRecord) -> list[tuple[int, int, int, int]]:
        found: list[tuple[int, int, int, int]] = []
        for paper in offer.certificates or ():
            kind = self.codes["paper"].add(paper.kind)
            span = (day(paper.valid_from, FIRST_DAY), day(paper.valid_to, LAST_DAY))
            found += [(kind, *span, self.codes["good"].add(good)) for good in paper.goods or (None,)]
        markets = [self.codes["paper"].add(f"market:{market}") for market in sorted(offer.markets)]
        return found + [(kind, FIRST_DAY, LAST_DAY, UNKNOWN) for kind in markets]

    def _partners(self, offer: OfferRecord) -> list[tuple[int, bool]]:
        code = self.codes["organisation"]
        standing = [(code.add(key), False) for key in sorted(offer.linked)]
        return standing + [(code.add(key), True) for key in sorted(offer.broken)]


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
        return number(None), number(None), LAST_DAY, UNKNOWN
    newest = max((one.on for one in basis.references), default=None)
    now = None if newest is None else expected_price(basis, basis.references, newest)
    later = _named(basis)
    found = now or later
    if found is None:
        return number(None), number(None), LAST_DAY, UNKNOWN
    code = terms.add((found.stage, found.vat_included))
    price_later = number(None) if later is None else number(side(later))
    return number(side(found)), price_later, day(found.until, LAST_DAY), code


def _named(basis: PriceBasis) -> Expected | None:
    """What the price comes to without any reference."""
    if basis.kind in ("agree", "market") or basis.vnd_per_kg is None:
        return None
    return Expected(basis.vnd_per_kg, basis.vnd_per_kg, basis.stage, basis.vat_included)


def _period(period: Any) -> tuple[int, int, float, float]:
    return period.start.toordinal(), period.end.toordinal(), float(period.firm_kg), float(period.flexible_kg)


def _columns(rows: list[tuple[Any, ...]], types: dict[str, str]) -> Columns:
    columns = zip(*rows, strict=True) if rows else iter([()] * len(types))
    return {name: np.array(column, dtype=kind) for (name, kind), column in zip(types.items(), columns, strict=True)}
