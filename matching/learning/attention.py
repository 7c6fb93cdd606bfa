"""Making up for attention: what stands lower in a list is looked at by fewer, however good it is.

That a pair ended well takes two things: it was looked at, with a chance of rank^-power, and both agreed, with a chance
that is logistic in its features. The power is the one under which the examples are most likely: it shows where pairs
with like features stood at different places (position-based model of attention; T. Joachims and others, "Unbiased
learning-to-rank with biased feedback", WSDM 2017). A good outcome far down then stands for those who never scrolled so
far, in training and in measuring; otherwise the old order would be measured by what it had shown first.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Floats, Ints
from matching.learning.examples import Examples

DEEPEST_RANK = 10
LEAST_PENALTY = 0.1
TINY = 1e-9


def attention_power(found: Examples) -> float:
    """How fast attention falls with rank, 0 (not at all) to 1 (the tenth is looked at by one reader in ten)."""
    if not 0 < found.good < len(found) or len(np.unique(found.rank)) == 1:
        return 0.0
    from scipy.optimize import minimize

    width = found.features.shape[1]
    start = np.r_[np.zeros(width + 1), 0.1]
    bounds = [(0.0, None)] * width + [(None, None), (0.0, 1.0)]
    rows = np.column_stack([found.features, np.ones(len(found))])
    fitted = minimize(_loss, start, (rows, found.outcome, np.log(_depth(found))), "L-BFGS-B", jac=True, bounds=bounds)
    return float(fitted.x[-1])


def _loss(x: Floats, rows: Floats, outcome: Ints, depth: Floats) -> tuple[float, Floats]:
    """Log loss of looked at and agreed, with a light pull of the weights to zero, and its gradient.

    `x` holds the weights, the intercept and the power; `depth` is the logarithm of the rank.
    """
    from scipy.special import expit

    agreed = expit(rows @ x[:-1])
    both = np.clip(agreed * np.exp(-x[-1] * depth), TINY, 1 - TINY)
    loss = -float(np.sum(np.where(outcome == 1, np.log(both), np.log1p(-both))))
    # How the loss falls with the logarithm of the chance.
    rise = np.where(outcome == 1, 1.0, -both / (1 - both))
    weights = np.r_[x[:-2], 0.0]
    slope = -rows.T @ (rise * (1 - agreed)) + LEAST_PENALTY * weights
    return loss + LEAST_PENALTY * float(weights @ weights) / 2, np.r_[slope, float(np.sum(rise * depth))]


def stands_for(found: Examples, power: float) -> Floats:
    """How many readers of the first place one at each example's place stands for: its rank (10 at most) ^ `power`."""
    return np.asarray(_depth(found) ** power, dtype=np.float64)


def _depth(found: Examples) -> Floats:
    return np.minimum(found.rank, DEEPEST_RANK).astype(np.float64)
