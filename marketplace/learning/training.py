"""One round of learning: examples of the last twelve months in, a kept model (or "not yet") out."""

from __future__ import annotations

from datetime import date, timedelta

from marketplace.accounts.models import User
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.learning.actions import keep_model
from marketplace.learning.examples import examples
from marketplace.suggestions.exposures import kept_since
from marketplace.suggestions.learning_models import ModelVersion

SEED = 0


def learn(*, by: User | None = None, on: date | None = None) -> ModelVersion:
    """Train on what is known on that day (today if None), keep the result, and let it rank if it is better.

    Commits after reading, so that nobody waits for the database while a model is fitted; the caller commits the rest.
    """
    from matching.learning.training import train

    day = on or today()
    found = examples(kept_since(day), day + timedelta(days=1))
    db.session.commit()
    return keep_model(train(found, seed=SEED), by=by)
