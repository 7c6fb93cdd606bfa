"""From an indicator to its population: the one SELECT that every number of it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.engine.flows import FLOWS, without_amounts
from marketplace.indicators.engine.linked import linked_population
from marketplace.indicators.engine.question import Question

POPULATIONS: dict[str, Callable[[Question], sa.Select[Any]]] = {"I1": linked_population, **FLOWS}


def population(question: Question) -> sa.Select[Any]:
    """The rows that the figure is the sum of, in the columns of `columns.COLUMNS`; DomainError for a bad question.

    Rows of a confidential indicator hold one where they count, never an amount in đồng.
    """
    return without_amounts(amounts(question)) if question.indicator.confidential else amounts(question)


def amounts(question: Question) -> sa.Select[Any]:
    """The population with its amounts, for the engine's own sums; for confidential ones contract and buyer beside."""
    return POPULATIONS[question.indicator.code](question)
