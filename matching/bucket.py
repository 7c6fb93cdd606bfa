"""The lines of one good and form, sorted by the start of their window; those without dates stand first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.arrays import FIRST_DAY, Bools, Columns, Floats, Ints, ascending, spread
from matching.lines import unpacked
from matching.once import once


@dataclass(frozen=True, slots=True)
class Ragged:
    """What a line has any number of: its rows of the columns stand from `first[line]` to `first[line + 1]`."""

    first: Ints
    columns: Columns

    def take(self, lines: Ints) -> Ragged:
        """The rows of these lines, in their order."""
        begin = self.first[lines]
        count = self.first[lines + 1] - begin
        rows = spread(begin, count)
        return Ragged(ascending(count), {name: column[rows] for name, column in self.columns.items()})

    def span(self, start: int, stop: int) -> Ragged:
        """The rows of the lines from `start` until `stop`, without copying them."""
        first = self.first[start : stop + 1]
        columns = {name: column[first[0] : first[-1]] for name, column in self.columns.items()}
        return Ragged(first - first[0], columns)

    def owner(self) -> Ints:
        """The line of every row."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))

    def __len__(self) -> int:
        return int(self.first[-1])


class Bucket:
    """Lines of one (good, form). `order` is each line's place among them by offer id, then as they stand."""

    def __init__(
        self, good: str, form: str | None, lines: Columns, ragged: Mapping[str, Ragged], order: NDArray[Any]
    ) -> None:
        self.good, self.form = good, form
        self.lines, self.ragged, self.order = lines, dict(ragged), order
        # Where its lines stand among those of all buckets that share its columns; alone it is its own whole.
        self._whole: Bucket | None = None
        self.first = 0
        # What `matching.paper_rows` made of the papers of its lines, by wish.
        self.papers_by_wish: dict[str, tuple[Ints, Ints, Ints]] = {}
        # Where a line stands for all that lie within so many kilometres of its point.
        self.radius_km: Floats | None = None

    @property
    def whole(self) -> Bucket:
        """All lines that stand in the columns of which its own are a span."""
        return self if self._whole is None else self._whole

    def stands_in(self, whole: Bucket, first: int) -> None:
        """Its columns are a span of those of `whole`, beginning with line `first`."""
        self._whole, self.first = whole, first

    def __len__(self) -> int:
        return len(self.order)

    def __reduce__(self) -> tuple[Any, ...]:
        return Bucket, (self.good, self.form, self.lines, self.ragged, self.order)

    @once
    def by_order(self) -> Ints:
        """The line at each place by offer id."""
        lines = np.empty(len(self), dtype=np.int64)
        lines[self.order] = np.arange(len(self))
        return lines

    @once
    def profiles(self) -> tuple[Columns, Ints]:
        """The different profiles of its lines, unpacked, and which one each line has."""
        kinds, which = np.unique(self.lines["profile"], return_inverse=True)
        return unpacked(kinds), which

    @once
    def undated(self) -> int:
        """How many lines at the front have no dates."""
        return int(np.searchsorted(self.lines["start"], FIRST_DAY, side="right"))

    @once
    def latest(self) -> Ints:
        """The latest day on which any line up to this one ends; the dated lines only."""
        return np.maximum.accumulate(self.lines["end"][self.undated :])

    @once
    def most_lines_of_one(self) -> int:
        """How many lines one offer has at most."""
        if self.lines["alone"].all():
            return 1
        return int(np.unique(self.lines["slot"], return_counts=True)[1].max(initial=1))

    @once
    def partners(self) -> tuple[Ints, Bools]:
        """Every linked buyer with its line as one number (see `partner_key`), in order, and whether it is broken."""
        found = self.ragged["partners"]
        keys = partner_key(found.columns["organisation"], found.owner())
        order = np.argsort(keys, kind="stable")
        return keys[order], found.columns["broken"][order]

    def opening(self, asked_start: Ints, asked_end: Ints) -> tuple[Ints, Ints]:
        """First and one past last of the dated lines whose window can touch each asked one, counted from all lines."""
        start = self.lines["start"][self.undated :]
        first = np.searchsorted(self.latest, asked_start, side="left")
        return first + self.undated, np.searchsorted(start, asked_end, side="right") + self.undated

    def take(self, lines: Ints) -> Bucket:
        """Some of the lines, in the order given; the same line may be taken twice."""
        ragged = {name: found.take(lines) for name, found in self.ragged.items()}
        return Bucket(
            self.good, self.form, {name: c[lines] for name, c in self.lines.items()}, ragged, self.order[lines]
        )


def partner_key(organisation: Ints, line: Ints) -> Ints:
    """An organisation and a line as one number."""
    return np.asarray(organisation.astype(np.int64) << 32 | line)
