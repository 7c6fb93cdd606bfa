"""What each part of a score was about: a case and the values of both records, ready for `matching.sentences`.

Arguments are pairs of name and text. A name that ends in _vi or _en belongs to that language; kilograms, kilometres
and percentages stay plain numbers here and are written out where the sentence is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isnan

from matching.arrays import FIRST_DAY
from matching.baseline import TENTHS, Scored
from matching.catalogue import NEAREST
from matching.goods_features import (
    FORM,
    MIXED,
    OPEN,
    ORIGIN,
    SYSTEM_OTHER,
    SYSTEM_PART,
    SYSTEM_SILENT,
    UNSURE,
    VARIETY_OTHER,
    VARIETY_SILENT,
)
from matching.once import once
from matching.prices import expected_price, likeness_case, price_args
from matching.records import Good, NeedRecord, OfferRecord, Part, PeriodQuantity, Site
from matching.trust_features import LINKED, ON_TIME

Args = tuple[tuple[str, str], ...]
_BITS = {
    FORM: "form",
    VARIETY_SILENT: "variety_silent",
    VARIETY_OTHER: "variety_other",
    SYSTEM_SILENT: "system_silent",
    SYSTEM_PART: "system_part",
    SYSTEM_OTHER: "system_other",
    ORIGIN: "origin",
    OPEN: "open",
}


@dataclass(frozen=True)
class Told:
    """One scored pair with both records: everything a sentence may name."""

    scored: Scored
    row: int
    column: int
    offer: OfferRecord

    @once
    def need(self) -> NeedRecord:
        """The asking record."""
        asks = self.scored.block.asks
        return self.scored.block.question.asked.needs[int(asks["need"][self.row, 0])]

    @once
    def good(self) -> Good:
        """The good that is asked for."""
        return self.need.goods[int(self.scored.block.asks["good_number"][self.row, 0])]

    def note(self, part: str, name: str) -> int:
        """A note of a part as a whole number."""
        return int(self.scored.parts[part].note(name, self.row, self.column))

    @once
    def km(self) -> float:
        """Kilometres to the best spot; NaN where unknown."""
        return self.scored.parts["distance"].note("km", self.row, self.column) if self._places else float("nan")

    @property
    def _places(self) -> bool:
        return "distance" in self.scored.parts

    @property
    def key(self) -> tuple[int, int]:
        """Told of the same need and good have the same key."""
        asks = self.scored.block.asks
        return id(self.scored.block.question.asked), int(asks["want"][self.row, 0])

    @once
    def wishes(self) -> tuple[str, ...]:
        """Papers asked for."""
        return tuple(item.value for item in self.need.criteria if item.kind == "certificate")

    @once
    def missing(self) -> tuple[str, ...]:
        """Papers asked for that the offer does not hold, or that nobody knows of."""
        if not self.wishes or "certificates" not in self.scored.parts:
            return ()
        bits = self.note("certificates", "certificates")
        return tuple(wish for place, wish in enumerate(self.wishes) if not bits >> min(place, 60) & 1)

    @once
    def offered_good(self) -> Good:
        """The good of the offer that stands in the scored bucket."""
        bucket = self.scored.block.bucket
        fitting = [item for item in self.offer.goods if (item.code, item.form) == (bucket.good, bucket.form)]
        same = [item for item in fitting if item.variety == self.good.variety]
        return (same or fitting)[0]

    @once
    def offer_site(self) -> Site | None:
        """The site of the line."""
        place = int(self.scored.block.line("place")[self.column])
        return self.offer.sites[place] if self.offer.sites else None

    @once
    def need_site(self) -> Site | None:
        """The place of the need that was compared."""
        spot = self.note("distance", "spot") if self._places else -1
        return self.need.sites[spot] if spot >= 0 else self.need.plant

    @once
    def on(self) -> date:
        """The day of asking; without one the last day there is, on which every dated price is read as its newest."""
        today = self.scored.block.question.asked.today
        if today > FIRST_DAY:
            return date.fromordinal(today)
        bases = [basis for basis in (self.offer.price, self.need.price) if basis is not None]
        return max((one.on for basis in bases for one in basis.references), default=date.max)


def parts(told: Told) -> tuple[Part, ...]:
    """Every part of the score of one pair, in the order in which they are told."""
    shared = arguments(told)
    weights = told.scored.block.question.parameters.weights
    return tuple(_part(told, name, weights[name], shared) for name in told.scored.parts)


def _part(told: Told, name: str, weight: Decimal, shared: Args) -> Part:
    value = told.scored.parts[name].value(told.row, told.column)
    points = Decimal(round(float(value * float(weight) * TENTHS))) / TENTHS
    return Part(name, value, weight, points, _CASES[name](told), (*shared, ("percent", _percent(told, name, value))))


def near_miss_args(rule: str, told: Told) -> Args:
    """The values named by the sentences about a broken hard rule."""
    km = told.km
    if rule == "distance":
        km = float(told.scored.verdict.km[told.row, told.column])
    limit = told.need.maximum_km
    return (*arguments(told), ("km", _whole(km)), ("limit_km", "" if limit is None else _whole(limit)))


def arguments(told: Told) -> Args:
    """What any sentence about the pair may name."""
    offer, need = told.offer, told.need
    facts = told.scored.block.question.facts
    wanted = told.scored.block.question.wanted(told.good.code)
    base = {
        "offered_vi": facts.name_vi,
        "offered_en": facts.name_en,
        "asked_vi": wanted.name_vi,
        "asked_en": wanted.name_en,
        "crops": str(len({item.code for item in offer.goods})),
        **_described("offered", told.offered_good),
        **_described("asked", told.good),
        **_amounts(offer, need),
        **price_args(offer.price, need.price, told.on),
        "offered_time": _time(offer.periods, offer.months),
        "asked_time": _time(need.periods, need.months),
        "km": _whole(told.km),
        "offer_place": told.offer_site.name if told.offer_site else "",
        "need_place": told.need_site.name if told.need_site else "",
        "seller": offer.name or offer.id,
        "buyer": need.name or need.id,
        **_papers(told),
    }
    return tuple(base.items())


def _described(side: str, good: Good) -> dict[str, str]:
    return {
        f"{side}_form": good.form or "",
        f"{side}_variety": good.variety or "",
        f"{side}_system": good.system or "",
    }


def _amounts(offer: OfferRecord, need: NeedRecord) -> dict[str, str]:
    offered = sum((item.firm_kg + item.flexible_kg for item in offer.periods), start=Decimal(0))
    return {
        "offered_kg": _kg(offered if offer.periods else offer.annual_kg),
        "asked_kg": _kg(need.total_kg),
        "offered_area": "" if offer.area_ha is None else str(offer.area_ha),
        "offer_lot": _kg(offer.minimum_lot_kg),
        "need_lot": _kg(need.minimum_lot_kg),
    }


def _papers(told: Told) -> dict[str, str]:
    offer = told.offer
    return {
        "asked_papers": ";".join(told.wishes),
        "missing": ";".join(told.missing),
        "held": ";".join(sorted({paper.kind for paper in offer.certificates or ()})),
        "sold_to": ";".join(f"market:{market}" for market in sorted(offer.markets)),
        "papers_known": "yes" if offer.certificates is not None else "",
    }


def _whole(value: float) -> str:
    return "" if isnan(value) else str(round(value))


def _kg(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _time(periods: tuple[PeriodQuantity, ...], months: frozenset[int] | None) -> str:
    """Two ISO dates parted by a slash, or months parted by commas, or nothing."""
    if periods:
        first, last = min(item.start for item in periods), max(item.end for item in periods)
        return f"{first.isoformat()}/{last.isoformat()}"
    return ",".join(str(month) for month in sorted(months or ()))


def _percent(told: Told, name: str, value: float) -> str:
    share = told.scored.parts[name].note("share", told.row, told.column) if name == "quantity" else value
    return "" if isnan(share) else str(round(100 * share))


def _product_case(told: Told) -> str:
    note = told.note("product", "product")
    if note & UNSURE:
        return "unsure"
    return "mixed" if note & MIXED else NEAREST[int(told.scored.block.asks["nearness"][told.row, 0])]


def _form_case(told: Told) -> str:
    bits = told.note("form_variety", "form_variety")
    return "+".join(word for bit, word in _BITS.items() if bits & bit) or "match"


def _quantity_case(told: Told) -> str:
    return ("unknown", "over_periods", "per_year", "small")[told.note("quantity", "quantity")]


def _window_case(told: Told) -> str:
    return "known" if told.note("window", "window") else "unknown"


def _distance_case(told: Told) -> str:
    gap, proven = told.note("distance", "place_gap"), told.note("distance", "proven")
    if gap == 0 and not proven and isnan(told.km):
        return "unmeasured"
    return "proven" if proven else ("none", "minor", "serious", "unknown")[gap]


def _price_case(told: Told) -> str:
    """Known where the score compared the two; otherwise what stands against comparing them."""
    if told.note("price", "price"):
        return "known"
    offered, asked = (
        None if basis is None else expected_price(basis, basis.references, told.on)
        for basis in (told.offer.price, told.need.price)
    )
    case = likeness_case(offered, asked)
    return "unknown" if case == "known" else case


def _papers_case(told: Told) -> str:
    """Where a market the seller serves answers for the paper, that is told instead of a paper held."""
    if not told.wishes:
        return "not_asked"
    if told.missing:
        return "missing"
    return "met_by_market" if not told.offer.certificates and told.offer.markets else "met"


def _record_case(told: Told) -> str:
    return {LINKED: "linked", ON_TIME: "on_time"}.get(told.note("track_record", "track_record"), "unknown")


def _soe_case(told: Told) -> str:
    return {True: "yes", False: "no", None: "unknown"}[told.need.state_owned]


_CASES: dict[str, Callable[[Told], str]] = {
    "product": _product_case,
    "form_variety": _form_case,
    "quantity": _quantity_case,
    "window": _window_case,
    "distance": _distance_case,
    "price": _price_case,
    "certificates": _papers_case,
    "track_record": _record_case,
    "soe": _soe_case,
}
