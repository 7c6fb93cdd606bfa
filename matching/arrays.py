"""Records as numpy arrays: the shape of a line, and the numbers that stand for unknown."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of any width: columns are kept as narrow as their values allow.
Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]
Rows = NDArray[np.void]

UNKNOWN = -1
FIRST_DAY, LAST_DAY = 0, 4_000_000

LINE = np.dtype(
    [
        ("slot", "i4"),
        ("site", "i2"),
        ("organisation", "i4"),
        ("start", "i4"),
        ("end", "i4"),
        ("months", "i2"),
        ("form", "i4"),
        ("variety", "i4"),
        ("system", "i4"),
        ("system_part", "?"),
        ("origin", "i4"),
        ("unsure", "?"),
        ("crops", "i2"),
        ("lat", "f8"),
        ("lon", "f8"),
        ("radius", "f4"),
        ("province", "i4"),
        ("district", "i4"),
        ("region", "i4"),
        ("level", "i1"),
        ("annual_kg", "f8"),
        ("area_ha", "f8"),
        ("lot_kg", "f8"),
        ("price", "f8"),
        ("on_time", "f8"),
        ("papers_known", "?"),
    ]
)
PERIOD = np.dtype([("slot", "i4"), ("start", "i4"), ("end", "i4"), ("firm", "f8"), ("flexible", "f8")])
PAPER = np.dtype([("slot", "i4"), ("kind", "i4"), ("start", "i4"), ("end", "i4"), ("good", "i4")])
PARTNER = np.dtype([("slot", "i4"), ("organisation", "i4"), ("broken", "?")])

LEVELS = {"country": 1, "region": 2, "province": 3, "district": 4, "commune": 5}


class Codes:
    """Whole numbers for texts, given out in order of arrival; nothing but equality is ever read from them."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}

    def add(self, value: Hashable | None) -> int:
        """The number of `value`; None is UNKNOWN."""
        if value is None:
            return UNKNOWN
        return self._numbers.setdefault(value, len(self._numbers))

    def find(self, value: Hashable | None) -> int:
        """The number of `value`, or a number nothing carries when it was never added."""
        if value is None:
            return UNKNOWN
        return self._numbers.get(value, -2)

    def known(self) -> dict[Hashable, int]:
        """Every value added so far with its number."""
        return self._numbers


def number(value: Any) -> float:
    """A Decimal or int as float; None becomes NaN, which stands for unknown in float columns."""
    return float("nan") if value is None else float(value)


def month_bits(months: frozenset[int] | None) -> int:
    """Months as twelve bits; 0 stands for unknown."""
    return sum(1 << (month - 1) for month in months) if months else 0


def day(value: date | None, otherwise: int) -> int:
    """A date as days since year 1, or `otherwise`."""
    return otherwise if value is None else value.toordinal()
