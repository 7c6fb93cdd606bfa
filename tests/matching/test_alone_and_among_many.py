"""A pair is told the same alone as among many others, whatever the forms and ways of growing beside it."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from matching import Matcher, NeedRecord, OfferRecord, build
from matching.goods_catalogue import VocabularyCatalogue
from matching.records import Good
from tests.matching.contract import HIGHLANDS, MEKONG, need, offer, period

ON = date(2027, 1, 1)
GRAINS, FRUIT = ("rice", "coffee"), ("durian", "vegetables", "cabbage")


def good(at: random.Random) -> Good:
    return Good(
        at.choice((*GRAINS, *FRUIT)),
        form=at.choice([None, "fresh", "paddy", "milled", "seed", "green_bean", "dried"]),
        variety=at.choice([None, None, "Ri6", "OM 5451"]),
        system=at.choice([None, None, "organic", "rice_shrimp"]),
    )


def offers(at: random.Random, count: int) -> list[OfferRecord]:
    return [
        offer(
            f"O-{number}",
            goods=tuple(good(at) for _ in range(at.choice((1, 1, 2)))),
            sites=(at.choice((MEKONG, HIGHLANDS)),),
            periods=(period(ON + timedelta(at.randrange(200)), ON + timedelta(300), at.randrange(1, 90_000), 0),),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_a_pair_scores_the_same_alone_as_among_many(seed: int) -> None:
    at = random.Random(seed)
    many, matcher = offers(at, 150), Matcher(VocabularyCatalogue())
    index, by_id = build(many), {one.id: one for one in many}
    for wanted in needs(at, 25):
        for told in matcher.suggest(index, wanted, top=8, on=ON).suggestions:
            assert matcher.pair(by_id[told.offer_id], wanted, on=ON) == told


def needs(at: random.Random, count: int) -> list[NeedRecord]:
    asked = period(ON, ON + timedelta(250), 40_000, 0)
    return [need(f"N-{number}", goods=(good(at),), periods=(asked,), sites=(MEKONG,)) for number in range(count)]
