"""Telling people beside requests: every minute what changed, once a day the mail that gathers it."""

from __future__ import annotations

from datetime import time, timedelta

from marketplace.alerts.digests import run_digests
from marketplace.alerts.reading import read_alert, read_alerts
from marketplace.alerts.sending import send_all
from marketplace.clock import today
from marketplace.jobs import periodic, task


@task()
def read(alert_id: int) -> None:
    """The first look of an alert for a whole organisation."""
    read_alert(alert_id)


@periodic(every=timedelta(minutes=1))
def send() -> None:
    """Follow the market to its last change, a commit each step."""
    read_alerts()
    send_all()


@periodic(daily_at=time(6, 0))
def digest() -> None:
    """The mails of the day."""
    run_digests(today())
