"""What the columns of the matcher are made of: their types, the numbers that stand for unknown, codes for texts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.errors import RecordError

# Of any width: columns are kept as narrow as their values allow.
Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]
Columns = dict[str, NDArray[Any]]

UNKNOWN = -1
# The asking side's unknown: equal to no number of a line, not even to a line's own unknown.
NOT_ASKED = -3
FIRST_DAY, LAST_DAY = 0, 4_000_000

LEVELS = {"country": 1, "region": 2, "province": 3, "district": 4, "commune": 5}


class _Numbers(dict[Hashable, int]):
    """Gives whatever is asked for the first time the next number."""

    def __missing__(self, value: Hashable) -> int:
        found = self[value] = len(self)
        return found


class Codes:
    """Whole numbers for texts, given out in order of arrival; nothing but equality is ever read from them."""

    def __init__(self, known: tuple[Hashable, ...] = ()) -> None:
        self._numbers = _Numbers({value: number for number, value in enumerate(known)})
        self._values: tuple[Hashable, ...] = ()

    def __len__(self) -> int:
        return len(self._numbers)

    def add(self, value: Hashable | None) -> int:
        """The number of `value`; None is UNKNOWN."""
        return UNKNOWN if value is None else self._numbers[value]

    def find(self, value: Hashable | None) -> int:
        """The number of `value`, or NOT_ASKED when it is None or was never added."""
        return NOT_ASKED if value is None else self._numbers.get(value, NOT_ASKED)

    def values(self) -> tuple[Hashable, ...]:
        """Every value, in the order of their numbers."""
        if len(self._values) != len(self._numbers):
            self._values = tuple(self._numbers)
        return self._values


# More kilograms, đồng or hectares than there are anywhere; below it every whole number is told apart.
BEYOND_COUNTING = 10**15


def number(value: Any) -> float:
    """A Decimal or int as float; None becomes NaN, which stands for unknown in float columns.

    Raises `RecordError` for what is beyond counting.
    """
    if value is None:
        return float("nan")
    if not -BEYOND_COUNTING < value < BEYOND_COUNTING:
        raise RecordError("an amount is beyond counting")
    return float(value)


def month_bits(months: frozenset[int] | None) -> int:
    """Months as twelve bits; 0 stands for unknown."""
    return sum(1 << (month - 1) for month in months) if months else 0


def day(value: date | None, otherwise: int) -> int:
    """A date as days since year 1, or `otherwise`."""
    return otherwise if value is None else value.toordinal()


def one_of(column: NDArray[Any], values: Iterable[int]) -> Bools:
    """Where a column holds one of a few values; for many, numpy.isin is faster."""
    found = np.zeros(column.shape, dtype=bool)
    for value in values:
        found |= column == value
    return found


def spread(first: Ints, count: Ints) -> Ints:
    """The places first, first + 1, … of every span, one span after the other."""
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first - (ends - count), count) + np.arange(total)


def ascending(bounds: Ints) -> Ints:
    """Counts as places: 0, then the running sum."""
    return np.concatenate(([0], np.cumsum(bounds))).astype(np.int64)
