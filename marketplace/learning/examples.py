"""Shown pairs and how they ended, as the arrays a model is trained on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    kept = [(row, outcome) for row in _registered(since, until) if (outcome := ended_well(row, until)) is not None]
    rows = [row for row, _outcome in kept]
    return arrays(
        _features(rows),
        [outcome for _row, outcome in kept],
        [row.day.toordinal() for row in rows],
        [str(row.need_id) for row in rows],
        commodity=[row.commodity for row in rows],
        size=[size_of(row) for row in rows],
        rank=[row.rank for row in rows],
        weights_version=rows[-1].weights_version if rows else weights.version(),
    )


def size_of(row: Any) -> str:
    """The seller's size class by its code; the empty text when it is unknown."""
    known = size_class(row.members, row.revenue, row.capital)
    return "" if known is None else known.value


def _registered(since: date, until: date) -> list[Any]:
    found = db.session.execute(shown_pairs(since, until).execution_options(yield_per=CHUNK))
    return [row for row in found if row.registered]


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
