"""Leaving out what cannot be chosen changes nothing: long lists of many needs are those of each need by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.batch import match
from matching.candidates import build
from matching.goods_catalogue import VocabularyCatalogue
from matching.ranking import Matcher
from matching.records import Good, NeedRecord, OfferRecord, Site
from tests.benchmarks.season import Season

SEASON = Season(offers=1_500, needs=40, seed=7)


def _offers() -> list[OfferRecord]:
    """A crowded market of few goods, with offers that are linked, undated, twice over or somewhere unknown."""
    offers = []
    for number, offer in enumerate(SEASON.offer_records()):
        change = CHANGES.get(number % 17)
        offers.append(replace(offer, goods=_few(number), **(change(offer, number) if change else {})))
    return offers


def _needs() -> list[NeedRecord]:
    needs = []
    for number, need in enumerate(SEASON.need_records()):
        far = tuple(replace(one, end=one.end + timedelta(days=30_000 * (number % 5 == 0))) for one in need.periods)
        periods = () if number % 7 == 0 else far
        needs.append(replace(need, goods=_few(number), organisation=f"B-{number % 40}", periods=periods))
    return needs


def _few(number: int) -> tuple[Good, ...]:
    found = GOODS[number % len(GOODS)]
    return (replace(found, variety=None) if number % 3 else found,)


CHANGES: dict[int, Callable[[OfferRecord, int], dict[str, Any]]] = {
    0: lambda _, number: {"linked": frozenset({f"B-{number % 40}"})},
    1: lambda *_: {"periods": (), "months": frozenset({1, 2, 3})},
    2: lambda *_: {"sites": (Site(),)},
    3: lambda offer, _: {"periods": (*offer.periods, *offer.periods)},
    4: lambda offer, _: {"sites": (*offer.sites, *offer.sites)},
}
GOODS = [offer.goods[0] for offer in Season(offers=4, needs=1, seed=3).offer_records()]


@pytest.mark.slow
@pytest.mark.parametrize("top", [3, 20])
def test_what_is_left_out_would_not_have_been_chosen(top: int) -> None:
    matcher, index, needs = Matcher(VocabularyCatalogue()), build(_offers()), _needs()
    table = match(index, needs, matcher, top=top)
    found = [
        [(index.ids[slot], int(tenths)) for slot, tenths in zip(table.offer[own], table.tenths[own], strict=True)]
        for own in (table.need == place for place in range(len(needs)))
    ]
    for need, batch in zip(needs, found, strict=True):
        alone = matcher.suggest(index, need, top=top).suggestions
        assert [(one.offer_id, one.score * 10) for one in alone] == batch
    assert sum(len(one) == top for one in found) > len(needs) / 2
