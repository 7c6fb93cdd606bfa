"""What a search is asked, as plain values: it outlives the transactions on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.indicators.definitions import Definition, Denominator
from marketplace.planning.models import Scenario, ScenarioPlant

MONTHS = 12


@dataclass(frozen=True, slots=True)
class PlantAsked:
    """A supposed plant: kilograms a month, straight kilometres from the middle of its commune."""

    id: int
    good: str
    province: str
    lat: float
    lon: float
    kg_a_month: Decimal
    reach_km: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A scenario's question; the columns of `Scenario` say what each value means. `target` is a share from 0 to 1."""

    province_code: str | None
    indicator: str
    definition: Definition
    denominator: Denominator
    target: Decimal
    target_on: date
    soe_priority: int
    poor_commune_priority: int
    plant_priority: int
    workload: int | None
    renewal_assumed: bool
    seconds: int
    plants: tuple[PlantAsked, ...]


def asked_of(scenario: Scenario) -> Asked:
    """The question of a scenario."""
    return Asked(
        province_code=scenario.province_code,
        indicator=scenario.indicator,
        definition=scenario.definition,
        denominator=scenario.denominator,
        target=scenario.target_pct / 100,
        target_on=scenario.target_on,
        soe_priority=scenario.soe_priority,
        poor_commune_priority=scenario.poor_commune_priority,
        plant_priority=scenario.plant_priority,
        workload=scenario.workload,
        renewal_assumed=scenario.renewal_assumed,
        seconds=scenario.seconds,
        plants=tuple(_plant(one) for one in scenario.plants),
    )


def _plant(plant: ScenarioPlant) -> PlantAsked:
    return PlantAsked(
        id=plant.id,
        good=plant.commodity_code,
        province=plant.commune.province_code,
        lat=plant.commune.lat,
        lon=plant.commune.lon,
        kg_a_month=plant.kg_a_year / MONTHS,
        reach_km=plant.reach_km,
    )
