"""What is asked for, before it becomes a scenario: plain values, checked by the action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from marketplace.indicators.definitions import Definition, Denominator
from marketplace.planning.models import Scenario, ScenarioPlant


@dataclass(frozen=True, slots=True)
class PlantDraft:
    """A plant nobody has built. `reach_km` are straight kilometres from the commune's middle."""

    name: str
    commodity_code: str
    commune_code: str
    tonnes_a_year: Decimal
    reach_km: int


@dataclass(frozen=True, slots=True)
class ScenarioDraft:
    """A scenario as somebody asks for it; the columns of `Scenario` say what each value means."""

    name: str
    target_pct: Decimal
    target_on: date
    province_code: str | None = None
    indicator: str = "I1"
    definition: Definition = Definition.L1
    denominator: Denominator = Denominator.D1
    soe_priority: int = 0
    poor_commune_priority: int = 0
    plant_priority: int = 0
    workload: int | None = None
    renewal_assumed: bool = True
    seconds: int = 30
    plants: tuple[PlantDraft, ...] = ()


def scenario_of(draft: ScenarioDraft) -> Scenario:
    """The scenario a draft describes, not in any session yet and made by nobody. The draft has been checked."""
    return Scenario(
        name=draft.name.strip(), province_code=draft.province_code, indicator=draft.indicator,
        definition=draft.definition, denominator=draft.denominator, target_pct=draft.target_pct,
        target_on=draft.target_on, soe_priority=draft.soe_priority,
        poor_commune_priority=draft.poor_commune_priority, plant_priority=draft.plant_priority,
        workload=draft.workload, renewal_assumed=draft.renewal_assumed, seconds=draft.seconds,
        plants=[_plant(one) for one in draft.plants],
    )  # fmt: skip


def _plant(draft: PlantDraft) -> ScenarioPlant:
    kilograms = (draft.tonnes_a_year * 1000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return ScenarioPlant(
        name=draft.name.strip(),
        commodity_code=draft.commodity_code,
        commune_code=draft.commune_code,
        kg_a_year=kilograms,
        reach_km=draft.reach_km,
    )
