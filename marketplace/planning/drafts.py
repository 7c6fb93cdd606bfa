"""What is asked for, before it becomes a scenario: plain values, checked by the action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marketplace.indicators.definitions import Definition, Denominator


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
