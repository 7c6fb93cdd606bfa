"""Making up for attention: what stands lower in a list is looked at by fewer, however good it is.

That a pair ended well depends on its being looked at. The chance of that is taken as rank^-power, and power is learned
from the examples themselves: pairs with like features that were shown at different places (position-based model of
attention; T. Joachims and others, "Unbiased learning-to-rank with biased feedback", WSDM 2017). A good outcome far
down then stands for those who never scrolled so far, in training and in measuring; otherwise the old order would be
measured by what it had shown first.
"""

from __future__ import annotations

import numpy as np

from matching.arrays import Floats
from matching.learning.examples import Examples

DEEPEST_RANK = 10
LEAST_PENALTY = 0.1


def attention_power(found: Examples) -> float:
    """How fast attention falls with rank, 0 (not at all) to 1 (the tenth is looked at by one reader in ten)."""
    if not 0 < found.good < len(found) or len(np.unique(found.rank)) == 1:
        return 0.0
    from matching.learning.estimators import MonotoneLogistic

    height = 1 - np.log(_depth(found)) / np.log(DEEPEST_RANK)
    rows = np.column_stack([found.features, height])
    fitted = MonotoneLogistic(penalty=LEAST_PENALTY).fit(rows, found.outcome)
    # The slope is one of log-odds; that of the chance itself is smaller by the share that did not end well.
    slope = fitted.coef_[-1] / np.log(DEEPEST_RANK) * (1 - found.good / len(found))
    return float(np.clip(slope, 0.0, 1.0))


def stands_for(found: Examples, power: float) -> Floats:
    """How many readers of the first place one at each example's place stands for: its rank (10 at most) ^ `power`."""
    return np.asarray(_depth(found) ** power, dtype=np.float64)


def _depth(found: Examples) -> Floats:
    return np.minimum(found.rank, DEEPEST_RANK).astype(np.float64)
