"""Reports that are due leave early in the morning; each in a job of its own, so that one failure keeps none back."""

from __future__ import annotations

from datetime import time

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.jobs import periodic, task
from marketplace.reporting.actions import send_due_report
from marketplace.reporting.models import ReportSchedule
from marketplace.reporting.queries import due_schedules


@task()
def send(schedule_id: int) -> None:
    """Send what is due of one schedule; done again it sends nothing more."""
    send_due_report(schedule=db.session.get_one(ReportSchedule, schedule_id), today=today())


@periodic(daily_at=time(5, 30))
def send_what_is_due() -> None:
    """Ask for every schedule with a report due; a night that was missed is made good by the next."""
    for schedule_id in due_schedules(today()):
        send.soon(schedule_id)
