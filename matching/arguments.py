"""What the sentences about a pair may name: pairs of name and text, worked out when the first of them is read.

A name that ends in _vi or _en belongs to that language; kilograms, kilometres and percentages stay plain numbers here
and are written out where the sentence is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import isnan
from typing import Any, overload

from matching.arrays import FIRST_DAY
from matching.catalogue import GoodFacts
from matching.once import once
from matching.papers import stand_ins
from matching.place_features import REACH_KM
from matching.prices import price_args
from matching.records import Good, NeedRecord, OfferRecord, PeriodQuantity, Site

Args = tuple[tuple[str, str], ...]


@dataclass(eq=False)
class Pair:
    """Both records and what was compared of them: the good, the place of the line, the spot of the need, the day.

    `facts` are those of the offered good, `traded` its code and form, `wanted` the facts of the good that is asked for.
    """

    offer: OfferRecord
    need: NeedRecord
    good: Good
    facts: GoodFacts
    wanted: GoodFacts
    traded: tuple[str, str | None]
    place: int
    spot: int
    km: float
    wishes: tuple[str, ...]
    missing: tuple[str, ...]
    supposed: tuple[str, ...]
    today: int

    @once
    def on(self) -> date:
        """The day of asking; without one the last day there is, on which every dated price is read as its newest."""
        if self.today > FIRST_DAY:
            return date.fromordinal(self.today)
        bases = [basis for basis in (self.offer.price, self.need.price) if basis is not None]
        return max((one.on for basis in bases for one in basis.references), default=date.max)

    @once
    def by_name(self) -> dict[str, str]:
        """What any sentence about the pair may name."""
        offer, need = self.offer, self.need
        offer_site, need_site = self._offer_site, self._need_site
        return {
            "offered_vi": self.facts.name_vi,
            "offered_en": self.facts.name_en,
            "asked_vi": self.wanted.name_vi,
            "asked_en": self.wanted.name_en,
            "crops": str(len({item.code for item in offer.goods})),
            **_described("offered", self._offered_good),
            **_described("asked", self.good),
            **_amounts(offer, need),
            **price_args(offer.price, need.price, self.on),
            "offered_time": _time(offer.periods, offer.months),
            "asked_time": _time(need.periods, need.months),
            "km": _whole(self.km),
            "keeps": self.facts.perishability,
            "reach_km": _whole(REACH_KM[self.facts.perishability]),
            "offer_place": offer_site.name if offer_site else "",
            "need_place": need_site.name if need_site else "",
            "seller": offer.name or offer.id,
            "buyer": need.name or need.id,
            **self._papers,
        }

    @property
    def _offered_good(self) -> Good:
        """The good of the offer that stands in the scored bucket."""
        fitting = [item for item in self.offer.goods if (item.code, item.form) == self.traded]
        return next((item for item in fitting if item.variety == self.good.variety), fitting[0])

    @property
    def _offer_site(self) -> Site | None:
        """The site of the line."""
        return self.offer.sites[self.place] if self.offer.sites else None

    @property
    def _need_site(self) -> Site | None:
        """The place of the need that was compared."""
        return self.need.sites[self.spot] if self.spot >= 0 else self.need.plant

    @property
    def _papers(self) -> dict[str, str]:
        offer = self.offer
        kinds = sorted({paper.kind for paper in offer.certificates or ()})
        markets = [f"market:{market}" for market in sorted(offer.markets)]
        instead = dict.fromkeys(one for wish in self.supposed for one in stand_ins(wish, (*kinds, *markets)))
        return {
            "asked_papers": ";".join(self.wishes),
            "missing": ";".join(self.missing),
            "unseen": ";".join(wish for wish in self.missing if wish not in self.supposed),
            "supposed": ";".join(self.supposed),
            "instead": ";".join(instead),
            "held": ";".join(kinds),
            "papers_known": "yes" if offer.certificates is not None else "",
        }


class Arguments(Sequence[tuple[str, str]]):
    """The arguments of a pair and some numbers, written as whole ones; equal to the tuple they are, and kept as it."""

    __slots__ = ("_numbers", "_pair", "_told")

    def __init__(self, pair: Pair, *numbers: tuple[str, float]) -> None:
        self._pair, self._numbers = pair, numbers
        self._told: Args | None = None

    def told(self) -> Args:
        """All of them as a tuple."""
        if self._told is None:
            self._told = (*self._pair.by_name.items(), *((name, _whole(number)) for name, number in self._numbers))
        return self._told

    def by_name(self) -> dict[str, str]:
        """All of them by name, in a dictionary of the caller's own."""
        return self._pair.by_name | {name: _whole(number) for name, number in self._numbers}

    def find(self, name: str) -> str:
        """The text of one name; empty where there is none."""
        number = next((number for own, number in self._numbers if own == name), None)
        if number is not None:
            return _whole(number)
        directly = _DIRECTLY.get(name)
        return self._pair.by_name.get(name, "") if directly is None else directly(self._pair)

    @overload
    def __getitem__(self, at: int) -> tuple[str, str]: ...

    @overload
    def __getitem__(self, at: slice) -> Args: ...

    def __getitem__(self, at: int | slice) -> tuple[str, str] | Args:
        return self.told()[at]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.told())

    def __len__(self) -> int:
        return len(self.told())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Arguments):
            return self.told() == other.told()
        return self.told() == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.told())

    def __repr__(self) -> str:
        return repr(self.told())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self.told(),)


_DIRECTLY: dict[str, Callable[[Pair], str]] = {
    "km": lambda pair: _whole(pair.km),
    "asked_papers": lambda pair: ";".join(pair.wishes),
    "missing": lambda pair: ";".join(pair.missing),
}
"""What is asked of every pair of a list, without all else that is asked of a few."""


def named(args: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments of a part or a near miss by name."""
    return args.by_name() if isinstance(args, Arguments) else dict(args)


def find(args: Sequence[tuple[str, str]], name: str) -> str:
    """One of them; empty where there is none of that name."""
    return args.find(name) if isinstance(args, Arguments) else dict(args).get(name, "")


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
        "offered_yearly": "yes" if not offer.periods and offer.annual_kg is not None else "",
        "asked_yearly": "yes" if not need.periods and need.annual_kg is not None else "",
        "in_time_kg": _in_time(offer.periods, need.periods),
        "offered_area": "" if offer.area_ha is None else str(offer.area_ha),
        "offer_lot": _kg(offer.minimum_lot_kg),
        "need_lot": _kg(need.minimum_lot_kg),
    }


def _in_time(offered: tuple[PeriodQuantity, ...], asked: tuple[PeriodQuantity, ...]) -> str:
    """What is offered on days that are asked for, each period spread evenly; nothing where a side states no periods."""
    if not (offered and asked):
        return ""
    spans = _joined(asked)
    total = Decimal(0)
    for one in offered:
        first, end = one.start.toordinal(), one.end.toordinal() + 1
        within = sum(max(0, min(end, last) - max(first, start)) for start, last in spans)
        total += (one.firm_kg + one.flexible_kg) * within / (end - first)
    return str(total.quantize(Decimal(1)))


@lru_cache(maxsize=256)
def _joined(periods: tuple[PeriodQuantity, ...]) -> list[tuple[int, int]]:
    """The days of periods as spans that do not touch, each from its first day to the day after its last."""
    spans: list[tuple[int, int]] = []
    for first, end in sorted((one.start.toordinal(), one.end.toordinal() + 1) for one in periods):
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((first, end))
    return spans


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
