"""A ranker on disk: `card.json`, and beside it `model.skops` where something was learned.

No pickle: skops builds only objects of types that it or we trust, and the card keeps the hash of the file. A folder is
one version; going back is loading the folder of an earlier one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from matching.errors import ModelFileError
from matching.features import FEATURES
from matching.learning.card import Card
from matching.learning.ranker import HandRanker, LearnedRanker, Ranker
from matching.learning.training import Trained

CARD, MODEL = "card.json", "model.skops"
TRUSTED = (
    "matching.learning.estimators.GroundedBoosting",
    "matching.learning.estimators.MonotoneLogistic",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)


def save(model: Trained, folder: Path) -> Card:
    """Write the ranker and its card, and return the card with the hash of the model file.

    `folder` is made if it is missing. Raises `ModelFileError` where it already holds a card: versions are kept apart.
    """
    if (folder / CARD).exists():
        raise ModelFileError(f"{folder} already holds a model")
    folder.mkdir(parents=True, exist_ok=True)
    card = replace(model.card, file_sha256=None)
    if isinstance(model.ranker, LearnedRanker):
        from skops import io

        data = io.dumps(model.ranker.estimator)
        (folder / MODEL).write_bytes(data)
        card = replace(card, file_sha256=hashlib.sha256(data).hexdigest())
    # The card comes last, so that a folder with a card is whole.
    (folder / CARD).write_text(card.to_json(), encoding="utf-8")
    return card


def load(folder: Path) -> tuple[Ranker, Card]:
    """The ranker and the card that `save` wrote.

    Raises `ModelFileError` when a file is missing or has changed, holds types that nobody trusts, or was learned for
    other features or with another release of scikit-learn: such a model is trained anew, never guessed at.
    """
    try:
        card = Card.from_json((folder / CARD).read_text(encoding="utf-8"))
        if not card.learned:
            return HandRanker(), card
        data = (folder / MODEL).read_bytes()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelFileError(f"{folder}: {error}") from error
    _check(card, data, folder)
    return LearnedRanker(_estimator(data), card.features, card.version), card


def _check(card: Card, data: bytes, folder: Path) -> None:
    if hashlib.sha256(data).hexdigest() != card.file_sha256:
        raise ModelFileError(f"{folder / MODEL} is not the file that its card describes")
    if card.features != FEATURES:
        raise ModelFileError(f"{folder} was learned for other features")
    made_with, here = dict(card.libraries).get("scikit-learn", ""), version("scikit-learn")
    if made_with.split(".")[:2] != here.split(".")[:2]:
        raise ModelFileError(f"{folder} was learned with scikit-learn {made_with or '?'}, here is {here}")


def _estimator(data: bytes) -> Any:
    from skops import io

    unknown = set(_untrusted(data)) - set(TRUSTED)
    if unknown:
        raise ModelFileError(f"types that nobody trusts: {', '.join(sorted(unknown))}")
    return io.loads(data, trusted=list(TRUSTED))


def _untrusted(data: bytes) -> Sequence[str]:
    """The types in the file that skops does not trust by itself. Raises `ModelFileError` for what is no such file."""
    from zipfile import BadZipFile

    from skops import io

    try:
        return list(io.get_untrusted_types(data=data))
    except (BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ModelFileError(f"no saved model: {error}") from error
