"""What a price comes to on a day, and whether two prices may be compared at all.

A price is *fixed*, a *floor*, the *market* with a premium, or *to agree*. Market prices, and what a floor comes to when
the market stands above it, are read from dated references. Like is compared with like only: the same good and form,
the same trade stage (at the farm, collected, delivered; both known or neither), value added tax in both or in neither.
All prices are whole đồng a kilogram.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from matching.errors import RecordError

if TYPE_CHECKING:
    from matching.arrays import Floats
    from matching.records import PriceBasis

FRESH_DAYS = 90
SAME_NOTICE = timedelta(days=7)

PriceCase = Literal["known", "unknown", "unlike_stage", "unlike_vat"]


@dataclass(frozen=True, slots=True)
class ReferencePrice:
    """A price range read in a dated notice, đồng a kilogram. `stage` None: the notice does not say where in trade.

    `variety` is the variety the notice is about, None for the good as a whole; `place` and `source` are as printed.
    Raises `RecordError` when the range is upside down or below zero.
    """

    good: str
    form: str | None
    low: int
    high: int
    on: date
    place: str
    stage: str | None
    source: str
    variety: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise RecordError("a reference price is below zero or upside down")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a price comes to: from `low` to `high` đồng a kilogram, alike where it is one figure.

    `reference` is what it was read from, None where the party named the figure itself; the figure holds until
    `until`, the last day on which its reference is fresh (None: always).
    """

    low: int
    high: int
    stage: str | None = None
    vat_included: bool | None = None
    reference: ReferencePrice | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two prices side by side. `reference` is the newest one either side can be held against; `fresh` says whether
    it may enter a score, otherwise it is only shown with its date."""

    case: PriceCase
    offered: Expected | None
    asked: Expected | None
    reference: ReferencePrice | None = None
    fresh: bool = False


def expected_price(
    basis: PriceBasis | None, references: Iterable[ReferencePrice], on: date, *, fresh_days: int = FRESH_DAYS
) -> Expected | None:
    """What a price comes to on a day; None where nobody can say.

    `references` are those of the basis's own good and form; only the newest of its own trade stage counts, and only
    for `fresh_days` days. A floor is lifted to the market where a fresh reference stands above it.
    """
    if basis is None or basis.kind == "agree":
        return None
    found = newest(references, on, stage=basis.stage)
    if found is not None and not is_fresh(found, on, fresh_days):
        found = None
    if basis.kind == "market":
        return None if found is None else _above_market(basis, found, fresh_days)
    if basis.vnd_per_kg is None:
        return None
    named = Expected(basis.vnd_per_kg, basis.vnd_per_kg, basis.stage, basis.vat_included)
    if basis.kind != "floor" or found is None or found.high <= named.low:
        return named
    until = found.on + timedelta(days=fresh_days)
    return replace(named, low=max(named.low, found.low), high=found.high, reference=found, until=until)


def _above_market(basis: PriceBasis, found: ReferencePrice, fresh_days: int) -> Expected:
    premium = basis.premium_vnd_per_kg
    return Expected(
        low=max(found.low + premium, 0),
        high=max(found.high + premium, 0),
        stage=basis.stage,
        vat_included=basis.vat_included,
        reference=found,
        until=found.on + timedelta(days=fresh_days),
    )


def newest(references: Iterable[ReferencePrice], on: date, *, stage: str | None) -> ReferencePrice | None:
    """The newest notices of one trade stage up to `on` as one range, dated by the last of them; None if there are none.

    Notices of the week before the newest count with it: they quote other places and grades of the same market.
    """
    known = [one for one in references if one.on <= on and one.stage == stage]
    if not known:
        return None
    last = max(known, key=lambda one: (one.on, one.source))
    week = [one for one in known if last.on - one.on < SAME_NOTICE]
    places = sorted({one.place for one in week if one.place})
    return replace(
        last,
        low=min(one.low for one in week),
        high=max(one.high for one in week),
        place=places[0] if len(places) == 1 else "",
        variety=last.variety if len({one.variety for one in week}) == 1 else None,
    )


def is_fresh(reference: ReferencePrice, on: date, fresh_days: int = FRESH_DAYS) -> bool:
    """Whether the reference may still enter a score on this day."""
    return timedelta() <= on - reference.on <= timedelta(days=fresh_days)


def likeness_case(offered: Expected | None, asked: Expected | None) -> PriceCase:
    """Whether two prices may be compared, and what stands against it."""
    if offered is None or asked is None:
        return "unknown"
    if offered.stage != asked.stage:
        return "unlike_stage"
    return "known" if offered.vat_included == asked.vat_included else "unlike_vat"


def compare(
    offered: PriceBasis | None, asked: PriceBasis | None, on: date, *, fresh_days: int = FRESH_DAYS
) -> Comparison:
    """Both sides' prices on a day, each with the references its basis carries."""
    left, right = (
        expected_price(basis, basis.references if basis else (), on, fresh_days=fresh_days)
        for basis in (offered, asked)
    )
    shown = [one for basis in (offered, asked) if (one := _shown(basis, on)) is not None]
    reference = max(shown, key=lambda one: one.on, default=None)
    fresh = reference is not None and is_fresh(reference, on, fresh_days)
    return Comparison(likeness_case(left, right), left, right, reference, fresh)


def _shown(basis: PriceBasis | None, on: date) -> ReferencePrice | None:
    return None if basis is None else newest(basis.references, on, stage=basis.stage)


def price_value(offered_low: Floats, asked_high: Floats) -> Floats:
    """1 where the least the seller takes is no more than the most the buyer gives, falling to 0 at twice it.

    Both arrays broadcast and hold đồng a kilogram; NaN (unknown) stays NaN.
    """
    over = offered_low / np.maximum(asked_high, 1) - 1
    return np.asarray(np.clip(1 - over, 0, 1), dtype=np.float64)


def price_args(offered: PriceBasis | None, asked: PriceBasis | None, on: date) -> dict[str, str]:
    """What the sentence about prices names: both prices, stages, taxes, and the reference with its date."""
    compared = compare(offered, asked, on)
    found = compared.reference
    told = {**_side("offered", offered, compared.offered), **_side("asked", asked, compared.asked)}
    if found is None:
        return told | {"reference_low": "", "reference_high": "", "reference_on": "", "reference_fresh": ""}
    return told | {
        "reference_low": str(found.low),
        "reference_high": str(found.high),
        "reference_on": found.on.isoformat(),
        "reference_fresh": "yes" if compared.fresh else "",
    }


def _side(side: str, basis: PriceBasis | None, found: Expected | None) -> dict[str, str]:
    named = found is not None and found.reference is None
    vat = basis.vat_included if basis else None
    return {
        f"{side}_price_kind": basis.kind if basis else "",
        f"{side}_price_vnd": str(found.low) if found and named else "",
        f"{side}_price_low": str(found.low) if found else "",
        f"{side}_price_high": str(found.high) if found else "",
        f"{side}_premium": str(basis.premium_vnd_per_kg or "") if basis else "",
        f"{side}_stage": (basis.stage or "") if basis else "",
        f"{side}_vat": "" if vat is None else "yes" if vat else "no",
    }
