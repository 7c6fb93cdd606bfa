"""One good of one need, put into the numbers of an index: what the feature functions compare lines with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from matching.arrays import FIRST_DAY, LAST_DAY, LEVELS, Codes
from matching.candidates import NOWHERE, OfferIndex
from matching.catalogue import Catalogue, GoodFacts, Nearness, neighbour_regions
from matching.parameters import Parameters
from matching.records import Good, NeedRecord, Site


@dataclass(frozen=True, slots=True)
class Spot:
    """A site in the numbers of an index. `near_regions` are the numbers of the bordering regions."""

    site: Site
    level: int
    province: int
    district: int
    region: int
    near_regions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Everything a feature function wants to know about the asking side for one bucket of offers."""

    need: NeedRecord
    good: Good
    bucket_good: int
    offered_code: str
    offered_form: str | None
    nearness: Nearness
    facts: GoodFacts
    wanted: GoodFacts
    parameters: Parameters
    sites: tuple[Spot, ...]
    plant: Spot | None
    organisation: int
    variety: int
    system: int
    origin: int
    start: int
    end: int
    today: int
    codes: dict[str, Codes]

    @property
    def place_is_unknown(self) -> bool:
        """Neither where it buys nor where its plant is."""
        return not self.sites and self.plant is None

    @property
    def of_group(self) -> bool:
        """The need names a group, which is judged more strictly by place."""
        return self.good.level == "group"

    def value(self, name: str) -> float:
        """One of the readable constants."""
        return self.parameters.values[name]


def ask(
    index: OfferIndex,
    need: NeedRecord,
    good: Good,
    offered: tuple[str, str | None],
    nearness: Nearness,
    catalogue: Catalogue,
    parameters: Parameters,
    today: int,
) -> Ask:
    """The question `need` puts to the bucket `offered` (good, form) of `index` about its own `good`."""
    codes = index.codes
    starts = [period.start.toordinal() for period in need.periods]
    ends = [period.end.toordinal() for period in need.periods]
    return Ask(
        need=need,
        good=good,
        bucket_good=codes["good"].find(offered[0]),
        offered_code=offered[0],
        offered_form=offered[1],
        nearness=nearness,
        facts=_as_traded(catalogue.facts(offered[0]), offered[1] or good.form),
        wanted=catalogue.facts(good.code),
        parameters=parameters,
        sites=tuple(_spot(site, codes) for site in need.sites),
        plant=None if need.plant is None or need.plant == NOWHERE else _spot(need.plant, codes),
        organisation=codes["organisation"].find(need.organisation),
        variety=codes["variety"].find(good.variety),
        system=codes["system"].find(good.system),
        origin=codes["place"].find(_key("province", good.origin_province)),
        start=min(starts, default=FIRST_DAY),
        end=max(ends, default=LAST_DAY),
        today=today,
        codes=codes,
    )


# A form may keep better or worse than the good as such: silage must be near the herd, flour goes anywhere.
_KEEPS_AS = {
    "silage": "bulky_fresh",
    "sweet": "fresh",
    "young": "fresh",
    **dict.fromkeys(("grain", "dried", "processed", "milled", "brown_rice", "kernel", "green_bean"), "storable"),
}


def _as_traded(facts: GoodFacts, form: str | None) -> GoodFacts:
    if form == "fresh" and facts.perishability == "storable":
        return replace(facts, perishability=facts.fresh_as)
    return replace(facts, perishability=_KEEPS_AS.get(form or "", facts.perishability))


def full(lines: Any, value: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    """One value for every line."""
    return np.full(len(lines), value, dtype=np.float64)


def _spot(site: Site, codes: dict[str, Codes]) -> Spot:
    place = codes["place"]
    near = neighbour_regions(site.region) if site.region else frozenset()
    return Spot(
        site=site,
        level=LEVELS.get(site.level or "", 0),
        province=place.find(_key("province", site.legacy_province_code)),
        district=place.find(_key("district", site.legacy_district_code)),
        region=place.find(_key("region", site.region)),
        near_regions=tuple(place.find(("region", region)) for region in sorted(near)),
    )


def _key(kind: str, code: str | None) -> tuple[str, str] | None:
    return None if code is None else (kind, code)
