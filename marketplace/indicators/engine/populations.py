"""From an indicator to its population: the one SELECT that every number of it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.engine.areas import areas_with_models, communes_reached
from marketplace.indicators.engine.checks import check
from marketplace.indicators.engine.flows import FLOWS, without_amounts
from marketplace.indicators.engine.members import members_in_population
from marketplace.indicators.engine.organisations import population_of
from marketplace.indicators.engine.question import Question

FROM_ORGANISATIONS = frozenset({"I1", "I2a", "I2b", "I3", "I4", "I5", "I6"})
"""Indicators whose every row is an organisation: one scan answers them all."""

POPULATIONS: dict[str, Callable[[Question], sa.Select[Any]]] = {
    **dict.fromkeys(FROM_ORGANISATIONS, population_of),
    "I7": areas_with_models,
    "I9": members_in_population,
    "O10": communes_reached,
    **FLOWS,
}


def population(question: Question) -> sa.Select[Any]:
    """The rows that the figure is the sum of, in the columns of `columns.COLUMNS`; DomainError for a bad question.

    Rows of a confidential indicator hold one where they count, never an amount in đồng.
    """
    return without_amounts(amounts(question)) if question.indicator.confidential else amounts(question)


def amounts(question: Question) -> sa.Select[Any]:
    """The population with its amounts, for the engine's own sums; for confidential ones contract and buyer beside."""
    check(question)
    return POPULATIONS[question.indicator.code](question)
