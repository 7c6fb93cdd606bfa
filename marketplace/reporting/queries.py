"""Schedules of reports and what is due, and the locked snapshots that a report can be made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.clock import VIETNAM
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.indicators.models import Snapshot
from marketplace.indicators.queries.snapshots import NEWEST_FIRST
from marketplace.reporting.models import ReportSchedule, ReportSending
from marketplace.reporting.rhythms import newest_day

MOST_SNAPSHOTS = 200


def schedules_for(viewer: Viewer) -> Sequence[ReportSchedule]:
    """Every schedule that runs, by address, for those who make reports; NotFoundError for anybody else."""
    if not can(viewer, Permission.REPORT_MAKE):
        raise NotFoundError
    asked = sa.select(ReportSchedule).where(ReportSchedule.ended_at.is_(None))
    return db.session.scalars(asked.order_by(ReportSchedule.email, ReportSchedule.id)).all()


def schedule_for(viewer: Viewer, public_id: str) -> ReportSchedule:
    """One schedule, running or ended; NotFoundError for none and for who makes no reports."""
    found = db.session.scalar(sa.select(ReportSchedule).filter_by(public_id=public_id))
    if found is None or not can(viewer, Permission.REPORT_MAKE):
        raise NotFoundError
    return found


def same_schedule(schedule: tuple[str, str | None, str]) -> ReportSchedule | None:
    """The row of this address, province and rhythm, running or ended; a missing province is the country."""
    email, province_code, rhythm = schedule
    asked = sa.select(ReportSchedule).where(
        ReportSchedule.email == email,
        ReportSchedule.province_code.is_not_distinct_from(province_code),
        ReportSchedule.rhythm == rhythm,
    )
    return db.session.scalars(asked.order_by(ReportSchedule.id).limit(1).with_for_update()).first()


def last_days(schedules: Sequence[ReportSchedule]) -> dict[int, date]:
    """The day of the newest report that each schedule has sent."""
    chosen = [schedule.id for schedule in schedules]
    newest = sa.func.max(ReportSending.as_of)
    asked = sa.select(ReportSending.schedule_id, newest).where(ReportSending.schedule_id.in_(chosen))
    return dict(db.session.execute(asked.group_by(ReportSending.schedule_id)).all())


def due_day(schedule: ReportSchedule, today: date) -> date | None:
    """The day of the report that is due and not sent; None when there is none.

    Of several missed ones only the newest is due, and nothing that had ended before the schedule was made.
    """
    day = newest_day(schedule.rhythm, today)
    if schedule.ended_at is not None or day < schedule.made_at.astimezone(VIETNAM).date():
        return None
    sent = sa.select(ReportSending.id).filter_by(schedule_id=schedule.id, as_of=day)
    return day if db.session.scalar(sent) is None else None


def due_schedules(today: date) -> list[int]:
    """The numbers of the schedules with a report due."""
    running = db.session.scalars(sa.select(ReportSchedule).where(ReportSchedule.ended_at.is_(None)))
    return [schedule.id for schedule in running if due_day(schedule, today) is not None]


def locked_snapshots() -> Sequence[Snapshot]:
    """The newest locked snapshots of all places."""
    asked = sa.select(Snapshot).where(Snapshot.approved_at.is_not(None))
    return db.session.scalars(asked.order_by(*NEWEST_FIRST).limit(MOST_SNAPSHOTS)).all()
