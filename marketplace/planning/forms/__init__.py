"""The forms of planning."""

from marketplace.planning.forms.scenario import PlantForm, ScenarioForm, filled, usual
from marketplace.planning.forms.smaller import AcceptanceForm, ListForm, NameForm, SitesForm

__all__ = ["AcceptanceForm", "ListForm", "NameForm", "PlantForm", "ScenarioForm", "SitesForm", "filled", "usual"]
