"""Examples to learn from, made of a season's outcomes, and a ranker that learned from a season of its own."""

from __future__ import annotations

from functools import cache

import numpy as np

from matching import Matcher
from matching.batch import MatchTable, match
from matching.features import pair_features
from matching.goods_catalogue import VocabularyCatalogue
from matching.learning import Examples, LearnedRanker, examples
from matching.learning.ladder import fit
from tests.benchmarks.season.goods import commodities
from tests.benchmarks.season.market import Season
from tests.benchmarks.season.outcomes import SIZES, Outcomes, outcomes


def hand_table(season: Season, top: int = 50) -> MatchTable:
    """The lists of all needs by the hand score."""
    return match(list(season.offer_records()), list(season.need_records()), Matcher(VocabularyCatalogue()), top=top)


def season_examples(season: Season, table: MatchTable, found: Outcomes) -> Examples:
    """The shown pairs as examples; two who both said yes ended well."""
    offers = season.offer_draws()
    return examples(
        pair_features(table.part_values[found.pair], table.tenths[found.pair], table.parts),
        found.introduced.astype(np.int64),
        found.day,
        [f"N-{need}" for need in found.need.tolist()],
        commodity=[commodities()[number].code for number in offers.commodity[found.offer].tolist()],
        size=[SIZES[number] for number in offers.size[found.offer].tolist()],
        rank=found.rank.tolist(),
    )


@cache
def season_ranker(seed: int) -> LearnedRanker:
    """The top rung of the ladder, learned from 1,000 needs of another season: the dearest one to predict with."""
    season = Season(8_000, 1_000, seed + 1)
    table = hand_table(season)
    return fit("boosting", season_examples(season, table, outcomes(season, table)), seed=0)
