"""How near the first twenty come to what buyers truly want: nDCG@20 against the hidden utility."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice

import numpy as np

from matching.arrays import Floats, Ints
from matching.batch import MatchTable, match
from matching.lists import places
from tests.benchmarks.engine import lean_index, matcher
from tests.benchmarks.report import Fields
from tests.benchmarks.rivals import Rival
from tests.benchmarks.season import Season
from tests.benchmarks.season.hidden import gains, truth
from tests.benchmarks.season.learned import season_ranker
from tests.benchmarks.texts import texts

TOP, PERFECT_OF = 20, 200
JUDGED = 500
DISCOUNT = 1 / np.log2(np.arange(2, TOP + 2))


class Judge:
    """Gains of every offer for each of the first needs of a season; needs that nobody can serve do not count."""

    def __init__(self, season: Season) -> None:
        self.season = replace(season, needs=min(season.needs, JUDGED))
        offers, needs = self.season.offer_draws(), self.season.need_draws()
        self._best: list[float] = []
        self._gains: list[dict[int, float]] = []
        for number in range(self.season.needs):
            same = np.flatnonzero(offers.commodity == needs.commodity[number])
            worth = gains(truth(offers, needs, same, np.full(len(same), number)).buyer)
            self._best.append(float(np.sort(worth)[::-1][:TOP] @ DISCOUNT[: min(TOP, len(worth))]))
            self._gains.append(dict(zip(same.tolist(), worth.tolist(), strict=True)))

    def gains(self, need: int, offers: Ints) -> Floats:
        """The gain of each offer for a need; -1 stands for no offer."""
        return np.array([self._gains[need].get(int(offer), 0.0) for offer in offers], dtype=np.float64)

    def mean(self, ranked: Ints) -> float:
        """The mean nDCG@20 of lists, shape (at least needs, TOP), -1 where a list is shorter."""
        found = [
            float(self.gains(need, row[:TOP]) @ DISCOUNT[: len(row[:TOP])]) / best
            for need, (row, best) in enumerate(zip(ranked, self._best, strict=False))
            if best > 0
        ]
        return float(np.mean(found)) if found else 0.0


def ours(season: Season) -> dict[str, Fields]:
    """By the hand score; `learned`: the best fifty by it, in the order of a model that learned from another season."""
    judge = Judge(season)
    index = lean_index(season.offer_records())
    needs = list(islice(season.need_records(), judge.season.needs))
    by_hand = match(index, needs, matcher(), top=TOP)
    learned = match(index, needs, matcher(season_ranker(season.seed)), top=TOP)
    return {"ndcg20": {"quality": judge.mean(_lists(by_hand)), "learned": judge.mean(_lists(learned))}}


def by_text(compare: Rival) -> Callable[[Season], dict[str, Fields]]:
    """A text rival's first twenty."""

    def run(season: Season) -> dict[str, Fields]:
        judge = Judge(season)
        return {"ndcg20": {"quality": judge.mean(compare(texts(judge.season), TOP))}}

    return run


def perfect_of_text(compare: Rival) -> Callable[[Season], dict[str, Fields]]:
    """The first two hundred by text, put in order by somebody who knows the truth: the most a reranker could do."""

    def run(season: Season) -> dict[str, Fields]:
        judge = Judge(season)
        near = compare(texts(judge.season), PERFECT_OF)
        best = [row[np.argsort(-judge.gains(need, row), kind="stable")][:TOP] for need, row in enumerate(near)]
        return {"ndcg20": {"quality": judge.mean(np.array(best))}}

    return run


def _lists(table: MatchTable) -> Ints:
    """Offer numbers of the season, a row for each need up to the last that has any; -1 where a list is shorter."""
    found = np.full((JUDGED, TOP), -1, dtype=np.int64)
    numbers = np.array([int(table.offer_ids[at][2:]) for at in table.offer.tolist()], dtype=np.int64)
    found[table.need, places(table.need)] = numbers
    return found
