"""Models: the hand score first, a better one by itself, a person's decision last; files that changed are not used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.clock import today
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.learning.actions import keep_model, promote_model, withdraw_model
from marketplace.learning.jobs import learn_from_outcomes
from marketplace.learning.training import learn
from marketplace.suggestions import gateway, rankers
from marketplace.suggestions.learning_models import Exposure, ModelDecision, ModelVerb
from matching.arrays import Floats
from matching.features import FEATURES, SCORE
from matching.learning.examples import Examples
from matching.learning.examples import examples as arrays
from matching.learning.ladder import Ladder
from matching.learning.training import Trained, train
from tests.cast import Cast, user
from tests.client import Browser
from tests.factories.listings_by_hand import Goods, need, offer
from tests.learning.conftest import shown

Open = Callable[..., Browser]
REASON = "Đã xem phiếu đo"


@pytest.fixture
def kept(context: Flask) -> Iterator[Flask]:
    """Loaded models are remembered by folder; the next test has other files."""
    rankers._loaded.cache_clear()
    yield context
    rankers._loaded.cache_clear()


def season(seed: int, pairs: int = 1600) -> Examples:
    """Outcomes that follow distance and certificates far more than the hand score does."""
    rng = np.random.default_rng(seed)
    features = rng.random((pairs, len(FEATURES)))
    features[:, SCORE] = features[:, :4].mean(axis=1)
    chance = 1 / (1 + np.exp(-12 * (features[:, 4] + features[:, 6] - 1.2)))
    needs = np.repeat(np.arange(pairs // 8), 8)
    return arrays(
        features, (rng.random(pairs) < chance).astype(np.int64), date(2026, 1, 1).toordinal() + needs,
        [str(one) for one in needs],
    )  # fmt: skip


@pytest.fixture(scope="module")
def better() -> Trained:
    """A model that beats the hand score on later outcomes."""
    made = train(season(1), seed=0, ladder=Ladder())
    assert made.card.reason == "better"
    return made


@pytest.fixture(scope="module")
def another() -> Trained:
    """A second one, of another season."""
    return train(season(2), seed=0, ladder=Ladder())


def test_at_first_the_hand_score_ranks_and_says_what_is_missing(kept: Flask, cast: Cast) -> None:
    made = learn()
    assert (made.rung, made.is_better, made.folder) == ("hand", False, None)
    assert made.card["reason"] == "no_outcomes"
    assert made.card["missing"] == Ladder().logistic_from
    assert rankers.current() is None
    assert learn().id == made.id, "nothing new is nothing to keep"


@pytest.mark.slow
def test_a_better_model_ranks_by_itself_and_is_the_one_that_was_measured(
    kept: Flask, cast: Cast, better: Trained
) -> None:
    made = keep_model(better)
    in_force = rankers.current()
    assert in_force is not None
    assert in_force.version == made.version == better.ranker.version
    sample = season(3).features[:50]
    assert np.array_equal(in_force.predict(sample), better.ranker.predict(sample))
    told = db.session.scalars(sa.select(AuditEvent.name).order_by(AuditEvent.id)).all()
    assert [name for name in told if "model" in name] == [events.MODEL_TRAINED, events.MODEL_PROMOTED]
    assert keep_model(better).id == made.id


def test_a_person_withdraws_and_from_then_on_people_decide(
    kept: Flask, cast: Cast, better: Trained, another: Trained
) -> None:
    first = keep_model(better)
    withdraw_model(by=user(cast.an), reason="HTX nhỏ bị đẩy xuống")
    assert rankers.current() is None
    with pytest.raises(WrongStateError):
        withdraw_model(by=user(cast.an), reason=REASON)
    second = keep_model(another)
    assert rankers.in_force() is None, "a model never comes back against a person's decision"
    promote_model(by=user(cast.an), model=second, reason=REASON)
    returned = promote_model(by=user(cast.an), model=first, reason=REASON)
    assert returned.verb is ModelVerb.RETURNED
    assert rankers.current_version() == first.version
    with pytest.raises(WrongStateError, match="đang xếp hạng"):
        promote_model(by=user(cast.an), model=first, reason=REASON)


def test_who_decides_at_the_same_time_waits_for_the_first_decision(kept: Flask, cast: Cast, better: Trained) -> None:
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    keep_model(better)
    db.session.commit()
    withdraw_model(by=user(cast.an), reason=REASON)
    with db.engine.connect() as other, pytest.raises(OperationalError, match="could not obtain lock"):
        other.execute(sa.text("SELECT id FROM model_versions ORDER BY id LIMIT 1 FOR UPDATE NOWAIT"))


def test_what_was_not_better_cannot_be_promoted_and_every_decision_has_a_reason(
    kept: Flask, cast: Cast, better: Trained
) -> None:
    with pytest.raises(WrongStateError, match="chưa tốt hơn"):
        promote_model(by=user(cast.an), model=learn(), reason=REASON)
    keep_model(better)
    with pytest.raises(DomainError):
        withdraw_model(by=user(cast.an), reason=" ")


def test_a_changed_or_missing_file_leaves_the_ranking_to_the_hand_score(
    kept: Flask, cast: Cast, better: Trained
) -> None:
    made = keep_model(better)
    assert made.folder is not None
    file: Path = rankers.folder_of(made.folder) / "model.skops"
    whole = file.read_bytes()
    file.write_bytes(whole + b" ")
    assert rankers.current() is None
    rankers._loaded.cache_clear()
    file.unlink()
    assert rankers.current() is None
    rankers._loaded.cache_clear()
    file.write_bytes(whole)
    assert rankers.current() is not None


def test_a_model_made_again_after_an_interrupted_night_is_the_same(kept: Flask, cast: Cast, better: Trained) -> None:
    keep_model(better)
    db.session.rollback()
    assert rankers.in_force() is None
    keep_model(better)
    assert rankers.current() is not None


def test_the_night_forgets_the_old_and_learns_from_the_rest(kept: Flask, cast: Cast) -> None:
    wanted, offered, other = need(cast.huong_viet), offer(cast.doan_ket), offer(cast.binh_minh)
    shown(wanted, [offered], today() - timedelta(days=500))
    shown(wanted, [offered, other], today() - timedelta(days=90))
    learn_from_outcomes()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Exposure)) == 2
    newest = rankers.versions()[0]
    assert (newest.outcomes, newest.card["good"], newest.card["reason"]) == (2, 0, "too_few")


class Contrary:
    """A ranker that believes the opposite of the hand score."""

    feature_names, version = FEATURES, "contrary"

    def predict(self, features: Floats) -> Floats:
        """The less the hand score, the more."""
        return np.asarray(1 - features[:, SCORE])


def test_the_model_in_force_changes_the_order_and_nothing_else(
    kept: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = need(cast.huong_viet, Goods(variety="Ri6"))
    other, same = (
        offer(cast.doan_ket, Goods(variety="Monthong")),
        offer(cast.binh_minh, Goods(variety="Ri6")),
    )
    db.session.commit()
    by_hand = gateway.shortlist(wanted, on=today(), top=5).suggestions
    monkeypatch.setattr(rankers, "current", Contrary)
    monkeypatch.setattr(rankers, "current_version", lambda: Contrary.version)
    learned = gateway.shortlist(wanted, on=today(), top=5).suggestions
    assert [offered.id for _one, offered in by_hand] == [same.id, other.id]
    assert [offered.id for _one, offered in learned] == [other.id, same.id]
    scores = {offered.id: one.score for one, offered in by_hand}
    assert scores == {offered.id: one.score for one, offered in learned}, "the score stays the sum of its parts"


def test_decisions_are_never_changed(kept: Flask, cast: Cast, better: Trained) -> None:
    keep_model(better)
    db.session.commit()
    with pytest.raises(sa.exc.DatabaseError, match="insert-only"):
        db.session.execute(sa.update(ModelDecision).values(reason="khác"))
    db.session.rollback()


def test_the_pages_show_the_card_and_take_the_decisions(
    app: Flask, cast: Cast, browser: Open, better: Trained, another: Trained
) -> None:
    with app.app_context():
        first, second = keep_model(better).public_id, keep_model(another).public_id
        db.session.commit()
    an, binh = browser(cast.an), browser(cast.binh)
    for path in ("/suggestions/models", f"/suggestions/models/{first}"):
        assert "Học từ" in binh.get(path).words() or "Các lần học" in binh.get(path).words()
    assert "nDCG@10" in binh.get(f"/suggestions/models/{first}").words()
    assert "nDCG@10 của mô hình là" in browser(cast.hoa).get("/suggestions/method").words()
    assert "Đang xếp hạng: Mô hình đơn giản" in binh.get("/suggestions/models").words()
    an.submit("/suggestions/models/withdrawal", status=422)
    an.submit("/suggestions/models/withdrawal", reason="Thử điểm theo trọng số")
    assert "Đang xếp hạng: Điểm theo trọng số" in browser(cast.hoa).get("/suggestions/method").words()
    an.submit(f"/suggestions/models/{first}/promotion", reason=REASON)
    with app.app_context():
        assert rankers.current_version() == better.card.version
    again = an.get(f"/suggestions/models/{first}/promotion").words()
    assert "đang xếp hạng rồi" in again
    an.submit(f"/suggestions/models/{second}/promotion", reason=REASON)
    for person in (cast.hoa, cast.binh):
        browser(person).get(f"/suggestions/models/{first}/promotion", status=404)
        browser(person).post("/suggestions/models/withdrawal", {"reason": "x"}, status=404)
    browser(cast.hoa).get("/suggestions/models", status=404)
