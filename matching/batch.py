"""Many needs against many offers at once, as arrays: what a nightly recount or a plan works with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.arrays import Ints
from matching.candidates import build
from matching.ranking import Matcher
from matching.records import NeedRecord, OfferRecord


@dataclass(frozen=True, slots=True)
class MatchTable:
    """Pairs by need, then score, then offer id. `need` and `offer` are places in the given sequences.

    `tenths` is the score in tenths of a point, and `part_tenths` has a column for each of `parts` that adds up to it.
    """

    need: Ints
    offer: Ints
    tenths: Ints
    part_tenths: Ints
    parts: tuple[str, ...]


def match(offers: Sequence[OfferRecord], needs: Iterable[NeedRecord], matcher: Matcher, *, top: int = 50) -> MatchTable:
    """The best `top` offers of every need: the same pairs and scores as `Matcher.suggest`, without sentences."""
    index = build(offers)
    place = {offer.id: number for number, offer in enumerate(offers)}
    rows: list[tuple[int, int, int]] = []
    tenths: list[Ints] = []
    for number, need in enumerate(needs):
        for hit in matcher.best(index, need, top):
            rows.append((number, place[index.offer(hit.slot).id], hit.tenths))
            tenths.append(hit.scored.tenths[hit.line])
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    parts = tuple(matcher.parts)
    columns = np.array(tenths, dtype=np.int64).reshape(-1, len(parts))
    return MatchTable(table[:, 0], table[:, 1], table[:, 2], columns, parts)
