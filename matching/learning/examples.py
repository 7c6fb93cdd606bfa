"""Suggestions that were shown, and how they ended: what there is to learn from.

Only shown pairs are examples. A pair nobody saw says nothing, and a pair shown far down was seen by fewer: `rank` keeps
the place at which it stood, and `matching.learning.attention` makes up for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.arrays import Bools, Floats, Ints
from matching.errors import LearningError
from matching.features import FEATURES
from matching.learning.ranker import checked

Words = NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Examples:
    """Shown pairs as columns of one length, in any order.

    `features`: (examples, FEATURES), 0..1. `outcome`: 1 ended well, 0 did not. `day`: the day it was shown, as
    `date.toordinal()`. `need`: anything that tells needs apart. `commodity`, `size`: code of the good and size class
    of the cooperative, for the measures by group only; "" is unknown. `rank`: the place at which it was shown, from 1.
    `weights_version`: the weights the scores were made with.
    """

    features: Floats
    outcome: Ints
    day: Ints
    need: Words
    commodity: Words
    size: Words
    rank: Ints
    weights_version: str = ""

    def __post_init__(self) -> None:
        checked(self.features, FEATURES)
        for name in ("outcome", "day", "need", "commodity", "size", "rank"):
            if np.shape(getattr(self, name)) != (len(self.features),):
                raise LearningError(f"{name} has not one value for each example")
        if not np.isin(self.outcome, (0, 1)).all():
            raise LearningError("an outcome is neither 0 nor 1")
        if (np.asarray(self.rank) < 1).any():
            raise LearningError("a rank is below 1")

    def __len__(self) -> int:
        return len(self.features)

    @property
    def good(self) -> int:
        """How many ended well."""
        return int(np.sum(self.outcome))

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day shown, or None without examples."""
        if not len(self):
            return None
        return date.fromordinal(int(self.day.min())), date.fromordinal(int(self.day.max()))

    def take(self, rows: Bools | Ints) -> Examples:
        """Some of the examples."""
        columns = [item.name for item in fields(self) if item.name != "weights_version"]
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})


def examples(
    features: Any,
    outcome: Sequence[int] | Ints,
    day: Sequence[int] | Ints,
    need: Sequence[Any] | NDArray[Any],
    *,
    commodity: Sequence[str] | None = None,
    size: Sequence[str] | None = None,
    rank: Sequence[int] | None = None,
    weights_version: str = "",
) -> Examples:
    """`Examples` from any sequences; what is left out is unknown, and every unknown rank is the first."""
    count = len(outcome)
    return Examples(
        np.asarray(features, dtype=np.float64).reshape(-1, len(FEATURES)),
        np.asarray(outcome, dtype=np.int64),
        np.asarray(day, dtype=np.int64),
        np.asarray(need, dtype=np.str_),
        np.asarray([""] * count if commodity is None else commodity, dtype=np.str_),
        np.asarray([""] * count if size is None else size, dtype=np.str_),
        np.asarray([1] * count if rank is None else rank, dtype=np.int64),
        weights_version,
    )


def none() -> Examples:
    """No examples at all: the state in which every market begins."""
    return examples([], [], [], [])


def joined(found: Sequence[Examples]) -> Examples:
    """Several sets of examples as one, in their order. Raises `LearningError` where there is none."""
    if not found:
        raise LearningError("there are no examples to join")
    columns = [item.name for item in fields(Examples) if item.name != "weights_version"]
    together: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in found]) for name in columns}
    return replace(found[0], **together)
