"""Learning from outcomes: the ladder is climbed only as far as outcomes bear, and only what is better ranks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Matcher
from matching.batch import MatchTable, match
from matching.errors import LearningError, ModelFileError
from matching.features import FEATURES, pair_features
from matching.learning import (
    Card,
    Examples,
    HandRanker,
    Ladder,
    Ranker,
    Trained,
    examples,
    none,
    promote,
    train,
)
from matching.learning.attention import attention_power
from matching.learning.card_words import card_sentences
from matching.learning.examples import joined
from matching.learning.ladder import Rung, fit
from matching.learning.measuring import need_scores
from matching.learning.split import by_time
from matching.sentences import Lang
from tests.matching.contract import TableCatalogue, check_ranker, need, offer
from tests.matching.made_outcomes import (
    ENOUGH,
    MINDED,
    NAMES,
    ONE_STRETCH,
    WEIGHTS,
    made_outcomes,
    trained_on_enough,
)

pytestmark = pytest.mark.xdist_group("saved rankers")  # one is trained for all
LATER = made_outcomes(150, seed=2)
LANGUAGES: tuple[Lang, ...] = ("vi", "en")
HAND_MINDED = {name: weight / 10 for name, weight in WEIGHTS.items()}


@pytest.fixture(scope="module")
def trained() -> Trained:
    return trained_on_enough()


def _ndcg(ranker: Ranker, found: Examples) -> float:
    return need_scores(found, ranker.predict(found.features)).mean


def test_without_outcomes_the_hand_score_ranks_and_the_card_says_so() -> None:
    cold = train(none())
    assert isinstance(cold.ranker, HandRanker)
    assert (cold.card.rung, cold.card.reason, cold.card.missing) == ("hand", "no_outcomes", 1000)
    assert not cold.card.learned
    assert "Chưa biết kết quả" in card_sentences(cold.card)[0]
    assert Card.from_json(cold.card.to_json()) == cold.card


@pytest.mark.parametrize(
    ("needs", "rungs", "missing"),
    [(99, ("hand",), 10), (100, ("hand", "logistic"), 2000), (300, ("hand", "logistic", "boosting"), 0)],
)
def test_each_rung_waits_for_outcomes_enough(needs: int, rungs: tuple[str, ...], missing: int) -> None:
    found = made_outcomes(needs, seed=5)
    assert Ladder().climb(found) == rungs
    assert Ladder().missing(found) == missing


def test_outcomes_of_one_kind_teach_nothing() -> None:
    happy = replace(ENOUGH, outcome=np.ones(len(ENOUGH), dtype=np.int64))
    assert train(happy).card.reason == "too_few_of_a_kind"
    with pytest.raises(LearningError):
        fit("logistic", happy)


@pytest.mark.slow
def test_at_three_thousand_outcomes_learning_is_ahead_by_two_hundredths(trained: Trained) -> None:
    assert trained.card.learned
    assert trained.card.reason == "better"
    assert tuple(trained.tried) == ("logistic", "boosting")
    assert len(ENOUGH) < 3200
    assert _ndcg(trained.ranker, LATER) >= _ndcg(HandRanker(), LATER) + 0.02


@pytest.mark.slow
def test_where_the_hand_score_is_right_it_stays() -> None:
    right = made_outcomes(310, seed=4, minded=HAND_MINDED)
    kept = train(right, ladder=Ladder(margin=0.01, blocks=4, first=2))
    assert kept.card.reason == "not_better"
    assert isinstance(kept.ranker, HandRanker)
    assert {result.rung for result in kept.card.tried} == {"hand", "logistic", "boosting"}


@pytest.mark.slow
@pytest.mark.parametrize("rung", ["hand", "logistic", "boosting"])
def test_every_ranker_keeps_the_contract(trained: Trained, rung: Rung) -> None:
    check_ranker({**trained.tried, "hand": HandRanker()}[rung], LATER.features[:200])


@pytest.mark.slow
@pytest.mark.parametrize("rung", ["logistic", "boosting"])
def test_a_second_fit_equals_the_first(rung: Rung) -> None:
    some = ENOUGH.take(np.arange(1200))
    first = fit(rung, some, seed=1)
    again = fit(rung, some, seed=1)
    assert (first.predict(LATER.features) == again.predict(LATER.features)).all()
    assert first.version == again.version
    assert first.version != fit(rung, ENOUGH.take(np.arange(800)), seed=1).version


@pytest.mark.slow
def test_the_same_examples_and_seed_give_the_same_card() -> None:
    first, again = (train(ENOUGH, seed=3, ladder=ONE_STRETCH) for _ in range(2))
    assert first.card == again.card
    assert first.card.learned


@pytest.mark.parametrize("name", ["MonotoneLogistic", "GroundedBoosting"])
def test_estimators_have_the_manners_of_scikit_learn(name: str) -> None:
    from sklearn.base import clone
    from sklearn.exceptions import NotFittedError

    from matching.learning import estimators

    estimator = getattr(estimators, name)()
    with pytest.raises(NotFittedError):
        estimator.predict(ENOUGH.features)
    fitted = clone(estimator).fit(ENOUGH.features, ENOUGH.outcome)
    assert vars(estimator) == estimator.get_params()
    assert clone(fitted).get_params() == fitted.get_params()
    chances = fitted.predict_proba(ENOUGH.features)
    assert chances.sum(axis=1) == pytest.approx(1)
    assert ((chances[:, 1] > 0.5) == fitted.predict(ENOUGH.features)).all()
    with pytest.raises(ValueError, match="features"):
        fitted.predict(ENOUGH.features[:, 1:])


@pytest.mark.parametrize(("trees", "leaves"), [(50, 15), (3, 4), (2, 40)])
def test_trees_as_tables_say_what_walking_them_says(trees: int, leaves: int) -> None:
    from matching.learning.estimators import GroundedBoosting

    fitted = GroundedBoosting(trees=trees, leaves=leaves).fit(ENOUGH.features, ENOUGH.outcome)
    walked = fitted.predict_proba(LATER.features)[:, 1]
    assert fitted.quick_chance()(LATER.features) == pytest.approx(walked, abs=1e-12)


def test_a_pipeline_from_a_table_predicts_what_the_ranker_does(trained: Trained) -> None:
    from sklearn.base import clone
    from sklearn.pipeline import make_pipeline

    from matching.learning.estimators import MonotoneLogistic, PairFeatures

    table = _table()
    pipeline = clone(make_pipeline(PairFeatures(), MonotoneLogistic()))
    outcome = np.arange(len(table.need)) % 2
    pipeline.fit(table, outcome)
    rows = pair_features(table.part_values, table.tenths, table.parts)
    alone = MonotoneLogistic().fit(rows, outcome)
    assert (pipeline.predict_proba(table) == alone.predict_proba(rows)).all()
    assert tuple(pipeline[:-1].get_feature_names_out()) == FEATURES


def _table() -> MatchTable:
    offers = [offer(f"O-{number}", area_ha=Decimal(number + 1)) for number in range(6)]
    return match(offers, [need(), need("N-2")], Matcher(TableCatalogue()))


def test_values_that_are_not_those_of_the_parts_are_refused() -> None:
    table = _table()
    with pytest.raises(LearningError):
        pair_features(table.part_values[:, 1:], table.tenths, table.parts)
    with pytest.raises(LearningError):
        pair_features(np.zeros((1, 1)), np.zeros(1, dtype=np.int64), ["colour"])


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 60), st.integers(0, 1000), st.integers(2, 6))
def test_what_judges_is_later_than_what_was_learned_from(needs: int, seed: int, blocks: int) -> None:
    found = made_outcomes(needs, seed)
    again = joined([found, replace(found, day=found.day + 40)])
    splits = by_time(again, blocks=blocks, first=1)
    for split in splits:
        if len(split.later) and len(split.earlier):
            assert split.earlier.day.max() < split.later.day.min()
        assert not set(split.earlier.need) & set(split.later.need)
    judged = [(need, day) for split in splits for need, day in zip(split.later.need, split.later.day, strict=True)]
    assert len(judged) <= len(again)


def test_attention_that_falls_with_rank_is_found_and_made_up_for() -> None:
    assert attention_power(made_outcomes(600, seed=6)) < 0.1
    biased = made_outcomes(600, seed=6, attention=0.5)
    power = attention_power(biased)
    assert 0.35 < power < 0.65
    honest = fit("logistic", biased, attention_power=power)
    naive = fit("logistic", biased)
    assert _ndcg(honest, LATER) >= _ndcg(naive, LATER)


def test_promotion_wants_a_lead_that_is_no_luck() -> None:
    rng = np.random.default_rng(0)
    hand = rng.uniform(0.3, 1.0, 200)
    luck = promote(hand, np.clip(hand + rng.normal(0, 0.2, 200), 0, 1))
    ahead = promote(hand, np.minimum(hand + 0.03, 1.0))
    assert (luck.better, ahead.better) == (False, True)
    assert promote(hand, hand).gain == 0
    assert not promote(hand, np.minimum(hand + 0.03, 1.0), margin=0.05).better
    with pytest.raises(LearningError):
        promote(hand, hand[1:])


def test_ndcg_of_known_orders() -> None:
    rows = np.full((4, len(FEATURES)), 0.5)
    found = examples(rows, [1, 0, 1, 1], [1, 1, 1, 1], ["a", "a", "b", "b"])
    assert need_scores(found, np.array([0.9, 0.1, 0.5, 0.5])).ndcg.tolist() == [1.0]
    assert need_scores(found, np.array([0.1, 0.9, 0.5, 0.5])).ndcg == pytest.approx([1 / np.log2(3)])


def test_the_card_tells_needs_goods_sizes_and_chances(trained: Trained) -> None:
    card = trained.card
    assert card.learned_from is not None
    assert card.measured_on is not None
    assert card.learned_from.outcomes + card.measured_on.outcomes > len(ENOUGH)
    assert {group.name for group in card.commodities} == {"durian", "rice"}
    assert {group.name for group in card.sizes} == {"small", "large"}
    assert sum(band.outcomes for band in card.bands) == card.measured_on.outcomes
    assert all(abs(band.expected - band.happened) < 0.1 for band in card.bands)
    compared = next(result for result in card.tried if result.rung == card.compared)
    assert np.mean([one.learned - one.hand for one in card.needs]) == pytest.approx(compared.gain)
    assert Card.from_json(card.to_json()) == card
    for lang in LANGUAGES:
        said = " ".join(card_sentences(card, lang))
        assert card.version in said
        assert "{" not in said


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rung": "magic"}', '{"rung": "hand", "reason": "better"}'])
def test_what_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(ModelFileError):
        Card.from_json(text)


def test_examples_that_cannot_be_are_refused() -> None:
    rows = np.full((2, len(FEATURES)), 0.5)
    for wrong in ([2, 0], [1]):
        with pytest.raises(LearningError):
            examples(rows, wrong, [1, 1], ["a", "b"])
    with pytest.raises(LearningError):
        examples(np.full_like(rows, np.nan), [1, 0], [1, 1], ["a", "b"])
    with pytest.raises(LearningError):
        examples(rows, [1, 0], [1, 1], ["a", "b"], rank=[0, 1])


def test_the_made_outcomes_mind_other_things_than_the_hand_score() -> None:
    assert set(MINDED) < set(NAMES)
