"""A scenario as the indicator engine is asked: one population, one count."""

from __future__ import annotations

from datetime import date

from marketplace.indicators.definitions import Definition
from marketplace.indicators.engine import COUNTRY, Level, Place, Question
from marketplace.planning.asked import Asked
from marketplace.planning.drafts import ScenarioDraft
from marketplace.planning.models import Scenario

PLANNED = ("I1", "I2a", "I2b", "I4")
"""Indicators that new contracts bring nearer, one organisation at a time."""
DEFINITIONS = (Definition.L1, Definition.L2, Definition.L3)
"""Definitions that a contract can meet; a project or a declaration is nothing that a broker arranges."""


def question_of(scenario: Scenario | Asked, day: date | None = None) -> Question:
    """What the engine is asked for a scenario, at its target's day unless another is named."""
    code = scenario.province_code
    return Question(
        day=day or scenario.target_on,
        code=scenario.indicator,
        place=Place(Level.PROVINCE, code) if code else COUNTRY,
        definition=scenario.definition,
        denominator=scenario.denominator,
    )


def question_of_draft(draft: ScenarioDraft) -> Question:
    """The same for what is only asked for yet."""
    return Question(
        day=draft.target_on,
        code=draft.indicator,
        place=Place(Level.PROVINCE, draft.province_code) if draft.province_code else COUNTRY,
        definition=draft.definition,
        denominator=draft.denominator,
    )
