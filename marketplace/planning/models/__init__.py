"""Scenarios with their levers and results, the plants they suppose, the links they plan, what they lack."""

from marketplace.planning.models.links import Hindrance, LeftBecause, PlannedLink, Shortage
from marketplace.planning.models.plants import PlantMonth, ScenarioPlant
from marketplace.planning.models.scenario import Ending, Failure, Scenario, ScenarioState, Step

__all__ = [
    "Ending",
    "Failure",
    "Hindrance",
    "LeftBecause",
    "PlannedLink",
    "PlantMonth",
    "Scenario",
    "ScenarioPlant",
    "ScenarioState",
    "Shortage",
    "Step",
]
