"""Made-up outcomes with a utility that no matcher sees: what the rungs of the ladder are tried on in tests."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np

from matching.arrays import Floats
from matching.features import FEATURES, SCORE, pair_features
from matching.learning import Examples, Ladder, Trained, examples, train
from matching.parameters import PARTS, parameters

WEIGHTS = {name: float(weight) for name, weight in parameters().weights.items()}
NAMES = tuple(name for name in PARTS if name in WEIGHTS)
POOL, SHOWN = 30, 10
FIRST_DAY = date(2026, 1, 1).toordinal()
# What is truly minded: papers and price far more, the product less than the hand score thinks.
MINDED = {"product": 1.0, "quantity": 1.5, "window": 1.5, "distance": 1.0, "price": 3.0, "certificates": 3.0}


def made_outcomes(needs: int, seed: int, *, minded: dict[str, float] | None = None, attention: float = 0.0) -> Examples:
    """Ten shown pairs of each need, by hand score, over a year; attention falls with rank to the power `attention`."""
    rng = np.random.default_rng(seed)
    features = _features(rng, needs * POOL)
    utility = sum(weight * features[:, FEATURES.index(name)] for name, weight in (minded or MINDED).items())
    spread = utility - np.mean(utility) + rng.normal(0, 0.3, len(features))
    need = np.repeat(np.arange(needs), POOL)
    rank = np.empty(len(need), dtype=np.int64)
    rank[np.lexsort((-features[:, SCORE], need))] = np.tile(np.arange(POOL) + 1, needs)
    seen = rng.random(len(need)) < rank.astype(float) ** -attention
    good = seen & (rng.random(len(need)) < 1 / (1 + np.exp(-1.5 * spread)))
    day = np.repeat(FIRST_DAY + np.sort(rng.integers(0, 360, needs)), POOL)
    shown = np.flatnonzero(rank <= SHOWN)
    return examples(
        features[shown],
        good[shown].astype(np.int64),
        day[shown],
        need[shown],
        commodity=[("durian", "rice")[number % 2] for number in need[shown]],
        size=[("small", "large")[number % 2] for number in shown],
        rank=rank[shown].tolist(),
        weights_version="test-1",
    )


def _features(rng: np.random.Generator, count: int) -> Floats:
    values = rng.random((count, len(NAMES))) ** 0.5
    tenths = np.rint(values * np.array([WEIGHTS[name] for name in NAMES]) * 10).astype(np.int64).sum(axis=1)
    return pair_features(values, tenths, NAMES)


ENOUGH = made_outcomes(310, seed=1)
"""Enough outcomes for every rung."""
ONE_STRETCH = Ladder(blocks=2, first=1)
"""One stretch of time to learn from and one to judge by: for tests of what does not hang on how many there are."""


@cache
def trained_on_enough() -> Trained:
    """What is learned from them with the seed 3, learned once for all tests of a process."""
    return train(ENOUGH, seed=3)
