"""What a learned order looks at: the value of every part of the hand score, and the hand score itself.

Nothing else of a pair is used: no name, no place, no organisation. So an example can be made again from what is logged
when a suggestion is shown (points and weights), and every feature is one that a person reads beside the suggestion.
Each feature lies in 0..1 and more of it is better, which is what lets a model promise never to punish a better part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from matching.arrays import Floats, Ints
from matching.errors import LearningError
from matching.parameters import PARTS, parameters

FEATURES: tuple[str, ...] = (*PARTS, "score")
SCORE = FEATURES.index("score")
TENTHS_OF_ALL = 1000


def pair_features(values: Floats, tenths: Ints, parts: Sequence[str]) -> Floats:
    """Features of pairs, shape (pairs, FEATURES), from `values` (pairs, parts; 0..1) and scores in tenths of a point.

    A part that is not among `parts` has the value of what nobody knows. Raises `LearningError` for shapes that do not
    fit together and for parts that do not exist.
    """
    matrix = np.asarray(values, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape != (len(tenths), len(parts)):
        raise LearningError(f"values have the shape {matrix.shape}, not {(len(tenths), len(parts))}")
    found = np.full((len(matrix), len(FEATURES)), parameters().values["unknown"])
    for column, name in enumerate(parts):
        found[:, _place(name)] = matrix[:, column]
    found[:, SCORE] = np.asarray(tenths, dtype=np.float64) / TENTHS_OF_ALL
    return found


def _place(name: str) -> int:
    if name not in PARTS:
        raise LearningError(f"no such part: {name}")
    return PARTS.index(name)
