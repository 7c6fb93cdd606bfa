"""The trained model in force, if there is one. Without one the hand score alone ranks: the normal case at first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import structlog
from flask import current_app, g, has_request_context

from marketplace.extensions import db
from marketplace.suggestions import moment
from marketplace.suggestions.learning_models import ModelDecision, ModelVersion

if TYPE_CHECKING:
    from matching.learning.ranker import Ranker

FOLDER = "models"
_log = structlog.get_logger("rankers")


def current() -> Ranker | None:
    """The model in force, loaded once a process; None where the hand score ranks.

    A model whose files are missing or are not those that were recorded is not used, and a log line says so: the hand
    score needs no files.
    """
    found = in_force()
    if found is None or found.folder is None:
        return None
    return _loaded(folder_of(found.folder), found.version, str(found.card.get("file_sha256")))


def current_version() -> str | None:
    """The name of the model in force."""
    found = in_force()
    return None if found is None else found.version


def in_force() -> ModelVersion | None:
    """The model of the newest decision. Asked once a request."""
    if has_request_context() and "model_in_force" in g:
        known: ModelVersion | None = g.model_in_force
        return known
    now = moment.known()
    found = None if now is not None and now.decision_id is None else _decided()
    if has_request_context():
        g.model_in_force = found
    return found


def _decided() -> ModelVersion | None:
    return db.session.scalar(
        sa.select(ModelVersion)
        .join(ModelDecision, ModelDecision.model_id == ModelVersion.id)
        .where(ModelDecision.id == sa.select(sa.func.max(ModelDecision.id)).scalar_subquery())
    )


def forget() -> None:
    """Ask again within this request: a decision was made."""
    if has_request_context():
        g.pop("model_in_force", None)


def versions(limit: int = 50) -> Sequence[ModelVersion]:
    """Trained models, newest first."""
    return db.session.scalars(sa.select(ModelVersion).order_by(ModelVersion.id.desc()).limit(limit)).all()


def decisions(limit: int = 50) -> Sequence[ModelDecision]:
    """What was decided, newest first."""
    return db.session.scalars(sa.select(ModelDecision).order_by(ModelDecision.id.desc()).limit(limit)).all()


def folder_of(name: str) -> Path:
    """Where a model's files lie, inside the data folder."""
    data: Path = current_app.config["SETTINGS"].data_dir
    return data / FOLDER / name


@lru_cache(maxsize=4)
def _loaded(folder: Path, version: str, sha256: str) -> Ranker | None:
    from matching.errors import ModelFileError
    from matching.learning.store import load

    try:
        ranker, card = load(folder)
        if (card.version, card.file_sha256) != (version, sha256):
            raise ModelFileError(f"{folder} holds another model than was recorded")
    except ModelFileError as problem:
        _log.warning("model not usable", model=version, error=str(problem))
        return None
    return ranker
