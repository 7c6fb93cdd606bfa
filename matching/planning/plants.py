"""A plant that nobody has built: who could supply it and how full it would be; and where one would be full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf, isfinite

import numpy as np

from matching.errors import PlanError
from matching.geography import distance_km
from matching.planning.problem import MOST, Chance, Opening, PlanProblem

ZERO = Decimal(0)
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Plant:
    """A plant: what it takes in, how many kilograms a month, and from how far (straight kilometres)."""

    code: str
    good: str
    lat: float
    lon: float
    kg_a_month: Decimal
    reach_km: float
    pressing: float = 0.0

    def __post_init__(self) -> None:
        if not self.kg_a_month.is_finite() or not 0 < self.kg_a_month * MONTHS <= MOST:
            raise PlanError("a plant takes in something", "kg_a_month")
        if not 0 < self.reach_km < inf or not (isfinite(self.lat) and isfinite(self.lon)):
            raise PlanError("a plant stands and reaches somewhere", "reach_km")


@dataclass(frozen=True, slots=True)
class Grower:
    """What a cooperative has free of a good in each month of a year, in kilograms, and how likely it would supply."""

    cooperative: str
    good: str
    lat: float
    lon: float
    kg: tuple[Decimal, ...]
    likelihood: float = 0.5

    def __post_init__(self) -> None:
        if len(self.kg) != MONTHS or any(not amount.is_finite() or not 0 <= amount <= MOST for amount in self.kg):
            raise PlanError("a grower has an amount for each month", self.cooperative)
        if not (isfinite(self.lat) and isfinite(self.lon)):
            raise PlanError("a grower stands somewhere", self.cooperative)


@dataclass(frozen=True, slots=True)
class PlantCase:
    """The problem with the plant's need, who is within reach (nearest first), and by month what they have and the
    share of its throughput that this fills, at most 1."""

    problem: PlanProblem
    growers: tuple[str, ...]
    kg: tuple[Decimal, ...]
    filled: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place from which enough of a good lies within reach: kilograms of the poorest and of an average month."""

    good: str
    lat: float
    lon: float
    growers: tuple[str, ...]
    least_kg: Decimal
    average_kg: Decimal


def with_plant(problem: PlanProblem, plant: Plant, growers: Sequence[Grower]) -> PlantCase:
    """The problem as it would be with the plant: one more need, with a chance for every grower within reach.

    Of a month's harvest the plant takes no more than its throughput: a glut of one month does not fill a year.
    """
    near = _near(plant.good, plant.lat, plant.lon, plant.reach_km, growers)
    kg = _by_month(near)
    filled = tuple(min(amount / plant.kg_a_month, Decimal(1)) for amount in kg)
    known = {one.code for one in problem.cooperatives}
    need = Opening(plant.code, plant.good, plant.kg_a_month * MONTHS)
    chances = [
        Chance(one.cooperative, plant.code, kilograms, one.likelihood, plant.pressing)
        for one in near
        if one.cooperative in known and (kilograms := sum((min(kg, plant.kg_a_month) for kg in one.kg), ZERO)) > 0
    ]
    wider = replace(problem, needs=(*problem.needs, need), chances=(*problem.chances, *chances))
    return PlantCase(wider, tuple(one.cooperative for one in near), kg, filled)


def sites(growers: Sequence[Grower], good: str, reach_km: float, kg_a_month: Decimal) -> list[Site]:
    """Growers' places around which an average month brings a plant's throughput, the fullest poorest month first.

    A place whose growers are all those of a better one is left out.
    """
    found = []
    for centre in (one for one in growers if one.good == good):
        near = _near(good, centre.lat, centre.lon, reach_km, growers)
        kg = _by_month(near)
        average = sum(kg, ZERO) / MONTHS
        if average >= kg_a_month:
            codes = tuple(sorted(one.cooperative for one in near))
            found.append(Site(good, centre.lat, centre.lon, codes, min(kg), average))
    found.sort(key=lambda site: (-site.least_kg, -site.average_kg, site.lat, site.lon))
    kept: list[Site] = []
    for site in found:
        if not any(set(site.growers) <= set(better.growers) for better in kept):
            kept.append(site)
    return kept


def _near(good: str, lat: float, lon: float, reach_km: float, growers: Sequence[Grower]) -> list[Grower]:
    mine = [one for one in growers if one.good == good]
    away = distance_km(lat, lon, np.array([one.lat for one in mine]), np.array([one.lon for one in mine]))
    ranked = sorted(zip(away.tolist(), mine, strict=True), key=lambda pair: (pair[0], pair[1].cooperative))
    return [one for km, one in ranked if km <= reach_km]


def _by_month(growers: Sequence[Grower]) -> tuple[Decimal, ...]:
    return tuple(sum((one.kg[month] for one in growers), ZERO) for month in range(MONTHS))
