"""The trained model in force, if there is one. Without one the hand score alone ranks: the normal case at first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from flask import current_app, g, has_request_context

from marketplace.extensions import db
from marketplace.suggestions.learning_models import ModelDecision, ModelVersion

FOLDER = "models"


def current_version() -> str | None:
    """The name of the model in force."""
    found = in_force()
    return None if found is None else found.version


def in_force() -> ModelVersion | None:
    """The model of the newest decision. Asked once a request."""
    if has_request_context() and "model_in_force" in g:
        known: ModelVersion | None = g.model_in_force
        return known
    found = db.session.scalar(
        sa.select(ModelVersion)
        .join(ModelDecision, ModelDecision.model_id == ModelVersion.id)
        .where(ModelDecision.id == sa.select(sa.func.max(ModelDecision.id)).scalar_subquery())
    )
    if has_request_context():
        g.model_in_force = found
    return found


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
