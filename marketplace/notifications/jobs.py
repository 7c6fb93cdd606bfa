"""Mail leaves by itself."""

from __future__ import annotations

from datetime import timedelta

from marketplace.jobs import periodic
from marketplace.notifications.actions import send_outbox


@periodic(every=timedelta(minutes=1))
def send_mail() -> None:
    """Send what waits in the outbox; what fails is tried again in a minute, up to the outbox's own limit."""
    send_outbox()
