"""Which way of learning so many outcomes can bear, and what each rung is made of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from matching.errors import LearningError
from matching.features import FEATURES
from matching.learning.attention import stands_for
from matching.learning.examples import Examples
from matching.learning.ranker import LearnedRanker

Rung = Literal["hand", "logistic", "boosting"]
RUNGS: tuple[Rung, ...] = ("hand", "logistic", "boosting")


@dataclass(frozen=True, slots=True)
class Ladder:
    """When to climb and when to believe it.

    A rung needs so many outcomes, of them `least_of_each` good and as many bad. They are cut by time into `blocks`,
    and each block after the `first` ones is judged by what was learned before it; with fewer than `least_needs` needs
    to judge by, nothing is judged. A model is promoted when it leads by more than `margin` nDCG in `confidence` of the
    bootstrap samples. `attention_power` None: learned (see `matching.learning.attention`); 0: everything is looked at.
    """

    logistic_from: int = 1000
    boosting_from: int = 3000
    least_of_each: int = 50
    blocks: int = 8
    first: int = 3
    least_needs: int = 20
    margin: float = 0.0
    confidence: float = 0.95
    attention_power: float | None = None

    def climb(self, found: Examples) -> tuple[Rung, ...]:
        """The rungs that so many outcomes can bear, from the hand score up."""
        rarer = min(found.good, len(found) - found.good)
        if len(found) < self.logistic_from or rarer < self.least_of_each:
            return RUNGS[:1]
        return RUNGS if len(found) >= self.boosting_from else RUNGS[:2]

    def missing(self, found: Examples) -> int:
        """How many outcomes the next rung still wants; 0 on the last one."""
        wanted = self.logistic_from if len(found) < self.logistic_from else self.boosting_from
        return max(wanted - len(found), 0)


def fit(rung: Rung, found: Examples, *, seed: int = 0, attention_power: float = 0.0) -> LearnedRanker:
    """The ranker of one rung, learned from all of `found`; the same examples and seed give the same ranker.

    Raises `LearningError` for the hand score, which learns nothing, and for examples that all ended alike.
    """
    if not 0 < found.good < len(found):
        raise LearningError("all examples ended alike")
    estimator = _estimator(rung, seed)
    weights = np.where(found.outcome == 1, stands_for(found, attention_power), 1.0)
    estimator.fit(found.features, found.outcome, sample_weight=weights)
    return LearnedRanker(estimator, FEATURES, _version(rung, found, seed, attention_power))


def _estimator(rung: Rung, seed: int) -> Any:
    from matching.learning.estimators import GroundedBoosting, MonotoneLogistic

    if rung == "logistic":
        return MonotoneLogistic()
    if rung == "boosting":
        return GroundedBoosting(random_state=seed)
    raise LearningError(f"{rung} is no rung that learns")


def _version(rung: Rung, found: Examples, seed: int, attention_power: float) -> str:
    """Names the rung, the last day learned from and, in eight letters, everything the ranker follows from."""
    digest = hashlib.sha256(f"{rung} {seed} {attention_power}".encode())
    for column in (found.features, found.outcome, found.rank):
        digest.update(np.ascontiguousarray(column).tobytes())
    days = found.days
    return f"{rung}-{days[1]:%Y%m%d}-{digest.hexdigest()[:8]}" if days else rung
