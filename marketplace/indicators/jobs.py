"""Counting a country takes a while: snapshots, and today's figures, are counted beside requests."""

from __future__ import annotations

from datetime import timedelta

from marketplace.clock import day_of, now
from marketplace.extensions import db, only_reading
from marketplace.indicators.actions.counting import count_before, count_snapshot
from marketplace.indicators.ahead import count_ahead, count_the_past, days_ahead
from marketplace.indicators.queries.snapshots import waiting_for_figures
from marketplace.jobs import periodic, task

LATE = timedelta(minutes=30)


@task()
def count(snapshot_id: int) -> None:
    """Count a prepared snapshot, all of it as the data stood at one instant; first in a transaction that only reads."""
    only_reading()
    count_before(snapshot_id=snapshot_id)
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        # Figures and rows are read by many statements: none may see what was written between two of them.
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    count_snapshot(snapshot_id=snapshot_id)


@periodic(every=timedelta(minutes=5))
def ask_ahead() -> None:
    """Count today's figures of the country and its provinces where something has changed, before anybody asks."""
    count_ahead(days_ahead(now()))


@periodic(every=timedelta(minutes=10))
def ask_ahead_of_the_past() -> None:
    """Count again what days of the past are read from, where something has changed."""
    count_the_past(day_of(now()))


@periodic(every=timedelta(minutes=30))
def count_what_was_missed() -> None:
    """Ask again for snapshots whose counting was lost with the queue."""
    for snapshot_id in waiting_for_figures(LATE):
        count.soon(snapshot_id)
