"""Time decides: what was shown earlier is learned from, what was shown later judges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.errors import LearningError
from matching.learning.examples import Examples


@dataclass(frozen=True, slots=True)
class Split:
    """Examples of earlier days and of later ones; no day and no need is in both."""

    earlier: Examples
    later: Examples


def by_time(found: Examples, later_share: float) -> Split:
    """Cut at the day that leaves about `later_share` of the examples after it.

    A day is never cut in two. A need that was shown on both sides of the cut is learned from, and its later examples
    judge nothing: otherwise a model would be asked about a need that it knows. Raises `LearningError` for a share
    outside 0..1.
    """
    if not 0 < later_share < 1:
        raise LearningError("the share of later examples lies outside 0..1")
    if not len(found):
        return Split(found, found)
    days = np.sort(found.day)
    cut = days[min(int(len(days) * (1 - later_share)), len(days) - 1)]
    earlier = found.day < cut
    known = np.isin(found.need, np.unique(found.need[earlier]))
    return Split(found.take(earlier), found.take(~earlier & ~known))
