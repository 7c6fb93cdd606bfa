"""Many needs against many offers at once, as arrays: what a nightly recount or a plan works with.

Needs are put in order of their goods and cut into shards; a shard takes along only the buckets of goods that its needs
may look into, so it can be worked on anywhere. To use the machines of a dask cluster:

    from dask.distributed import Client

    with Client("tcp://scheduler:8786"):
        table = match(index, needs, matcher, backend="dask", jobs=32)

"dask" wants such a client to be there; "loky" runs processes on this machine, "threading" threads in this process.
The answer is the same whatever the split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.arrays import Floats, Ints
from matching.candidates import OfferIndex, build
from matching.errors import ParameterError
from matching.ranking import LIKELIHOOD, Matcher
from matching.records import NeedRecord, OfferRecord

BACKENDS = ("sequential", "threading", "loky", "dask")
SHARD = 10_240


@dataclass(frozen=True, slots=True)
class MatchTable:
    """Pairs by need, then in the order shown. `need` is a place in the given needs, `offer` one in `offer_ids`.

    `tenths` is the hand score in tenths of a point; `part_tenths` (pairs, parts) has a column for each of `parts` that
    adds up to it, and `part_values` (0..1) has the same columns before weights and rounding. `offer_ids` are in the
    order in which the offers came. `likelihood` (0..1) is what a model expects of each pair, None without a model.
    """

    need: Ints
    offer: Ints
    tenths: Ints
    part_tenths: Ints
    part_values: Floats
    parts: tuple[str, ...]
    offer_ids: Sequence[str]
    likelihood: Floats | None = None

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

    `backend` is one of BACKENDS; `jobs` is how many shards are worked on at once. Memory beside the index is that of
    one shard of SHARD needs a job, and of the table. Raises `ParameterError` for an unknown back end or no job.
    """
    if backend not in BACKENDS or jobs < 1:
        raise ParameterError(f"no such way to run: {backend!r} with {jobs} jobs")
    ready = index if isinstance(index, OfferIndex) else build(index, keep=False)
    shards = _shards(needs, max(min(SHARD, -(-len(needs) // jobs)), 1))
    if backend == "sequential":
        found = [_matched(ready, [needs[at] for at in shard], matcher, top, on) for shard in shards]
    else:
        found = _parallel(ready, needs, shards, matcher, top, on, backend, jobs)
    return _table(found, shards, ready, matcher)


Columns = tuple[Ints, Ints, Ints, Ints, Floats, Floats]


def _parallel(
    index: OfferIndex,
    needs: Sequence[NeedRecord],
    shards: list[list[int]],
    matcher: Matcher,
    top: int,
    on: date | None,
    backend: str,
    jobs: int,
) -> list[Columns]:
    from joblib import Parallel, delayed, parallel_config

    tasks = (
        delayed(_matched)(index.only(_goods(own, matcher)), own, matcher, top, on)
        for own in ([needs[at] for at in shard] for shard in shards)
    )
    with parallel_config(backend=backend, n_jobs=jobs):
        return list(Parallel()(tasks))


def _shards(needs: Sequence[NeedRecord], size: int) -> list[list[int]]:
    """Places of needs, those of one good together."""
    order = sorted(range(len(needs)), key=lambda at: (needs[at].goods[0].code if needs[at].goods else "", at))
    return [order[start : start + size] for start in range(0, len(order), size)]


def _goods(needs: Sequence[NeedRecord], matcher: Matcher) -> set[str]:
    asked = {(good.code, need.buyer_kind) for need in needs for good in need.goods}
    return {code for good, kind in asked for code in matcher.catalogue.relatives(good, kind)}


def _matched(index: OfferIndex, needs: Sequence[NeedRecord], matcher: Matcher, top: int, on: date | None) -> Columns:
    picks, likely = matcher.many(index, needs, top, on)
    chances = np.zeros(0) if likely is None else (likely / LIKELIHOOD).astype(np.float32)
    return picks.need.astype(np.int32), picks.slot, picks.tenths, picks.part_tenths, picks.values, chances


def _table(found: list[Columns], shards: list[list[int]], index: OfferIndex, matcher: Matcher) -> MatchTable:
    """The pairs of all shards, by need as given."""
    own = [np.array(shard, dtype=np.int32)[one[0]] for shard, one in zip(shards, found, strict=True)]
    need = np.concatenate([np.zeros(0, dtype=np.int32), *own])
    order = np.argsort(need, kind="stable")
    slots, tenths, part_tenths, values, chances = (
        np.concatenate([none, *(one[place] for one in found)])
        for place, none in enumerate(_nothing(len(matcher.parts)), start=1)
    )
    return MatchTable(
        need=need[order],
        offer=slots[order],
        tenths=tenths[order],
        part_tenths=part_tenths[order],
        part_values=values[order],
        parts=matcher.parts,
        offer_ids=index.ids,
        likelihood=None if matcher.model is None else chances[order],
    )


def _nothing(width: int) -> tuple[Ints, Ints, Ints, Floats, Floats]:
    wide = np.zeros((0, width), dtype=np.int16)
    return wide[:, 0].astype(np.int32), wide[:, 0], wide, wide.astype(np.float32), wide[:, 0].astype(np.float32)
