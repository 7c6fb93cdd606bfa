"""What is made of the whole market beside requests. The suggestions of one record are computed when they are read."""

from __future__ import annotations

from datetime import time, timedelta

from marketplace.clock import today
from marketplace.jobs import periodic
from marketplace.suggestions.balancing import is_due, refresh_balance, refresh_snapshot


@periodic(daily_at=time(0, 10))
def keep_snapshot() -> None:
    """Keep the index in the data folder, so that a process that starts reads little more than what changed today."""
    refresh_snapshot()


@periodic(every=timedelta(minutes=15))
def balance_market() -> None:
    """Weigh both sides' wishes again where something has changed."""
    if is_due(today()):
        refresh_balance()
