"""Every night: forget what is older than twelve months, and learn from what is left."""

from __future__ import annotations

from datetime import time

from marketplace.jobs import periodic
from marketplace.learning.training import learn
from marketplace.suggestions import exposures


@periodic(daily_at=time(2, 40))
def learn_from_outcomes() -> None:
    """Prune the log of what was shown, then train; a better model ranks from then on."""
    exposures.prune()
    learn()
