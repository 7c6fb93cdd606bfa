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


def by_time(found: Examples, *, blocks: int = 8, first: int = 3) -> list[Split]:
    """Each of `blocks` stretches of time after the `first` ones, with everything before it to learn from.

    Stretches hold about equally many examples and no day is cut in two. A need that was shown before is learned from,
    and what is shown for it later judges nothing: otherwise a model would be asked about a need that it knows. Raises
    `LearningError` unless 0 < `first` < `blocks`.
    """
    if not 0 < first < blocks:
        raise LearningError("there must be blocks of time to learn from and blocks to judge by")
    if not len(found):
        return []
    days = np.sort(found.day)
    starts = [int(days[len(days) * block // blocks]) for block in range(first, blocks)]
    return [_cut(found, start, end) for start, end in zip(starts, [*starts[1:], int(days[-1]) + 1], strict=True)]


def _cut(found: Examples, start: int, end: int) -> Split:
    earlier = found.day < start
    known = np.isin(found.need, np.unique(found.need[earlier]))
    return Split(found.take(earlier), found.take((found.day >= start) & (found.day < end) & ~known))
