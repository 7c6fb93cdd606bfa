"""Rankers on disk: what is loaded answers as it did, and nothing else is loaded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.errors import ModelFileError
from matching.learning import Card, Trained, load, none, save, train
from tests.matching.made_outcomes import ENOUGH, ONE_STRETCH, made_outcomes, trained_on_enough

pytestmark = pytest.mark.xdist_group("saved rankers")  # one is trained for all
LATER = made_outcomes(20, seed=2)


@pytest.fixture(scope="module")
def trained() -> Trained:
    return trained_on_enough()


@pytest.mark.slow
def test_a_saved_ranker_answers_as_before_and_an_earlier_one_can_come_back(trained: Trained, tmp_path: Path) -> None:
    earlier = train(ENOUGH.take(np.arange(1500)), seed=3, ladder=ONE_STRETCH)
    for model, folder in ((earlier, tmp_path / "1"), (trained, tmp_path / "2"), (train(none()), tmp_path / "3")):
        card = save(model, folder)
        ranker, read = load(folder)
        assert read == card
        assert ranker.version == model.ranker.version
        assert (ranker.predict(LATER.features) == model.ranker.predict(LATER.features)).all()
    with pytest.raises(ModelFileError):
        save(trained, tmp_path / "1")


@pytest.mark.slow
def test_a_changed_or_foreign_file_is_refused(trained: Trained, tmp_path: Path) -> None:
    from skops import io

    folder = tmp_path / "model"
    card = save(trained, folder)
    data = (folder / "model.skops").read_bytes()
    (folder / "model.skops").write_bytes(data[:-1] + b"x")
    with pytest.raises(ModelFileError, match="not the file"):
        load(folder)
    foreign = io.dumps({"ranker": Path})
    _put(folder, card, foreign)
    with pytest.raises(ModelFileError, match="trust"):
        load(folder)
    _put(folder, card, b"no archive at all")
    with pytest.raises(ModelFileError):
        load(folder)
    (folder / "model.skops").unlink()
    with pytest.raises(ModelFileError):
        load(folder)


def _put(folder: Path, card: Card, data: bytes) -> None:
    (folder / "model.skops").write_bytes(data)
    changed = replace(card, file_sha256=hashlib.sha256(data).hexdigest())
    (folder / "card.json").write_text(changed.to_json(), encoding="utf-8")


@pytest.mark.slow
def test_a_model_for_other_features_or_another_library_is_trained_anew(trained: Trained, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    card = json.loads(save(trained, folder).to_json())
    for change in ({"features": ["colour"]}, {"libraries": [["scikit-learn", "0.1.0"]]}):
        (folder / "card.json").write_text(json.dumps(card | change), encoding="utf-8")
        with pytest.raises(ModelFileError, match="learned"):
            load(folder)
