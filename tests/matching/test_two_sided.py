"""Both sides of a shortlist: the seller's parts add up, capacities are kept, nobody is moved up without a bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Matcher
from matching.arrays import Floats, Ints
from matching.batch import MatchTable, match
from matching.errors import BalanceError, LearningError, ParameterError
from matching.exposure import shown_order, times_shown
from matching.lists import places
from matching.prices import ReferencePrice
from matching.records import Certificate, Good, NeedRecord, OfferRecord, PriceBasis
from matching.seller_view import SELLER_PARTS, SellerTable, seller_parameters, seller_view
from matching.seller_words import seller_parts
from matching.sentences import Lang, sentence
from matching.two_sided import balance, capacities, equilibrium, seller_scores
from tests.matching.contract import HIGHLANDS, MEKONG, TableCatalogue, must_hold, need, offer, period

MATCHER = Matcher(TableCatalogue())
TODAY = date(2026, 11, 1)
NOTICE = ReferencePrice("durian", None, 90_000, 110_000, date(2026, 10, 20), "Tiền Giang", None, "báo giá")


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Ints, Ints, Floats, Floats]:
    """Pairs of up to 8 needs and 12 offers, each pair once, with both scores."""
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    needs, offers = draw(st.integers(1, 8)), draw(st.integers(1, 12))
    chosen = np.flatnonzero(rng.random(needs * offers) < draw(st.floats(0.1, 1.0)))
    need_numbers, offer_numbers = np.divmod(chosen, offers)
    return need_numbers, offer_numbers, rng.uniform(40, 100, len(chosen)), rng.uniform(0, 100, len(chosen))


def _table(offers: list[OfferRecord], needs: list[NeedRecord]) -> MatchTable:
    return match(offers, needs, MATCHER)


def _view(offered: OfferRecord, wanted: NeedRecord) -> dict[str, float]:
    """The value of each part for one pair."""
    view = seller_view(_table([offered], [wanted]), [wanted], [offered], on=TODAY)
    return dict(zip(view.parts, view.values[0].tolist(), strict=True))


def test_the_parts_of_the_seller_add_up_and_weights_are_data() -> None:
    offers, needs = [offer(), offer("O-2", sites=(HIGHLANDS,))], [need(), need("N-2", contract_months=24)]
    table = _table(offers, needs)
    view: SellerTable = seller_view(table, needs, offers)
    assert view.parts == SELLER_PARTS
    assert (view.part_tenths.sum(axis=1) == view.tenths).all()
    assert ((view.values >= 0) & (view.values <= 1)).all()
    assert seller_scores(table, needs, offers) == pytest.approx(view.tenths / 10)
    only_price = replace(seller_parameters(), weights={"seller_price": Decimal(100)})
    assert seller_view(table, needs, offers, only_price).parts == ("seller_price",)
    with pytest.raises(ParameterError):
        replace(seller_parameters(), weights={"seller_price": Decimal(99)})
    with pytest.raises(LearningError):
        seller_view(table, needs, offers[:1])


@pytest.mark.parametrize(
    ("part", "worse", "better"),
    [
        ("seller_price", {"price": PriceBasis("fixed", 50_000)}, {"price": PriceBasis("fixed", 60_000)}),
        ("seller_quantity", {"periods": (period(date(2027, 1, 1), date(2027, 6, 30), 20_000),)}, {}),
        ("seller_periods", {"periods": (period(date(2027, 1, 1), date(2027, 2, 28), 90_000),)}, {}),
        ("seller_distance", {"plant": HIGHLANDS, "sites": (MEKONG,)}, {}),
        ("seller_stages", {"stages": frozenset()}, {"stages": frozenset({"I", "P"})}),
        ("seller_contract", {"contract_months": 6}, {"contract_months": 36}),
        ("seller_payment", {"paid_on_time_share": Decimal("0.2")}, {"paid_on_time_share": Decimal("0.9")}),
        ("seller_papers", {"criteria": (must_hold("vietgap"),)}, {}),
    ],
)
def test_each_part_prefers_the_better_buyer(part: str, worse: dict[str, Any], better: dict[str, Any]) -> None:
    mine = offer(price=PriceBasis("fixed", 60_000), certificates=None)
    low, high = _view(mine, need(**worse)), _view(mine, need(**better))
    assert low[part] < high[part]
    assert all(
        low[name] == high[name] for name in SELLER_PARTS if name not in (part, "seller_periods", "seller_quantity")
    )


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_seller_is_told_each_part_in_a_sentence(lang: Lang) -> None:
    rich = need(
        price=PriceBasis("fixed", 58_000),
        stages=frozenset({"I", "X"}),
        contract_months=24,
        paid_on_time_share=Decimal("0.95"),
        criteria=(must_hold("vietgap"),),
    )
    mine = offer(price=PriceBasis("fixed", 60_000), certificates=(Certificate("vietgap"),))
    for wanted, offered in ((rich, mine), (need(), offer()), (need(stages=frozenset()), mine)):
        found = MATCHER.pair(offered, wanted)
        assert found is not None
        told = seller_parts(found, wanted, offered)
        assert [part.name for part in told] == list(SELLER_PARTS)
        score = seller_scores(_table([offered], [wanted]), [wanted], [offered])[0]
        assert float(sum(part.points for part in told)) == pytest.approx(score)
        assert all("{" not in sentence(part, lang) for part in told)
    found = MATCHER.pair(mine, rich)
    assert found is not None
    said = {part.name: sentence(part, lang) for part in seller_parts(found, rich, mine)}
    assert "24" in said["seller_contract"]
    assert "N-1" in said["seller_payment"]
    assert "95" not in said["seller_payment"]  # how often a buyer pays on time is for those who deal with it
    assert {"vi": "vật tư", "en": "inputs"}[lang] in said["seller_stages"]
    assert "58" in said["seller_price"]
    assert "60" in said["seller_price"]


def test_what_nobody_knows_of_a_buyer_is_neutral() -> None:
    unknown = seller_parameters().values["unknown"]
    told = _view(offer(), need())
    names = ("seller_price", "seller_stages", "seller_contract", "seller_payment")
    assert [told[name] for name in names] == [unknown] * 4


def test_prices_are_compared_like_with_like_and_with_the_reference() -> None:
    mine = offer(price=PriceBasis("fixed", 100_000, stage="farm_gate"))
    delivered = need(price=PriceBasis("fixed", 100_000, stage="delivered"))
    assert _view(mine, delivered)["seller_price"] == seller_parameters().values["unknown"]
    plain = need(price=PriceBasis("market", premium_vnd_per_kg=10_000, references=(NOTICE,)))
    assert _view(offer(), plain)["seller_price"] == pytest.approx(1.0)
    below = need(price=PriceBasis("fixed", 80_000, references=(NOTICE,)))
    assert _view(offer(), below)["seller_price"] == pytest.approx(0.0)
    stale = replace(NOTICE, on=date(2025, 1, 1))
    old = need(price=PriceBasis("fixed", 80_000, references=(stale,)))
    assert _view(offer(), old)["seller_price"] == seller_parameters().values["unknown"]


@settings(max_examples=60, deadline=None)
@given(graphs(), st.floats(0.03, 1.0))
def test_what_is_spread_and_what_stays_alone_add_up_to_each_capacity(
    graph: tuple[Ints, Ints, Floats, Floats], temperature: float
) -> None:
    need_numbers, offer_numbers, buyer, seller = graph
    needs, offers = np.linspace(1, 500, 9), np.linspace(0.5, 900, 14)
    joint = (buyer + seller) / 100 - 0.8
    found = equilibrium(
        need_numbers, offer_numbers, joint, needs, offers, temperature=temperature, tolerance=1e-6, rounds=100_000
    )
    given_out = np.bincount(need_numbers, found.flow, len(needs)) + found.need_alone
    taken_up = np.bincount(offer_numbers, found.flow, len(offers)) + found.offer_alone
    assert given_out == pytest.approx(needs, rel=1e-5)
    assert taken_up == pytest.approx(offers, rel=1e-5)
    assert (found.flow > 0).all()
    # The law of the model: a pair's flow is its value over the geometric mean of what both leave alone.
    alone = np.sqrt(found.need_alone[need_numbers] * found.offer_alone[offer_numbers])
    assert found.flow == pytest.approx(alone * np.exp(joint / (2 * temperature)), rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_the_balance_is_the_same_seen_from_the_other_side(graph: tuple[Ints, Ints, Floats, Floats]) -> None:
    need_numbers, offer_numbers, buyer, seller = graph
    here = balance(need_numbers, offer_numbers, buyer, seller, tolerance=1e-9, rounds=100_000)
    there = balance(offer_numbers, need_numbers, seller, buyer, tolerance=1e-9, rounds=100_000)
    assert here == pytest.approx(there, rel=1e-6)
    assert ((here > 0) & (here <= 1)).all()
    assert (balance(need_numbers, offer_numbers, buyer, seller, tolerance=1e-9, rounds=100_000) == here).all()


def test_whom_everybody_wants_is_worth_less_to_each() -> None:
    # Two needs want the first offer alike, only one of them knows the second, which is as good.
    need_numbers, offer_numbers = np.array([0, 0, 1]), np.array([0, 1, 0])
    scores = np.full(3, 80.0)
    shared, quiet, _ = balance(need_numbers, offer_numbers, scores, scores)
    assert quiet > shared
    double = balance(need_numbers, offer_numbers, scores, scores, offer_capacity=np.array([2.0, 1.0]))
    assert double[0] / double[1] > shared / quiet


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": 0.0},
        {"temperature": 1e-6},
        {"need_capacity": np.array([1.0, 0.0])},
        {"offer_capacity": np.array([1.0])},
        {"offer_capacity": np.array([np.inf, 1.0])},
        {"rounds": 0},
    ],
)
def test_what_has_no_balance_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(BalanceError):
        balance(np.array([0, 0, 1]), np.array([0, 1, 0]), np.full(3, 80.0), np.full(3, 60.0), **change)


def test_a_pair_that_stands_twice_or_is_no_number_is_named() -> None:
    with pytest.raises(BalanceError, match="twice"):
        balance(np.array([0, 0]), np.array([1, 1]), np.full(2, 80.0), np.full(2, 60.0))
    with pytest.raises(BalanceError, match="no number"):
        balance(np.array([0]), np.array([1]), np.array([np.nan]), np.full(1, 60.0))
    with pytest.raises(BalanceError):
        shown_order(np.array([0]), np.array([1]), np.array([80.0]), np.array([np.nan]))


def test_no_pairs_at_all_are_no_trouble() -> None:
    nothing: Ints = np.zeros(0, dtype=np.int64)
    empty: Floats = np.zeros(0)
    assert len(balance(nothing, nothing, empty, empty)) == 0
    assert len(shown_order(nothing, nothing, empty, empty)) == 0
    assert len(seller_scores(_table([], []), [], [])) == 0


@settings(max_examples=80, deadline=None)
@given(graphs(), st.integers(1, 6), st.sampled_from([0.0, 5.0, 10.0, 100.0]), st.booleans())
def test_nothing_passes_what_the_buyer_likes_far_better(
    graph: tuple[Ints, Ints, Floats, Floats], top: int, most_points: float, everyone: bool
) -> None:
    need_numbers, offer_numbers, buyer, seller = graph
    mutual = balance(need_numbers, offer_numbers, buyer, seller)
    options = {"top": top, "most_points": most_points, "everyone": everyone}
    order = shown_order(need_numbers, offer_numbers, buyer, mutual, **options)  # type: ignore[arg-type]
    assert sorted(order.tolist()) == list(range(len(order)))
    assert (np.diff(need_numbers[order]) >= 0).all()
    for number in np.unique(need_numbers):
        scores = buyer[order][need_numbers[order] == number]
        best_behind = np.maximum.accumulate(scores[::-1])[::-1]
        assert (best_behind - scores <= most_points + 1e-9).all()
    again = shown_order(need_numbers, offer_numbers, buyer, mutual, **options)  # type: ignore[arg-type]
    assert (again == order).all()


@settings(max_examples=60, deadline=None)
@given(graphs(), st.integers(1, 6))
def test_giving_last_places_away_shows_nobody_less_than_once(
    graph: tuple[Ints, Ints, Floats, Floats], top: int
) -> None:
    need_numbers, offer_numbers, buyer, seller = graph
    mutual = balance(need_numbers, offer_numbers, buyer, seller)
    plain = shown_order(need_numbers, offer_numbers, buyer, mutual, top=top, everyone=False)
    shared = shown_order(need_numbers, offer_numbers, buyer, mutual, top=top, everyone=True)
    before = times_shown(need_numbers, offer_numbers, plain, top=top)
    after = times_shown(need_numbers, offer_numbers, shared, top=top)
    assert set(np.flatnonzero(before)) <= set(np.flatnonzero(after))
    assert before.sum() == after.sum()


def test_at_most_half_as_many_are_shown_to_nobody() -> None:
    """A crowded market: everybody's first choices are the same few, by the buyer's score alone."""
    rng = np.random.default_rng(7)
    needs, offers, listed, top = 200, 900, 50, 10
    need_numbers = np.repeat(np.arange(needs), listed)
    offer_numbers = np.concatenate([rng.choice(offers, listed, replace=False) for _ in range(needs)])
    appeal = rng.normal(0, 6, offers)[offer_numbers]
    buyer = np.clip(70 + appeal + rng.normal(0, 4, len(need_numbers)), 40, 100)
    seller = np.clip(rng.normal(60, 12, len(need_numbers)), 0, 100)
    mutual = balance(need_numbers, offer_numbers, buyer, seller)
    by_score = np.lexsort((offer_numbers, -buyer, need_numbers))
    shown = shown_order(need_numbers, offer_numbers, buyer, mutual, top=top, most_points=10)
    never = [
        int((times_shown(need_numbers, offer_numbers, order, top=top, offers=offers) == 0).sum())
        for order in (by_score, shown)
    ]
    assert never[0] > 100
    assert never[1] * 2 <= never[0]
    lost = [buyer[order][places(need_numbers[order]) < top].mean() for order in (by_score, shown)]
    assert lost[0] - lost[1] < 10


def test_hard_rules_hold_in_the_balance_too() -> None:
    offers = [offer("O-1"), offer("O-2", goods=(Good("rice"),)), offer("O-3", organisation="buyer N-1")]
    table = _table(offers, [need()])
    assert [table.offer_ids[number] for number in table.offer] == ["O-1"]
    assert len(balance(table.need, table.offer, table.tenths / 10, seller_scores(table, [need()], offers))) == 1


def test_amounts_that_are_unknown_count_as_the_middle_of_their_side() -> None:
    offers = [offer(), offer("O-2", periods=()), offer("O-3", periods=(), annual_kg=Decimal(20_000))]
    needs, offered = capacities([need(periods=())], offers)
    assert offered.tolist() == [60_000, 40_000, 20_000]
    assert needs.tolist() == [1.0]
