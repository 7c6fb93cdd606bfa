"""From an indicator to its population: the one SELECT that every number of it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.engine.areas import areas_with_models, communes_reached
from marketplace.indicators.engine.checks import check
from marketplace.indicators.engine.facts import Facts, recognised
from marketplace.indicators.engine.flows import FLOWS, without_amounts
from marketplace.indicators.engine.members import members_in_population
from marketplace.indicators.engine.organisations import population_of
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import RecognitionKind

IN_CELLS = frozenset({"I1", "I2a", "I2b", "I3", "I4", "I5", "I6"})
"""Indicators whose every row is an organisation: they are counted from combinations of facts."""

FROM_ORGANISATIONS: dict[str, Callable[[Question, Facts], sa.Select[Any]]] = {
    **dict.fromkeys(IN_CELLS, population_of),
    "I7": areas_with_models,
    "I9": members_in_population,
    "O10": communes_reached,
}
"""Indicators that read the facts of organisations: one scan answers them all."""


def population(question: Question) -> sa.Select[Any]:
    """The rows that the figure is the sum of, in the columns of `columns.COLUMNS`; DomainError for a bad question.

    Rows of a confidential indicator hold one where they count, never an amount in đồng.
    """
    check(question)
    return counted(question)


def counted(question: Question) -> sa.Select[Any]:
    """The population of a question that has been checked."""
    chosen = amounts(question)
    return without_amounts(chosen) if question.indicator.confidential else chosen


def amounts(question: Question) -> sa.Select[Any]:
    """The population with its amounts, for the engine's own sums; for confidential ones contract and buyer beside."""
    if question.code in FROM_ORGANISATIONS:
        return FROM_ORGANISATIONS[question.code](question, facts_for(question))
    return FLOWS[question.code](question)


def facts_for(question: Question) -> Facts:
    """The facts that a question is counted from: for I7, which only models enter, of these alone."""
    models = recognised(RecognitionKind.MODEL, question.at.day) if question.code == "I7" else None
    return Facts(question, models)
