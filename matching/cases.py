"""Which of its sentences each part of a scored pair is told with."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import isnan

from matching.arguments import Pair
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
from matching.manners import STRICT
from matching.place_features import NEXT_DOOR_KM, NONE, NOT_KNOWN, REACH_KM
from matching.prices import expected_price, likeness_case
from matching.told import Sheet
from matching.trust_features import LINKED, ON_TIME

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
_OWNED: dict[bool | None, str] = {True: "yes", False: "no", None: "unknown"}
_RECORDS = {LINKED: "linked", ON_TIME: "on_time"}


def _product_cases(sheet: Sheet) -> list[str]:
    noted = zip(sheet.notes("product", "product"), sheet.asks("nearness"), sheet.goods, strict=True)
    return [_product_case(note, nearness, good.unsure) for note, nearness, good in noted]


def _product_case(note: int, nearness: int, asked_unsurely: bool) -> str:
    if note & UNSURE:
        return "unsure_asked" if asked_unsurely else "unsure"
    return "mixed" if note & MIXED else NEAREST[nearness]


def _form_cases(sheet: Sheet) -> list[str]:
    return [_gaps(bits) for bits in sheet.notes("form_variety", "form_variety")]


@cache
def _gaps(bits: int) -> str:
    return "+".join(word for bit, word in _BITS.items() if bits & bit) or "match"


def _quantity_cases(sheet: Sheet) -> list[str]:
    return [("unknown", "over_periods", "per_year", "small")[note] for note in sheet.notes("quantity", "quantity")]


def _window_cases(sheet: Sheet) -> list[str]:
    return ["known" if note else "unknown" for note in sheet.notes("window", "window")]


def _distance_cases(sheet: Sheet) -> list[str]:
    gaps, proven = (sheet.notes("distance", name) for name in ("place_gap", "proven"))
    noted = zip(gaps, proven, sheet.km, sheet.facts, sheet.asks("manner"), strict=True)
    return [
        "proven" if shown else _distance_case(gap, km, facts.perishability, bool(manner & STRICT))
        for gap, shown, km, facts, manner in noted
    ]


def _distance_case(gap: int, km: float, keeps: str, strict: bool) -> str:
    if gap == NOT_KNOWN:
        return "unknown"
    if gap == NONE:
        return _within_case(km, keeps)
    return _far_case(("minor", "serious")[gap - 1], km, keeps, strict)


def _within_case(km: float, keeps: str) -> str:
    if isnan(km):
        return "unmeasured"
    if round(km) == 0:
        return "here"
    return "none" if km <= REACH_KM[keeps] else "same_area"


def _far_case(how: str, km: float, keeps: str, strict: bool) -> str:
    """Why it is a gap: the place the buyer names for a group, the region of the goods, or the kilometres alone."""
    away = "_unmeasured" if isnan(km) else ""
    if strict:
        return f"{how}_named{away}"
    apart = how == "serious" and keeps == "grain" and km <= NEXT_DOOR_KM
    return f"{how}_region" if km <= REACH_KM[keeps] or apart else f"{how}{away}"


def _price_cases(sheet: Sheet) -> list[str]:
    if sheet.need.price is None:
        return ["unknown"] * len(sheet)
    noted = zip(sheet.notes("price", "price"), sheet.pairs, strict=True)
    return ["known" if note else _uncompared(pair) for note, pair in noted]


def _uncompared(pair: Pair) -> str:
    """What stands against comparing two prices."""
    offered, asked = pair.offer.price, pair.need.price
    if offered is None or asked is None or "agree" in (offered.kind, asked.kind):
        return "unknown"
    left, right = (expected_price(basis, basis.references, pair.on) for basis in (offered, asked))
    found = likeness_case(left, right)
    return "unknown" if found == "known" else found


def _papers_cases(sheet: Sheet) -> list[str]:
    """A paper that is only supposed is told as such, beside what is not there at all."""
    if not sheet.wishes:
        return ["not_asked"] * len(sheet)
    return [_papers_case(*told) for told in zip(sheet.missing, sheet.supposed, strict=True)]


def _papers_case(missing: tuple[str, ...], supposed: tuple[str, ...]) -> str:
    unseen = [wish for wish in missing if wish not in supposed]
    return "+".join(case for case, found in (("missing", unseen), ("supposed", supposed)) if found) or "met"


def _record_cases(sheet: Sheet) -> list[str]:
    return [_RECORDS.get(note, "unknown") for note in sheet.notes("track_record", "track_record")]


def _soe_cases(sheet: Sheet) -> list[str]:
    return [_OWNED[sheet.need.state_owned]] * len(sheet)


CASES: dict[str, Callable[[Sheet], list[str]]] = {
    "product": _product_cases,
    "form_variety": _form_cases,
    "quantity": _quantity_cases,
    "window": _window_cases,
    "distance": _distance_cases,
    "price": _price_cases,
    "certificates": _papers_cases,
    "track_record": _record_cases,
    "soe": _soe_cases,
}
"""The case of each part of all pairs of a sheet; several gaps of one part are joined by a plus sign."""
