"""What offers give from day to day: goods of a period come evenly over its days."""

from __future__ import annotations

import numpy as np

from matching.arrays import Floats, Ints
from matching.block import Block
from matching.bucket import Ragged

# Rows of a table of periods.
TURNS = 8
_Table = tuple[Ints | slice, Floats, Floats, Floats, Floats | None]


class Supply:
    """What the lines of a block give until a day.

    Periods stand in tables of up to TURNS rows, one for the first of every line, one for those behind them, and so on.
    """

    def __init__(self, block: Block) -> None:
        self._lines = block.shape[1]
        offered, places = block.bucket.ragged["periods"], block.places
        first = offered.first[places]
        count = offered.first[places + 1] - first
        most = int(count.max(initial=0))
        self._tables = [_table(offered, first, count, turn, most) for turn in range(0, most, TURNS)]
        self.flows = any(table[-1] is not None for table in self._tables)
        # What was worked out for the last days, with which the next periods often begin.
        self._last: tuple[Ints, tuple[Floats, Floats]] | None = None

    def between(self, start: Ints, past: Ints) -> tuple[Floats, Floats | None]:
        """Firm and flexible kilograms of every line from a day until before another; None where nothing is flexible.

        There is one day for all lines or one for each.
        """
        before, after = self._until(start), self._until(past)
        return after[0] - before[0], after[1] - before[1] if self.flows else None

    def _until(self, days: Ints) -> tuple[Floats, Floats]:
        if self._last is not None and np.array_equal(self._last[0], days):
            return self._last[1]
        found = self._added_up(days)
        self._last = days, found
        return found

    def _added_up(self, days: Ints) -> tuple[Floats, Floats]:
        firm: Floats = np.zeros(self._lines)
        flexible: Floats = firm
        for place, (lines, start, length, sure, loose) in enumerate(self._tables):
            part = np.subtract(days[lines] if len(days) > 1 else days, start)
            part /= length
            np.maximum(part, 0.0, out=part)
            np.minimum(part, 1.0, out=part)
            more = _added(part * loose) if loose is not None else 0.0
            given = _added(np.multiply(part, sure, out=part))
            if not place:
                firm, flexible = given, np.broadcast_to(more, given.shape)
                continue
            firm[lines] += given
            if self.flows:
                flexible = flexible.copy()
                flexible[lines] += more
        return firm, flexible


def _table(offered: Ragged, first: Ints, count: Ints, turn: int, most: int) -> _Table:
    """Lines with more than `turn` periods (all, for 0), and start, length, firm and flexible kilograms of those."""
    lines: slice | Ints = np.flatnonzero(count > turn) if turn else slice(None)
    turns = np.arange(turn, min(turn + TURNS, most))[:, None]
    real = turns < count[lines]
    at = first[lines] + turns
    if whole := bool(real.all()):
        real = np.ones((1, 1), dtype=bool)
    else:
        at[~real] = 0
    columns = offered.columns
    start = columns["start"][at].astype(np.float64)
    length = columns["end"][at] - start + 1.0
    firm, flexible = columns["firm"][at], columns["flexible"][at]
    if not whole:
        firm, flexible = firm * real, flexible * real
    return lines, start, length, firm, flexible if flexible.any() else None


def _added(rows: Floats) -> Floats:
    """The sum of the rows, one after the other, so that it rounds as it does for one line."""
    found: Floats = rows[0]
    for row in rows[1:]:
        found += row
    return found
