"""Keeping a trained model, and deciding which one ranks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.audit.words import name_fields, name_values
from marketplace.clock import now
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.suggestions import rankers
from marketplace.suggestions.learning_models import ModelDecision, ModelVerb, ModelVersion

if TYPE_CHECKING:
    from matching.learning.card import Card
    from matching.learning.training import Trained

BY_ITSELF = "Tốt hơn điểm theo trọng số trên các kết quả đến sau."
EVENT_OF_VERB = {
    ModelVerb.PROMOTED: events.MODEL_PROMOTED,
    ModelVerb.WITHDRAWN: events.MODEL_WITHDRAWN,
    ModelVerb.RETURNED: events.MODEL_RETURNED,
}
name_fields({"model": _l("Mô hình"), "outcomes": _l("Số kết quả"), "verb": _l("Quyết định")})
name_values("verb", ModelVerb)


def keep_model(trained: Trained, *, by: User | None = None) -> ModelVersion:
    """Keep what a training gave: its row with the card, its files in the data folder, and an event.

    The same examples give the same model, which is kept once. A learned model that was better on later outcomes ranks
    from now on, unless a person has taken the last one out of use: then a person decides.
    """
    known = _known(trained)
    if known is not None:
        return known
    card, folder = trained.card, None
    if card.learned:
        card, folder = _stored(trained), card.version
    name = card.version if card.learned else f"{card.rung}-{now():%Y%m%d%H%M%S%f}"
    made = ModelVersion(
        version=name, rung=card.rung, outcomes=card.outcomes, is_better=card.reason == "better",
        card=json.loads(card.to_json()), folder=folder,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record(events.MODEL_TRAINED, made, by=by, model=name, outcomes=card.outcomes)
    if not made.is_better:
        return made
    _locked_in_force()
    if _may_decide_alone():
        _decide(ModelVerb.PROMOTED, made, made, by=by, reason=BY_ITSELF)
    return made


def promote_model(*, by: User, model: ModelVersion, reason: str) -> ModelDecision:
    """Let this model rank; one that ranked before is returned to.

    Raises WrongStateError for the model in force and for one that was not better than the hand score.
    """
    in_force = _locked_in_force()
    if in_force is not None and in_force.id == model.id:
        raise WrongStateError(_l("Mô hình này đang xếp hạng rồi."))
    if not model.is_better or model.folder is None:
        raise WrongStateError(_l("Mô hình này chưa tốt hơn điểm theo trọng số nên không thể đưa vào dùng."))
    before = db.session.scalar(sa.select(ModelDecision.id).filter_by(model_id=model.id).limit(1))
    return _decide(ModelVerb.PROMOTED if before is None else ModelVerb.RETURNED, model, model, by=by, reason=reason)


def withdraw_model(*, by: User, reason: str) -> ModelDecision:
    """Let the hand score rank again; WrongStateError when it does already."""
    in_force = _locked_in_force()
    if in_force is None:
        raise WrongStateError(_l("Không có mô hình nào đang xếp hạng."))
    return _decide(ModelVerb.WITHDRAWN, None, in_force, by=by, reason=reason)


def _decide(
    verb: ModelVerb, chosen: ModelVersion | None, subject: ModelVersion, *, by: User | None, reason: str
) -> ModelDecision:
    """`chosen` ranks from now on (None: the hand score); `subject` is the model of which history tells it."""
    if not reason.strip():
        raise DomainError(_l("Chưa điền mục này."), field="reason")
    made = ModelDecision(
        model_id=chosen.id if chosen else None, verb=verb, reason=reason.strip(), by_id=by.id if by else None
    )
    db.session.add(made)
    db.session.flush()
    record(EVENT_OF_VERB[verb], subject, by=by, model=subject.version, reason=made.reason)
    rankers.forget()
    return made


def _known(trained: Trained) -> ModelVersion | None:
    """The row of the same model; for the hand score, the newest row when it says the same."""
    card = trained.card
    if card.learned:
        return db.session.scalar(sa.select(ModelVersion).filter_by(version=card.version))
    newest = next(iter(rankers.versions(limit=1)), None)
    same = newest is not None and newest.card == json.loads(card.to_json())
    return newest if same else None


def _stored(trained: Trained) -> Card:
    """Write the files; what an interrupted training left in the folder is the same model and is used."""
    from matching.errors import ModelFileError
    from matching.learning.store import load, save

    folder = rankers.folder_of(trained.card.version)
    try:
        return save(trained, folder)
    except ModelFileError:
        return load(folder)[1]


def _locked_in_force() -> ModelVersion | None:
    """The model in force, for a decision: whoever decides at the same time waits, and then sees this decision."""
    first = sa.select(ModelVersion.id).order_by(ModelVersion.id).limit(1).with_for_update()
    db.session.execute(first)
    rankers.forget()
    return rankers.in_force()


def _may_decide_alone() -> bool:
    last = next(iter(rankers.decisions(limit=1)), None)
    return last is None or last.verb is not ModelVerb.WITHDRAWN or last.by_id is None
