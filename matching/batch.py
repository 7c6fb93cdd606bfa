"""Many needs against many offers at once, as arrays: what a nightly recount or a plan works with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.arrays import Floats, Ints
from matching.candidates import OfferIndex, build
from matching.ranking import Hit, Matcher
from matching.records import NeedRecord, OfferRecord


@dataclass(frozen=True, slots=True)
class MatchTable:
    """Pairs by need, then in the order shown. `need` is a place in the given needs, `offer` one in `offer_ids`.

    `tenths` is the hand score in tenths of a point; `part_tenths` has a column for each of `parts` that adds up to
    it, and `part_values` (0..1) has the same columns before weights and rounding. `offer_ids` are in the order in
    which the offers came.
    """

    need: Ints
    offer: Ints
    tenths: Ints
    part_tenths: Ints
    part_values: Floats
    parts: tuple[str, ...]
    offer_ids: Sequence[str]

    def __len__(self) -> int:
        return len(self.need)


def match(
    index: OfferIndex | Sequence[OfferRecord],
    needs: Sequence[NeedRecord],
    matcher: Matcher,
    *,
    top: int = 50,
    on: date | None = None,
    backend: str = "sequential",
    jobs: int = 1,
) -> MatchTable:
    """The best `top` offers of every need: the same pairs and scores as `Matcher.suggest`, without sentences.

    `backend` names a joblib back end: "sequential", "threading", "loky" or "dask"; `jobs` is how many run at once.
    The answer is the same whatever the split.
    """
    ready = index if isinstance(index, OfferIndex) else build(index)
    parts = tuple(matcher.parts)
    spans = np.array_split(np.arange(len(needs)), max(jobs, 1))
    shards = [(int(span[0]), list(needs[span[0] : span[-1] + 1])) for span in spans if len(span)]
    if backend == "sequential":
        found = [_shard(ready, shard, matcher, top, on) for shard in shards]
    else:
        from joblib import Parallel, delayed

        found = list(
            Parallel(n_jobs=jobs, backend=backend)(delayed(_shard)(ready, shard, matcher, top, on) for shard in shards)
        )
    need, offer, tenths, part_tenths, values = (
        np.concatenate(column) for column in zip(_empty(len(parts)), *found, strict=True)
    )
    return MatchTable(need, offer, tenths, part_tenths, values, parts, ready.ids)


Columns = tuple[Ints, Ints, Ints, Ints, Floats]


def _empty(width: int) -> Columns:
    pair = np.zeros(0, dtype=np.int32)
    none = np.zeros((0, width), dtype=np.int16)
    return pair, pair, none[:, 0], none, none.astype(np.float32)


def _shard(
    index: OfferIndex, shard: tuple[int, Sequence[NeedRecord]], matcher: Matcher, top: int, on: date | None
) -> Columns:
    first, needs = shard
    hits: list[tuple[int, Hit]] = [
        (first + number, hit) for number, need in enumerate(needs) for hit in matcher.best(index, need, top, on=on)
    ]
    width = len(matcher.parts)
    return (
        np.array([number for number, _ in hits], dtype=np.int32),
        np.array([hit.slot for _, hit in hits], dtype=np.int32),
        np.array([hit.tenths for _, hit in hits], dtype=np.int16),
        np.array([hit.scored.tenths[hit.line] for _, hit in hits], dtype=np.int16).reshape(-1, width),
        np.array([hit.scored.values[hit.line] for _, hit in hits], dtype=np.float32).reshape(-1, width),
    )
