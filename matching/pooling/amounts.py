"""Amounts of many candidates at once: exact tables in kilograms, and the whole grams that are reckoned with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.pooling.problem import Candidate, PoolProblem

Grams = NDArray[np.int64]
ZERO = Decimal(0)


def grams(kg: Decimal) -> int:
    """Whole grams, rounded down: nobody is asked for more than there is."""
    return int(kg * 1000)


def all_grams(kg: Any) -> Grams:
    """`grams` of a table of decimals."""
    found: Grams = (kg * 1000).astype(np.int64)
    return found


def least_grams(kg: Decimal) -> int:
    """Whole grams, rounded up: a minimum lot is never undercut."""
    return int((kg * 1000).to_integral_value(ROUND_CEILING))


def firm_kg(problem: PoolProblem, people: Sequence[Candidate]) -> Any:
    """What is firm, as a table of decimals: people × asks."""
    nothing = (ZERO,) * len(problem.asks)
    return _table([one.firm_kg or nothing for one in people], len(problem.asks))


def open_kg(problem: PoolProblem, people: Sequence[Candidate], firm: Any) -> Any:
    """`PoolProblem.open_kg` of everybody and every ask, as a table of decimals; `firm` is what `firm_kg` says."""
    nothing, limits = (ZERO,) * len(problem.asks), problem.limits
    has = firm + _table([one.flexible_kg or nothing for one in people], len(problem.asks))
    found = np.minimum(has, np.array([ask.wanted_kg for ask in problem.asks], object))
    if limits.latest is not None:
        found[:, [ask.end > limits.latest for ask in problem.asks]] = ZERO
    if limits.maximum_distance_km is not None:
        away = _table([one.distance_km or nothing for one in people], len(problem.asks))
        found[(away > limits.maximum_distance_km).astype(bool)] = ZERO
    return found


def _table(rows: Sequence[Sequence[Decimal]], width: int) -> Any:
    return np.array(rows, object).reshape(len(rows), width)
