"""One named part of the score for every pair of a block."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from matching.arrays import Floats, Ints
from matching.block import Array

TENTHS = 10


@dataclass(frozen=True, slots=True)
class PartScore:
    """Values 0..1 and notes of shape (asks or 1, n). Column `which[line]` is that of a line; None: n is the lines.

    Where there are `levels`, (asks or 1, lines or 1), values are few and stand in a row; the level of a pair tells its.
    """

    values: Floats
    which: Ints | None = None
    notes: dict[str, Array] = field(default_factory=dict)
    levels: Ints | None = None

    def tenths(self, weight: float) -> Ints:
        """Whole tenths of a point of every pair, (asks or 1, lines or 1)."""
        found: Ints = np.rint(self.values * weight * TENTHS).astype(np.int16)
        if self.levels is not None:
            return found.take(self.levels)
        return found if self.which is None else found.take(self.which, axis=1)

    def at(self, rows: Ints, columns: Ints) -> Floats:
        """The values of some pairs."""
        if self.levels is not None:
            return np.asarray(self.values[at_pairs(self.levels, None, rows, columns)])
        return np.asarray(at_pairs(self.values, self.which, rows, columns))


def at_pairs(found: Array, which: Ints | None, rows: Ints, columns: Ints) -> Array:
    """One value for each pair, also where all rows or all columns share one."""
    at = columns if which is None else which[columns]
    chosen = found[rows if len(found) > 1 else 0, at if found.shape[1] > 1 else 0]
    return np.broadcast_to(chosen, rows.shape)
