"""The whole market anew: an index of all offers and the best fifty of every need."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matching.batch import match
from tests.benchmarks.clock import CpuClock
from tests.benchmarks.engine import blocks, lean_index, matcher
from tests.benchmarks.report import Fields
from tests.benchmarks.rivals import Rival
from tests.benchmarks.season import Season
from tests.benchmarks.season.learned import season_ranker
from tests.benchmarks.texts import Texts, texts

TOP = 50


def ours(season: Season) -> dict[str, Fields]:
    """CPU seconds of building and matching, without the making of records. Pairs are kept as narrow arrays."""
    # Learning on another season also loads the libraries and what the catalogue knows, once in the life of a process.
    ranker = season_ranker(season.seed)
    clock, kept, engine = CpuClock(), [], matcher(ranker)
    with clock.running():
        index = lean_index(clock.outside(season.offer_records()))
    building = clock.seconds
    for needs in blocks(season.need_records()):
        with clock.running():
            table = match(index, needs, engine, top=TOP)
            kept.append((table.need.astype(np.int32), table.offer.astype(np.int32), table.tenths.astype(np.int16)))
    pairs = sum(len(need) for need, _, _ in kept)
    found = {"cpu_s": clock.seconds, "build_cpu_s": building, "pairs": pairs, "model": ranker.version}
    return {"rebuild": found}


def rival(compare: Rival) -> Callable[[Season], dict[str, Fields]]:
    """The same number of suggestions for every need by a text rival, the making of texts left out."""

    def run(season: Season) -> dict[str, Fields]:
        found, clock = _loaded(compare, season), CpuClock()
        with clock.running():
            compare(found, TOP)
        return {"rebuild": {"cpu_s": clock.seconds}}

    return run


def sampled(compare: Rival, most_pairs: int) -> Callable[[Season], dict[str, Fields]]:
    """A rival whose cost is the number of pairs: measured on some needs, scaled up to all of them."""

    def run(season: Season) -> dict[str, Fields]:
        found, clock = _loaded(compare, season), CpuClock()
        some = found.needs[: max(most_pairs // max(len(found.offers), 1), 1)]
        with clock.running():
            compare(Texts(found.offers, some), TOP)
        scale = len(found.needs) / len(some)
        note: Fields = {} if scale == 1 else {"extrapolated_from": f"{len(some)} needs"}
        return {"rebuild": {"cpu_s": clock.seconds * scale, **note}}

    return run


def _loaded(compare: Rival, season: Season) -> Texts:
    """The texts, after a first run on a few of them: loading a library is no part of the work."""
    found = texts(season)
    compare(Texts(found.offers[:100], found.needs[:10]), TOP)
    return found
