"""Mail leaves by itself; what waits for the mail of a day is gathered each morning."""

from __future__ import annotations

from datetime import time, timedelta

from marketplace.clock import today
from marketplace.jobs import periodic
from marketplace.notifications.actions import send_outbox
from marketplace.notifications.digests import run_digests


@periodic(every=timedelta(minutes=1))
def send_mail() -> None:
    """Send what waits in the outbox; what fails is tried again in a minute, up to the outbox's own limit."""
    send_outbox()


@periodic(daily_at=time(6, 30))
def digest() -> None:
    """The mails of the day."""
    run_digests(today())
