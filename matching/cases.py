"""Which of its sentences each part of a scored pair is told with."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

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
from matching.told import Told
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


def _product_case(told: Told) -> str:
    note = told.note("product", "product")
    if note & UNSURE:
        return "unsure_asked" if told.good.unsure else "unsure"
    return "mixed" if note & MIXED else NEAREST[told.ask("nearness")]


def _form_case(told: Told) -> str:
    bits = told.note("form_variety", "form_variety")
    return "+".join(word for bit, word in _BITS.items() if bits & bit) if bits else "match"


def _quantity_case(told: Told) -> str:
    return ("unknown", "over_periods", "per_year", "small")[told.note("quantity", "quantity")]


def _window_case(told: Told) -> str:
    return "known" if told.note("window", "window") else "unknown"


def _distance_case(told: Told) -> str:
    gap, proven = told.note("distance", "place_gap"), told.note("distance", "proven")
    if proven:
        return "proven"
    if gap == NOT_KNOWN:
        return "unknown"
    return _within_case(told) if gap == NONE else _far_case(told, ("minor", "serious")[gap - 1])


def _within_case(told: Told) -> str:
    if isnan(told.km):
        return "unmeasured"
    if round(told.km) == 0:
        return "here"
    return "none" if told.km <= _reach(told) else "same_area"


def _far_case(told: Told, how: str) -> str:
    """Why it is a gap: the place the buyer names for a group, the region of the goods, or the kilometres alone."""
    away = "_unmeasured" if isnan(told.km) else ""
    if told.ask("manner") & STRICT:
        return f"{how}_named{away}"
    within = told.km <= _reach(told)
    apart = how == "serious" and told.facts.perishability == "grain" and told.km <= NEXT_DOOR_KM
    return f"{how}_region" if within or apart else f"{how}{away}"


def _reach(told: Told) -> float:
    return REACH_KM[told.facts.perishability]


def _price_case(told: Told) -> str:
    """Known where the score compared the two; otherwise what stands against comparing them."""
    if told.note("price", "price"):
        return "known"
    offered, asked = told.offer.price, told.need.price
    if offered is None or asked is None or "agree" in (offered.kind, asked.kind):
        return "unknown"
    left, right = (expected_price(basis, basis.references, told.pair.on) for basis in (offered, asked))
    found = likeness_case(left, right)
    return "unknown" if found == "known" else found


def _papers_case(told: Told) -> str:
    """A paper that is only supposed is told as such, beside what is not there at all."""
    if not told.sheet.wishes:
        return "not_asked"
    unseen = [wish for wish in told.missing if wish not in told.supposed]
    cases = (("missing", unseen), ("supposed", told.supposed))
    return "+".join(case for case, found in cases if found) or "met"


def _record_case(told: Told) -> str:
    return _RECORDS.get(told.note("track_record", "track_record"), "unknown")


def _soe_case(told: Told) -> str:
    return _OWNED[told.need.state_owned]


CASES: dict[str, Callable[[Told], str]] = {
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
"""The case of each part of a pair; several gaps of one part are joined by a plus sign."""
