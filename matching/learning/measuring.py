"""How good an order of shown pairs is: need by need, by groups, and how far its chances can be believed.

Gain of a pair is its outcome, 0 or 1. A need counts when at least one of its pairs ended well and one did not: no
order is better than another otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.arrays import Bools, Floats, Ints
from matching.errors import LearningError
from matching.features import SCORE
from matching.learning.examples import Examples, Words
from matching.lists import places

DEPTH = 10
BANDS = 5


@dataclass(frozen=True, slots=True)
class NeedScores:
    """nDCG of each counted need, in the order of `need`."""

    need: Words
    ndcg: Floats

    @property
    def mean(self) -> float:
        """The mean over the counted needs, 0 where none counts."""
        return float(self.ndcg.mean()) if len(self.ndcg) else 0.0


@dataclass(frozen=True, slots=True)
class Promotion:
    """The mean gain in nDCG over the hand score, and between what it lies in so many of the drawn samples."""

    gain: float
    low: float
    high: float
    better: bool


def need_scores(
    found: Examples, predicted: Floats, *, worth: Floats | None = None, seed: int = 0, depth: int = DEPTH
) -> NeedScores:
    """nDCG@`depth` of every counted need. Equal predictions stand by hand score, then in a seeded random order.

    `worth` is what a good outcome of each example counts, 1 without it.
    """
    names, need = np.unique(found.need, return_inverse=True)
    gains = found.outcome * (1.0 if worth is None else worth)
    chance = np.random.default_rng(seed).permutation(len(found))
    got = _discounted(need, gains, np.lexsort((chance, -found.features[:, SCORE], -predicted, need)), depth)
    best = _discounted(need, gains, np.lexsort((-gains, need)), depth)
    good = np.bincount(need, weights=found.outcome, minlength=len(names))
    counted = (good > 0) & (good < np.bincount(need, minlength=len(names)))
    return NeedScores(names[counted], got[counted] / best[counted])


def _discounted(need: Ints, gains: Floats, order: Ints, depth: int) -> Floats:
    """For each need the sum of its gains in this order, each over the logarithm of its place."""
    place = places(need[order])
    counts = np.where(place < depth, gains[order] / np.log2(place + 2), 0.0)
    return np.asarray(np.bincount(need[order], weights=counts), dtype=np.float64)


def promote(
    hand: Floats, learned: Floats, *, margin: float = 0.0, confidence: float = 0.95, draws: int = 1000, seed: int = 0
) -> Promotion:
    """Whether `learned` beats `hand` by more than `margin`, both nDCG of the same later needs in the same order.

    A paired bootstrap: needs are drawn again and again, and the learned order must be ahead in all but 1 − `confidence`
    of the samples. Raises `LearningError` when the two differ in length or there is no need to compare.
    """
    if len(hand) != len(learned) or not len(hand):
        raise LearningError("there are no needs on which both orders can be compared")
    rng, gains = np.random.default_rng(seed), learned - hand
    means = np.array([gains[rng.integers(0, len(gains), len(gains))].mean() for _ in range(draws)])
    low, high = np.quantile(means, [1 - confidence, confidence])
    return Promotion(float(gains.mean()), float(low), float(high), bool(low > margin))


def brier(found: Examples, predicted: Floats) -> float:
    """The mean squared distance between chance and outcome: 0 is certain and right, .25 knows nothing."""
    return float(np.mean((predicted - found.outcome) ** 2)) if len(found) else 0.0


def bands(found: Examples, predicted: Floats) -> list[tuple[int, float, float]]:
    """Pairs in five groups of rising chance: how many, what was expected, what happened."""
    groups = np.array_split(np.argsort(predicted, kind="stable"), BANDS)
    return [
        (len(group), float(predicted[group].mean()), float(found.outcome[group].mean()))
        for group in groups
        if len(group)
    ]


def groups(names: Words) -> list[tuple[str, Bools]]:
    """The rows of each group with a name, the largest group first."""
    found, counts = np.unique(names, return_counts=True)
    order: Ints = np.lexsort((found, -counts))
    return [(str(found[place]), np.asarray(names == found[place])) for place in order.tolist() if found[place]]
