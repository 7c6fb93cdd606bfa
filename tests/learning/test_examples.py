"""What teaches and what does not: yes, no with its reason, silence after sixty days; never the press or the demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest
from flask import Flask

from marketplace.brokering import actions as brokering
from marketplace.brokering.voices import Voice
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.learning.examples import examples
from marketplace.learning.outcomes import shown_pairs
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback
from matching.features import FEATURES
from tests.cast import Cast, organisation, user
from tests.factories.brokering import introduced
from tests.factories.listings_by_hand import need, offer
from tests.learning.conftest import shown

LONG_AGO, LATELY = today() - timedelta(days=100), today() - timedelta(days=3)
SOON = today() + timedelta(days=2)  # later than now for a run that passes midnight, too
EVER = date(2000, 1, 1)


@dataclass(frozen=True)
class Shown:
    """Hương Việt's need, shown Đoàn Kết's offer and Bình Minh's offer; only these two."""

    need: Need
    first: Offer
    second: Offer


@pytest.fixture
def pair(context: Flask, cast: Cast) -> Shown:
    made = Shown(need(cast.huong_viet), offer(cast.doan_ket), offer(cast.binh_minh))
    shown(made.need, [made.first, made.second], LONG_AGO)
    return made


def outcomes(until: date = SOON) -> list[int]:
    return [int(one) for one in examples(EVER, until).outcome]


def say(cast: Cast, of: Shown, reason: RejectionReason) -> None:
    db.session.add(SuggestionFeedback(
        offer_id=of.first.id, need_id=of.need.id, organisation_id=cast.huong_viet, user_id=cast.minh, reason=reason,
    ))  # fmt: skip
    db.session.flush()


def test_an_introduction_is_a_good_outcome_and_silence_a_bad_one(pair: Shown, cast: Cast) -> None:
    introduced(cast, (pair.first, pair.need))
    made = examples(EVER, SOON)
    assert made.outcome.tolist() == [1, 0]
    assert made.rank.tolist() == [1, 2]
    assert set(made.need) == {str(pair.need.id)}
    assert set(made.commodity) == {"durian"}


def test_silence_says_nothing_before_sixty_days(pair: Shown) -> None:
    assert outcomes() == [0, 0]
    assert outcomes(LONG_AGO + timedelta(days=60)) == []
    assert outcomes(LONG_AGO + timedelta(days=61)) == [0, 0]


def test_a_rejection_names_its_part_and_known_already_counts_neither_way(pair: Shown, cast: Cast) -> None:
    say(cast, pair, RejectionReason.DISTANCE)
    row = next(r for r in db.session.execute(shown_pairs(EVER, SOON)) if r.offer_id == pair.first.id)
    assert (row.rejected, RejectionReason(row.reason)) == (1, RejectionReason.DISTANCE)
    assert outcomes() == [0, 0]
    db.session.query(SuggestionFeedback).delete()
    say(cast, pair, RejectionReason.KNOWN_ALREADY)
    assert outcomes() == [0], "only the pair that nobody took up is left"


def test_a_case_that_waits_is_undecided_and_a_refusal_is_bad(pair: Shown, cast: Cast) -> None:
    case = brokering.open_case(by=user(cast.binh), offer=pair.first, need=pair.need)
    assert outcomes() == [0]
    brokering.answer(by=user(cast.hoa), case=case, voice=Voice(cast.doan_ket), yes=False)
    row = next(r for r in db.session.execute(shown_pairs(EVER, SOON)) if r.offer_id == pair.first.id)
    assert (row.refused, row.waiting) == (1, 0)
    assert outcomes() == [0, 0]


def test_each_offer_of_a_pooled_case_is_its_own_example_and_a_cause_names_its_part(pair: Shown, cast: Cast) -> None:
    case = brokering.open_case(by=user(cast.binh), offer=pair.first, need=pair.need, others=[pair.second])
    for person, side in ((cast.hoa, cast.doan_ket), (cast.minh, cast.huong_viet)):
        brokering.answer(by=user(person), case=case, voice=Voice(side), yes=True)
    no = {"voice": Voice(cast.binh_minh), "yes": False, "cause": RejectionReason.PRICE}
    brokering.answer(by=user(cast.tu), case=case, **no)  # type: ignore[arg-type]
    rows = {row.offer_id: row for row in db.session.execute(shown_pairs(EVER, SOON))}
    good, bad = rows[pair.first.id], rows[pair.second.id]
    assert (good.introduced, good.refused, bad.introduced, bad.refused) == (1, 0, 0, 1)
    assert RejectionReason(bad.reason) is RejectionReason.PRICE
    assert sorted(outcomes()) == [0, 1]


def test_what_happens_later_is_not_known_earlier(pair: Shown, cast: Cast) -> None:
    introduced(cast, (pair.first, pair.need))
    assert outcomes(today()) == [0, 0], "before today nobody had said yes"


def test_only_registered_parties_teach(pair: Shown, cast: Cast) -> None:
    organisation(cast.binh_minh).origin = Origin.DEMONSTRATION
    db.session.flush()
    assert len(outcomes()) == 1


def test_a_pair_is_one_example_however_often_it_is_shown(pair: Shown) -> None:
    shown(pair.need, [pair.second, pair.first], LATELY)
    shown(pair.need, [pair.first], LATELY, organisation_id=pair.first.organisation_id)
    made = examples(EVER, SOON)
    assert made.day.tolist() == [LONG_AGO.toordinal()] * 2
    assert len(examples(LATELY, SOON)) == 0, "it was first shown before"


def test_features_are_made_again_from_the_points_that_were_logged(pair: Shown) -> None:
    features = dict(zip(FEATURES, examples(EVER, SOON).features[0], strict=True))
    assert features["product"] == 1
    assert features["distance"] == 0.5
    assert features["price"] == 0.75
    assert features["score"] == pytest.approx(0.615)
    assert features["soe"] == features["track_record"], "parts that did not count are as what nobody knows"
    assert np.isfinite(list(features.values())).all()


def test_an_empty_market_has_no_examples(context: Flask) -> None:
    assert len(examples(EVER, SOON)) == 0
