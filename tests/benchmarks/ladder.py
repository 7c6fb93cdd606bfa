"""The ladder of learning on a season's outcomes: what each rung is worth on outcomes that came later.

Judged are pairs shown after everything that was learned from, always the same ones whatever was learned from before. A
good outcome far down counts for those who never looked so far: otherwise the order shown would be judged by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from matching.learning import Examples, HandRanker
from matching.learning.ladder import fit
from matching.learning.measuring import need_scores
from matching.learning.training import train
from tests.benchmarks.clock import CpuClock
from tests.benchmarks.report import Fields
from tests.benchmarks.season import Season
from tests.benchmarks.season.learned import hand_table, season_examples
from tests.benchmarks.season.outcomes import SHOWN, chance_of_look, outcomes


def measures(counts: Sequence[int], judged: int, seed: int) -> Iterator[Fields]:
    """A line for each number of outcomes learned from, all judged by the same `judged` later ones."""
    found = season_outcomes(max(counts) + judged, seed)
    found = found.take(np.argsort(found.day, kind="stable"))
    later, before = found.take(np.arange(len(found) - judged, len(found))), found.take(np.arange(len(found) - judged))
    # A need shown on both sides would be known already.
    before = before.take(~np.isin(before.need, later.need))
    for count in counts:
        yield _measure(before.take(np.arange(len(before))[-count:]), later, seed)


def season_outcomes(count: int, seed: int) -> Examples:
    """At least `count` outcomes of a season just large enough for them, over its whole time."""
    season = Season(max(count // 2, 1_000), count * 6 // (5 * SHOWN) + 20, seed)
    table = hand_table(season, SHOWN)
    return season_examples(season, table, outcomes(season, table))


def _measure(earlier: Examples, later: Examples, seed: int) -> Fields:
    """nDCG@10 on later outcomes by the hand score, by each rung whether it is promoted or not, and by what is."""
    clock = CpuClock()
    with clock.running():
        trained = train(earlier, seed=seed)
    scores = {"hand": HandRanker().predict(later.features)}
    scores |= {rung: fit(rung, earlier, seed=seed).predict(later.features) for rung in ("logistic", "boosting")}
    scores["promoted"] = trained.ranker.predict(later.features)
    worth = 1 / chance_of_look(later.rank)
    quality = {name: need_scores(later, found, worth=worth, seed=seed).mean for name, found in scores.items()}
    return {
        "measure": "learned_ndcg10",
        "size": f"{len(earlier)} outcomes",
        "ours_cpu_s": round(clock.seconds, 3),
        "quality": round(quality["promoted"], 4),
        **{name: round(value, 4) for name, value in quality.items() if name != "promoted"},
        "gain": round(quality["promoted"] - quality["hand"], 4),
        "rung": trained.card.rung,
        "reason": trained.card.reason,
        "judged": len(later),
    }
