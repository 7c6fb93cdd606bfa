"""A ranker gives every pair the chance that it ends well; it orders suggestions and never lets a pair in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import numpy as np

from matching.arrays import Floats
from matching.errors import LearningError
from matching.features import FEATURES, SCORE


class Ranker(Protocol):
    """What the matcher asks of a model."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The columns `predict` wants, in order."""
        ...

    @property
    def version(self) -> str:
        """A name that changes whenever answers may change."""
        ...

    def predict(self, features: Floats) -> Floats:
        """A number 0..1 for each row of `features`, higher for better. Pure: same rows, same numbers."""
        ...


class HandRanker:
    """The first rung of the ladder: the hand score as it is. It promises an order, not a chance."""

    version = "hand"

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The columns `predict` wants, in order."""
        return FEATURES

    def predict(self, features: Floats) -> Floats:
        """The hand score as a number 0..1. Raises `LearningError` for rows of another shape."""
        return checked(features, FEATURES)[:, SCORE].copy()


class LearnedRanker:
    """A fitted classifier of outcomes; `predict` is the chance of a good one, computed in one thread."""

    def __init__(self, estimator: Any, feature_names: tuple[str, ...], version: str) -> None:
        self.estimator = estimator
        self.feature_names = feature_names
        self.version = version
        self._chance: Callable[[Floats], Floats] | None = None

    def predict(self, features: Floats) -> Floats:
        """The chance 0..1 of each row. Raises `LearningError` for rows of another shape or that are no numbers."""
        rows = checked(features, self.feature_names)
        if not len(rows):
            return np.zeros(0)
        if self._chance is None:
            self._chance = self._quickest()
        return self._chance(rows)

    def _quickest(self) -> Callable[[Floats], Floats]:
        """How this estimator tells chances fastest: by tables of its own, or as every classifier does."""
        if hasattr(self.estimator, "quick_chance"):
            return cast("Callable[[Floats], Floats]", self.estimator.quick_chance())
        threads = _threads()

        def chance(rows: Floats) -> Floats:
            # A web worker is one of several: threads of their own would make each wait for all.
            with threads.limit(limits=1):
                return np.asarray(self.estimator.predict_proba(rows)[:, 1], dtype=np.float64)

        return chance


def _threads() -> Any:
    """Knows the thread pools of the libraries loaded so far; looking for them takes longer than one prediction."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def checked(features: Floats, names: tuple[str, ...]) -> Floats:
    """`features` as floats. Raises `LearningError` unless they are finite and have a column for each name."""
    rows = np.asarray(features, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(names):
        raise LearningError(f"features have the shape {rows.shape}, not (pairs, {len(names)})")
    if not np.isfinite(rows).all():
        raise LearningError("a feature is no number")
    return rows
