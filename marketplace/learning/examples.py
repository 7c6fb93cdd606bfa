"""Shown pairs and how they ended, as the arrays a model is trained on."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from marketplace.extensions import db
from marketplace.learning.outcomes import ended_well, shown_pairs
from marketplace.organisations.sizes import size_class
from marketplace.suggestions import weights
from matching.parameters import PARTS, parameters

if TYPE_CHECKING:
    from matching.learning.examples import Examples

CHUNK = 2000


def examples(since: date, until: date) -> Examples:
    """Pairs first shown in `since`..`until` (exclusive) whose outcome is known by `until`; registered parties only.

    In the order they were first shown. Features are made again from the points that were logged.
    """
    from matching.learning.examples import examples as arrays

    found = _Columns()
    for rows in db.session.execute(shown_pairs(since, until).execution_options(yield_per=CHUNK)).partitions():
        found.add([row for row in rows if row.registered], until)
    return arrays(
        found.features(),
        found.outcome,
        found.day,
        found.need,
        commodity=found.commodity,
        size=found.size,
        rank=found.rank,
        weights_version=found.weights_version or weights.version(),
    )


@dataclass(slots=True)
class _Columns:
    """What is kept of each example while the log is read: numbers and codes, never its rows."""

    blocks: list[Any] = field(default_factory=list)
    outcome: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    need: list[str] = field(default_factory=list)
    commodity: list[str] = field(default_factory=list)
    size: list[str] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    weights_version: str = ""

    def add(self, shown: Sequence[Any], until: date) -> None:
        """Those of the rows whose outcome is known."""
        known = [(row, outcome) for row in shown if (outcome := ended_well(row, until)) is not None]
        for row, outcome in known:
            self.outcome.append(outcome)
            self.day.append(row.day.toordinal())
            self.need.append(str(row.need_id))
            self.commodity.append(sys.intern(row.commodity))
            self.size.append(size_of(row))
            self.rank.append(row.rank)
            self.weights_version = row.weights_version
        self.blocks.append(_features([row for row, _outcome in known]))

    def features(self) -> Any:
        """All blocks as one array."""
        import numpy as np

        return np.concatenate([_features([]), *self.blocks])


def size_of(row: Any) -> str:
    """The seller's size class by its code; the empty text when it is unknown."""
    known = size_class(row.members, row.revenue, row.capital)
    return "" if known is None else known.value


def _features(rows: Sequence[Any]) -> Any:
    import numpy as np

    from matching.features import pair_features

    values = np.array([_values(row.parts) for row in rows], dtype=np.float64).reshape(-1, len(PARTS))
    return pair_features(values, np.array([row.tenths for row in rows], dtype=np.int64), PARTS)


def _values(parts: Mapping[str, Sequence[int]]) -> list[float]:
    """Each part's share of its most; one that did not count has the value of what nobody knows."""
    unknown = parameters().values["unknown"]
    shares = (parts.get(name, (0, 0)) for name in PARTS)
    return [min(got / most, 1.0) if most else unknown for got, most in shares]
