"""The synthetic season: one seed is one market, it holds what it says, and it streams."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from itertools import islice

import numpy as np
import pytest

from matching.lists import places
from matching.vocabulary import vocabulary
from tests.benchmarks.season import Season
from tests.benchmarks.season.goods import commodities
from tests.benchmarks.season.hidden import gains, truth
from tests.benchmarks.season.learned import hand_table
from tests.benchmarks.season.outcomes import SHOWN, outcomes
from tests.benchmarks.season.writing import keyed, slipped

SMALL = Season(200, 40)


def test_one_seed_is_one_market_and_a_larger_one_begins_with_it() -> None:
    again, larger = Season(200, 40), Season(12_000, 300)
    assert list(SMALL.offer_records()) == list(again.offer_records()) == list(islice(larger.offer_records(), 200))
    assert list(SMALL.need_records()) == list(again.need_records()) == list(islice(larger.need_records(), 40))
    assert list(SMALL.offer_texts()) == list(again.offer_texts()) == list(islice(larger.offer_texts(), 200))
    assert list(Season(200, 40, seed=7).offer_records()) != list(SMALL.offer_records())


def test_the_goods_are_real_ones_with_their_varieties() -> None:
    goods = commodities()
    known = {(variety.good, variety.name) for variety in vocabulary().varieties}
    assert len(goods) >= 145
    assert sum(len(good.varieties) for good in goods) >= 400
    assert sum(len(good.names) for good in goods) >= 600
    assert all((good.code, name) in known for good in goods for name, _ in good.varieties)


@pytest.mark.slow
def test_texts_are_typed_as_people_type() -> None:
    found = list(Season(20_000, 0).offer_texts())
    styles = Counter(row.style for row in found)
    assert (styles["plain"] + styles["telex"]) / len(found) == pytest.approx(0.40, abs=0.02)
    assert styles["telex"] / len(found) == pytest.approx(0.06, abs=0.01)
    assert sum(row.slip for row in found) / len(found) == pytest.approx(0.18, abs=0.02)
    assert keyed("cà phê sầu riêng đỏ", "telex") == "caf phee saauf rieeng ddor"
    assert keyed("Đậu phộng", "plain") == "Dau phong"
    assert all(slipped("mãng cầu", roll) != "mãng cầu" for roll in np.linspace(0, 0.99, 25))


@pytest.mark.slow
def test_a_season_streams() -> None:
    next(Season(1, 1).offer_records())  # the tables behind every season
    tracemalloc.start()
    count = sum(1 for _ in Season(30_000, 0).offer_records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 30_000
    # A chunk of ten thousand drawn rows is some 6 MB; thirty thousand records would be 60.
    assert peak < 25e6


def test_who_cannot_trade_is_worth_nothing_to_either_side() -> None:
    season = Season(2_000, 50)
    offers, needs = season.offer_draws(), season.need_draws()
    offer, need = np.divmod(np.arange(2_000 * 50), 50)
    worth = truth(offers, needs, offer, need)
    other_good = offers.commodity[offer] != needs.commodity[need]
    apart = (offers.start[offer] > needs.end[need]) | (offers.end[offer] < needs.start[need])
    assert not worth.buyer[other_good | apart].any()
    assert not worth.seller[other_good | apart].any()
    assert np.array_equal(worth.buyer > 0, worth.seller > 0)
    assert 0 < worth.buyer.max() <= 1
    assert 0 < worth.seller.max() <= 1
    assert np.array_equal(gains(worth.buyer) > 0, worth.buyer > 0)


def test_outcomes_come_in_order_and_belong_to_their_pair() -> None:
    season = Season(1_500, 150)
    table = hand_table(season, 20)
    found = outcomes(season, table)
    assert (found.rank <= SHOWN).all()
    assert found.introduced.any()
    assert not (found.signed & ~found.introduced).any()
    assert not (found.delivered & ~found.signed).any()
    assert np.array_equal(found.rank, places(found.need) + 1)
    again = outcomes(season, table)
    assert np.array_equal(found.introduced, again.introduced)
    assert np.array_equal(found.day, again.day)
