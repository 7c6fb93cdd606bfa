"""Which chances a search has to decide: 1 taken, 0 left out, -1 to be decided, by what the relaxed program says.

A column's reduced cost is what the program's value rises by at least when the column is used against its solution.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.planning.problem import Chance

Values = NDArray[np.float64]
Numbers = NDArray[np.int64]
WHOLE = 1e-6
NEAR = 0.05
"""Chances whose reduced cost is below this stay open where the whole links of the program are kept."""


def kept(relaxed: Values, reduced: Values) -> Numbers:
    """Whole links are taken, chances far from being used are left out."""
    fixed = np.full(len(relaxed), -1)
    fixed[relaxed >= 1 - WHOLE] = 1
    fixed[(relaxed <= WHOLE) & (reduced > NEAR)] = 0
    return fixed


def nearest(chances: Sequence[Chance], relaxed: Values, reduced: Values, count: int) -> Numbers:
    """So many of each cooperative's `chances` (in order of their codes) are open, those of the least reduced cost, and
    all that the program uses."""
    group = np.cumsum([0, *(one.cooperative != other.cooperative for one, other in pairwise(chances))])
    order = np.lexsort((reduced, group))
    rank = np.empty(len(chances), np.int64)
    rank[order] = np.arange(len(chances)) - np.searchsorted(group, group[order])
    return np.where((rank < count) | (relaxed > WHOLE), -1, 0)


def undecided(relaxed: Values, reduced: Values, room: float) -> Numbers:
    """Every plan that is cheaper than a known one, by `room` above the program's value, keeps to this: what would cost
    more than the room by itself is as in the program's solution. Loses nothing."""
    beyond = np.abs(reduced) > room + WHOLE * (1 + abs(room))
    fixed = np.full(len(relaxed), -1)
    fixed[beyond & (relaxed <= WHOLE) & (reduced > 0)] = 0
    fixed[beyond & (relaxed >= 1 - WHOLE) & (reduced < 0)] = 1
    return fixed
