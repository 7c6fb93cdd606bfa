"""The offers, cut into buckets by good and form, each sorted by the start of its window.

A need looks only into the buckets of the goods related to it, so nearly all offers are never touched. One changed
offer renews only its own buckets, and the result equals a rebuild.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.arrays import (
    FIRST_DAY,
    LAST_DAY,
    LEVELS,
    LINE,
    PAPER,
    PARTNER,
    PERIOD,
    UNKNOWN,
    Codes,
    Ints,
    Rows,
    day,
    month_bits,
    number,
)
from matching.records import Good, OfferRecord, Site

NOWHERE = Site()
# A window that opens this long after a need has ended is no near miss any more.
FAR_FUTURE_DAYS = 400


@dataclass(frozen=True, slots=True)
class Bucket:
    """Lines of one (good, form), sorted by window start, with the periods, papers and partners of their offers."""

    lines: Rows
    periods: Rows
    papers: Rows
    partners: Rows
    slots: Ints
    local: Ints

    def until(self, last_day: int) -> Bucket:
        """The lines whose window opens on or before `last_day`; the same bucket where that is all of them."""
        count = int(np.searchsorted(self.lines["start"], last_day, side="right"))
        if count == len(self.lines):
            return self
        return replace(self, lines=self.lines[:count], local=self.local[:count])

    def without(self, slot: int) -> Bucket:
        """The bucket less one offer."""
        return _assembled(*(table[table["slot"] != slot] for table in self._tables()))

    def joined(self, other: Bucket) -> Bucket:
        """The bucket with the offers of another of the same good and form."""
        pairs = zip(self._tables(), other._tables(), strict=True)
        return _assembled(*(np.concatenate(pair) for pair in pairs))

    def _tables(self) -> tuple[Rows, Rows, Rows, Rows]:
        return self.lines, self.periods, self.papers, self.partners


class OfferIndex:
    """All offers, ready to be asked. Build with `build`, renew with `replace` and `remove`."""

    def __init__(self) -> None:
        self.codes = {name: Codes() for name in ("good", "form", "variety", "system", "place", "organisation", "paper")}
        self._slots: dict[str, int] = {}
        self._offers: list[OfferRecord | None] = []
        self._members: dict[tuple[str, str | None], dict[int, OfferRecord]] = {}
        self._ready: dict[tuple[str, str | None], Bucket] = {}
        self._forms: dict[str, set[str | None]] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, offer_id: object) -> bool:
        return offer_id in self._slots

    @property
    def ids(self) -> tuple[str, ...]:
        """The offer id of every slot, in order of arrival; empty for a slot whose offer was taken out."""
        return tuple("" if offer is None else offer.id for offer in self._offers)

    def offer(self, slot: int) -> OfferRecord:
        """The offer in `slot`. Raises KeyError for a slot that holds none."""
        found = self._offers[slot]
        if found is None:
            raise KeyError(slot)
        return found

    def offers(self) -> Iterator[OfferRecord]:
        """All offers, in no promised order."""
        return (offer for offer in self._offers if offer is not None)

    def replace(self, offer: OfferRecord) -> None:
        """Put `offer` in, in place of the one with the same id if there is one."""
        self.remove(offer.id)
        slot = len(self._offers)
        self._offers.append(offer)
        self._slots[offer.id] = slot
        for key in _bucket_keys(offer):
            self._members.setdefault(key, {})[slot] = offer
            self._forms.setdefault(key[0], set()).add(key[1])
            if key in self._ready:
                self._ready[key] = self._ready[key].joined(self._cut(key, {slot: offer}))

    def remove(self, offer_id: str) -> None:
        """Take an offer out; taking out one that is not there changes nothing."""
        slot = self._slots.pop(offer_id, None)
        if slot is None:
            return
        offer = self.offer(slot)
        self._offers[slot] = None
        for key in _bucket_keys(offer):
            self._members[key].pop(slot)
            if key in self._ready:
                self._ready[key] = self._ready[key].without(slot)

    def buckets(self, good: str) -> Iterator[tuple[str | None, Bucket]]:
        """The buckets of one good, with their form."""
        for form in sorted(self._forms.get(good, ()), key=lambda form: form or ""):
            if self._members[good, form]:
                yield form, self._bucket(good, form)

    def prepare(self) -> None:
        """Build every bucket now, so that the first need does not wait."""
        for key, members in self._members.items():
            if members:
                self._bucket(*key)

    def _bucket(self, good: str, form: str | None) -> Bucket:
        key = (good, form)
        if key not in self._ready:
            self._ready[key] = self._cut(key, self._members[key])
        return self._ready[key]

    def _cut(self, key: tuple[str, str | None], members: dict[int, OfferRecord]) -> Bucket:
        items = members.items()
        return _assembled(
            np.array([row for slot, offer in items for row in self._all_lines(key, slot, offer)], dtype=LINE),
            np.array([row for slot, offer in items for row in _periods(slot, offer)], dtype=PERIOD),
            np.array([row for slot, offer in items for row in self._papers(slot, offer)], dtype=PAPER),
            np.array([row for slot, offer in items for row in self._partners(slot, offer)], dtype=PARTNER),
        )

    def _all_lines(self, key: tuple[str, str | None], slot: int, offer: OfferRecord) -> Iterator[tuple[object, ...]]:
        for good in offer.goods:
            if (good.code, good.form) == key:
                yield from self._lines(slot, offer, good)

    def _lines(self, slot: int, offer: OfferRecord, good: Good) -> Iterator[tuple[object, ...]]:
        codes = self.codes
        start = min((period.start.toordinal() for period in offer.periods), default=FIRST_DAY)
        end = max((period.end.toordinal() for period in offer.periods), default=LAST_DAY)
        price = offer.price.vnd_per_kg if offer.price else None
        for place, site in enumerate(offer.sites or (NOWHERE,)):
            yield (
                slot,
                place,
                codes["organisation"].add(offer.organisation),
                start,
                end,
                month_bits(offer.months),
                codes["form"].add(good.form),
                codes["variety"].add(good.variety),
                codes["system"].add(good.system),
                good.system_part,
                codes["place"].add(_place("province", good.origin_province)),
                good.unsure,
                len({item.code for item in offer.goods}),
                number(site.lat),
                number(site.lon),
                site.radius_km,
                codes["place"].add(_place("province", site.legacy_province_code)),
                codes["place"].add(_place("district", site.legacy_district_code)),
                codes["place"].add(_place("region", site.region)),
                LEVELS.get(site.level or "", 0),
                number(offer.annual_kg),
                number(offer.area_ha),
                number(offer.minimum_lot_kg),
                number(price),
                number(offer.on_time_share),
                offer.certificates is not None,
            )

    def _papers(self, slot: int, offer: OfferRecord) -> Iterator[tuple[int, int, int, int, int]]:
        for paper in offer.certificates or ():
            kind = self.codes["paper"].add(paper.kind)
            span = (day(paper.valid_from, FIRST_DAY), day(paper.valid_to, LAST_DAY))
            for good in paper.goods or (None,):
                yield (slot, kind, *span, UNKNOWN if good is None else self.codes["good"].add(good))

        for market in sorted(offer.markets):
            yield slot, self.codes["paper"].add(f"market:{market}"), FIRST_DAY, LAST_DAY, UNKNOWN

    def _partners(self, slot: int, offer: OfferRecord) -> Iterator[tuple[int, int, bool]]:
        for key in sorted(offer.linked):
            yield slot, self.codes["organisation"].add(key), False
        for key in sorted(offer.broken):
            yield slot, self.codes["organisation"].add(key), True


def _assembled(lines: Rows, periods: Rows, papers: Rows, partners: Rows) -> Bucket:
    """A bucket of tables whose rows stand in the order in which their offers came."""
    lines = lines[np.lexsort((lines["slot"], lines["start"]))]
    slots, local = np.unique(lines["slot"], return_inverse=True)
    return Bucket(lines, periods, papers, partners, slots.astype(np.int64), local.astype(np.int64))


def build(offers: Iterable[OfferRecord]) -> OfferIndex:
    """An index of `offers`, every bucket cut. Of two with one id the later counts."""
    index = OfferIndex()
    for offer in offers:
        index.replace(offer)
    index.prepare()
    return index


def _place(kind: str, code: str | None) -> tuple[str, str] | None:
    return None if code is None else (kind, code)


def _bucket_keys(offer: OfferRecord) -> set[tuple[str, str | None]]:
    return {(good.code, good.form) for good in offer.goods}


def _periods(slot: int, offer: OfferRecord) -> Iterator[tuple[int, int, int, float, float]]:
    for period in offer.periods:
        start, end = period.start.toordinal(), period.end.toordinal()
        yield slot, start, end, float(period.firm_kg), float(period.flexible_kg)
