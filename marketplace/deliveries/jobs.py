"""The book looks after itself once a day."""

from __future__ import annotations

from datetime import time

from marketplace.clock import today
from marketplace.deliveries.reminders import watch
from marketplace.jobs import periodic


@periodic(daily_at=time(5, 30))
def look_after() -> None:
    """Reminders that are due, alerts, and the records of periods and payments whose day has passed."""
    watch(today())
