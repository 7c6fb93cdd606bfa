"""Keeping what a search found: rows of links, shortages and months beside the scenario's own columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.planning.models import PlannedLink, PlantMonth, Scenario, ScenarioPlant, Shortage
from marketplace.planning.result import Filled, Missing, NewLink, Result

AT_ONCE = 1000


def keep(scenario: Scenario, found: Result) -> None:
    """Write the result in the running transaction; the scenario is locked by the caller."""
    scenario.data_at, scenario.parameters, scenario.provinces = found.data_at, found.parameters, found.provinces
    scenario.linked_today, scenario.linked_before = found.linked_today, found.linked_before
    scenario.linked_after = found.linked_before + len(found.links)
    scenario.wanted, scenario.total, scenario.reachable = found.wanted, found.total, found.reachable
    scenario.expected, scenario.gap_pct, scenario.finished = found.expected, found.gap_pct, found.finished
    scenario.without_goods, scenario.full_needs = found.without_goods, found.full_needs
    scenario.brokers_full = found.brokers_full
    _insert(PlannedLink, [_link(scenario.id, one) for one in found.links])
    _insert(Shortage, [_shortage(scenario.id, one) for one in found.missing])
    for plant in found.plants:
        db.session.get_one(ScenarioPlant, plant.plant_id).growers = plant.growers
        _insert(PlantMonth, list(_months(plant)))


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(sa.insert(model), rows[start : start + AT_ONCE])


def _link(scenario_id: int, one: NewLink) -> dict[str, Any]:
    return {
        "scenario_id": scenario_id, "organisation_id": one.organisation_id, "need_id": one.need_id,
        "plant_id": one.plant_id, "offer_id": one.offer_id, "quantity_kg": one.kg, "likelihood": one.likelihood,
        "ends_on": one.ends_on, "sale_only": one.sale_only, "broker_id": one.broker_id,
    }  # fmt: skip


def _shortage(scenario_id: int, one: Missing) -> dict[str, Any]:
    return {
        "scenario_id": scenario_id, "commodity_code": one.good, "commune_code": one.commune,
        "organisations": len(one.organisation_ids), "organisation_ids": list(one.organisation_ids),
        "no_buyer": one.no_buyer, "rule": one.rule,
    }  # fmt: skip


def _months(plant: Filled) -> Iterator[dict[str, Any]]:
    for month, (kilograms, filled) in enumerate(zip(plant.kg, plant.filled, strict=True), start=1):
        yield {"plant_id": plant.plant_id, "month": month, "available_kg": kilograms, "filled": filled}
