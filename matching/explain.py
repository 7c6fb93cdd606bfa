"""What each part of a score was about: a case and the values of both records, ready for `matching.sentences`.

Arguments are pairs of name and text. A name that ends in _vi or _en belongs to that language; kilograms, kilometres
and percentages stay plain numbers here and are written out where the sentence is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import numpy as np

from matching.baseline import Scored
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
from matching.records import Good, NeedRecord, OfferRecord, PeriodQuantity, Site
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


def part_cases(scored: Scored, line: int, offer: OfferRecord) -> dict[str, tuple[str, Args]]:
    """For every part of one line its case and the values its sentence names."""
    note = {key: values[line] for key, values in scored.notes.items()}
    shared = _args(scored, line, offer)
    return {name: _part_case(name, scored, line, note, shared) for name in scored.parts}


def _part_case(name: str, scored: Scored, line: int, note: Mapping[str, Any], shared: Args) -> tuple[str, Args]:
    case = _part_papers(scored, note, shared) if name == "certificates" else _CASES[name](scored, note)
    percent = _percent(name, scored, line)
    return case, (*shared, ("percent", percent))


def near_miss_args(rule: str, scored: Scored, line: int, offer: OfferRecord) -> Args:
    """The values named by the sentences about a broken hard rule."""
    km = float(scored.verdict.km[line]) if rule == "distance" else float(scored.notes["km"][line])
    limit = scored.ask.need.maximum_km
    told = (("km", _whole(km)), ("limit_km", "" if limit is None else _whole(limit)))
    return (*_args(scored, line, offer), *told)


def _args(scored: Scored, line: int, offer: OfferRecord) -> Args:
    need, question = scored.ask.need, scored.ask
    good = _offered_good(scored, offer)
    base = {
        "offered_vi": question.facts.name_vi,
        "offered_en": question.facts.name_en,
        "asked_vi": question.wanted.name_vi,
        "asked_en": question.wanted.name_en,
        "crops": str(len({item.code for item in offer.goods})),
        **_described("offered", good),
        **_described("asked", question.good),
        **_amounts(offer, need),
        "offered_time": _time(offer.periods, offer.months),
        "asked_time": _time(need.periods, need.months),
        "km": _whole(float(scored.notes["km"][line])),
        "offer_place": _site_name(_line_site(scored, line, offer)),
        "need_place": _site_name(_spot_site(scored, line)),
        "seller": offer.name or offer.id,
        "buyer": need.name or need.id,
        **_papers(scored, line, offer),
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
        "offered_price_kind": offer.price.kind if offer.price else "",
        "offered_price_vnd": _price(offer.price.vnd_per_kg if offer.price else None),
        "asked_price_kind": need.price.kind if need.price else "",
        "asked_price_vnd": _price(need.price.vnd_per_kg if need.price else None),
    }


def _papers(scored: Scored, line: int, offer: OfferRecord) -> dict[str, str]:
    wishes = [item.value for item in scored.ask.need.criteria if item.kind == "certificate"]
    bits = int(scored.notes["certificates"][line])
    missing = [wish for place, wish in enumerate(wishes) if not bits >> min(place, 60) & 1]
    held = sorted({paper.kind for paper in offer.certificates or ()})
    known = offer.certificates is not None
    return {
        "asked_papers": ";".join(wishes),
        "missing": ";".join(missing),
        "held": ";".join(held),
        "sold_to": ";".join(f"market:{market}" for market in sorted(offer.markets)),
        "papers_known": "yes" if known else "",
    }


def _offered_good(scored: Scored, offer: OfferRecord) -> Good:
    question = scored.ask
    fitting = [item for item in offer.goods if (item.code, item.form) == (question.offered_code, question.offered_form)]
    same = [item for item in fitting if item.variety == question.good.variety]
    return (same or fitting)[0]


def _line_site(scored: Scored, line: int, offer: OfferRecord) -> Site | None:
    return offer.sites[int(scored.bucket.lines["site"][line])] if offer.sites else None


def _spot_site(scored: Scored, line: int) -> Site | None:
    spot = int(scored.notes["spot"][line])
    if spot >= 0:
        return scored.ask.need.sites[spot]
    return scored.ask.need.plant


def _site_name(site: Site | None) -> str:
    return site.name if site is not None else ""


def _whole(value: float) -> str:
    return "" if np.isnan(value) else str(round(value))


def _kg(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def _price(value: int | None) -> str:
    return "" if value is None else str(value)


def _time(periods: tuple[PeriodQuantity, ...], months: frozenset[int] | None) -> str:
    """Two ISO dates parted by a slash, or months parted by commas, or nothing."""
    if periods:
        first, last = min(item.start for item in periods), max(item.end for item in periods)
        return f"{first.isoformat()}/{last.isoformat()}"
    return ",".join(str(month) for month in sorted(months or ()))


def _percent(name: str, scored: Scored, line: int) -> str:
    if name == "quantity":
        share = float(scored.notes["share"][line])
        return "" if np.isnan(share) else str(round(100 * share))
    column = scored.parts.index(name)
    return str(round(100 * float(scored.values[line, column])))


def _product_case(scored: Scored, note: Mapping[str, Any]) -> str:
    if note["product"] & UNSURE:
        return "unsure"
    return "mixed" if note["product"] & MIXED else scored.ask.nearness


def _form_case(_scored: Scored, note: Mapping[str, Any]) -> str:
    return "+".join(word for bit, word in _BITS.items() if int(note["form_variety"]) & bit) or "match"


def _quantity_case(_scored: Scored, note: Mapping[str, Any]) -> str:
    return ("unknown", "over_periods", "per_year", "small")[int(note["quantity"])]


def _distance_case(_scored: Scored, note: Mapping[str, Any]) -> str:
    if int(note["place_gap"]) == 0 and not note["proven"] and np.isnan(float(note["km"])):
        return "unmeasured"
    return "proven" if note["proven"] else ("none", "minor", "serious", "unknown")[int(note["place_gap"])]


def _part_papers(scored: Scored, note: Mapping[str, Any], shared: Args) -> str:
    """Where a market the seller serves answers for the paper, that is told instead of a paper held."""
    case = _certificates_case(scored, note)
    told = dict(shared)
    return "met_by_market" if case == "met" and not told["held"] and told["sold_to"] else case


def _certificates_case(scored: Scored, note: Mapping[str, Any]) -> str:
    wishes = sum(1 for item in scored.ask.need.criteria if item.kind == "certificate")
    if not wishes:
        return "not_asked"
    return "met" if int(note["certificates"]).bit_count() == min(wishes, 61) else "missing"


def _record_case(_scored: Scored, note: Mapping[str, Any]) -> str:
    return {LINKED: "linked", ON_TIME: "on_time"}.get(int(note["track_record"]), "unknown")


def _soe_case(scored: Scored, _note: Mapping[str, Any]) -> str:
    return {True: "yes", False: "no", None: "unknown"}[scored.ask.need.state_owned]


_CASES: dict[str, Callable[[Scored, Mapping[str, Any]], str]] = {
    "product": _product_case,
    "form_variety": _form_case,
    "quantity": _quantity_case,
    "window": lambda _scored, note: "known" if note["window"] else "unknown",
    "distance": _distance_case,
    "price": lambda _scored, note: "known" if note["price"] else "unknown",
    "certificates": _certificates_case,
    "track_record": _record_case,
    "soe": _soe_case,
}
