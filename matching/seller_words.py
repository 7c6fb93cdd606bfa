"""The seller's side of one suggestion, ready for `matching.sentences`: parts with their case and what they name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from matching.arrays import Floats, Ints
from matching.geography import distance_km
from matching.records import NeedRecord, OfferRecord, Part, Site, Suggestion
from matching.seller_columns import need_place, offer_place
from matching.seller_view import TENTHS, SellerParameters, SellerTable, seller_parameters, seller_view

Args = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _OnePair:
    """A table of one suggestion, as `seller_view` reads it."""

    need: Ints
    offer: Ints
    part_values: Floats
    parts: tuple[str, ...]


def seller_parts(
    found: Suggestion,
    need: NeedRecord,
    offer: OfferRecord,
    parameters: SellerParameters | None = None,
    *,
    on: date | None = None,
) -> tuple[Part, ...]:
    """The parts of the seller's score of a suggestion; their points add up to what `seller_scores` gives the pair."""
    known = parameters or seller_parameters()
    values = np.array([[part.value for part in found.parts]])
    here = np.zeros(1, dtype=np.int64)
    pair = _OnePair(here, here, values, tuple(part.name for part in found.parts))
    view = seller_view(pair, [need], [offer], known, on=on)
    shared = (*(found.parts[0].args if found.parts else ()), *_own(need, offer))
    return tuple(_part(view, column, known, shared, need) for column in range(len(view.parts)))


def _part(view: SellerTable, column: int, known: SellerParameters, shared: Args, need: NeedRecord) -> Part:
    name, value = view.parts[column], float(view.values[0, column])
    points = Decimal(int(view.part_tenths[0, column])) / TENTHS
    case = _case(name, need) if view.known[0, column] else "unknown"
    return Part(name, value, known.weights[name], points, case, (*shared, ("percent", f"{value * 100:.0f}")))


def _case(name: str, need: NeedRecord) -> str:
    if name == "seller_stages" and not need.stages:
        return "none"
    if name == "seller_papers" and not any(item.kind == "certificate" for item in need.criteria):
        return "not_asked"
    return "known"


def _own(need: NeedRecord, offer: OfferRecord) -> Args:
    """What the buyer's sentences do not name, or name otherwise: the way is the one to where the goods go."""
    told = {
        "stages": ";".join(sorted(need.stages or ())),
        "months": "" if need.contract_months is None else str(need.contract_months),
    }
    return tuple((told | _way(offer_place(offer), need_place(need))).items())


def _way(start: Site | None, end: Site | None) -> dict[str, str]:
    if start is None or start.lat is None or start.lon is None or end is None or end.lat is None or end.lon is None:
        return {"km": ""}
    km = distance_km(start.lat, start.lon, np.array([end.lat]), np.array([end.lon]))
    return {"km": f"{float(km[0]):.0f}", "offer_place": start.name, "need_place": end.name}
