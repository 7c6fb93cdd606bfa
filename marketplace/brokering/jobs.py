"""Reminders: what is due and not yet sent, once for each person and day due, whenever the job comes to run."""

from __future__ import annotations

from datetime import time

from marketplace.brokering.reminders import remind
from marketplace.clock import today
from marketplace.jobs import periodic


@periodic(daily_at=time(6, 30))
def send_reminders() -> None:
    """Before the working day."""
    remind(today())
