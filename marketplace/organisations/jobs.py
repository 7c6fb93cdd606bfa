"""What is made of all organisations beside requests."""

from __future__ import annotations

from datetime import time

from marketplace.jobs import periodic
from marketplace.organisations.likeness import compare_all


@periodic(daily_at=time(1, 30))
def compare() -> None:
    """Find the records that may be one, for the brokers' list of the day."""
    compare_all()
