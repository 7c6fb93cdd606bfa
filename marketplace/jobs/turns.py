"""Turns of periodic jobs: claimed by one process, ended by the one that ran them; the heartbeat is read from them."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.jobs.busy import is_busy
from marketplace.jobs.models import JobRun
from marketplace.jobs.schedule import Schedule

LATE = timedelta(minutes=5)
_log = structlog.get_logger("jobs")


def claim(app: Flask, name: str, schedule: Schedule) -> bool:
    """Whether a turn of this job is due and now ours. A database out of reach is logged: the next minute asks again."""
    with app.app_context():
        try:
            return _claimed(name, schedule)
        except SQLAlchemyError as problem:
            db.session.rollback()
            if isinstance(problem, OperationalError) and is_busy(problem):
                _log.warning("turn not claimed: database busy", job=name)
            else:
                _log.exception("turn not claimed", job=name)
            return False


def _claimed(name: str, schedule: Schedule) -> bool:
    turn = schedule.turn(now())
    later = sa.update(JobRun).where(JobRun.name == name, JobRun.due_at < turn).values(due_at=turn)
    if db.session.connection().execute(later).rowcount:
        db.session.commit()
        return True
    if db.session.get(JobRun, name) is not None:
        db.session.rollback()
        return False
    db.session.add(JobRun(name=name, due_at=turn))
    try:
        db.session.commit()
    except IntegrityError:  # another process was first
        db.session.rollback()
        return False
    return True


def ended(name: str, *, failed: bool) -> None:
    """Keep that a turn of the job is over; commits."""
    run = db.session.get(JobRun, name)
    if run is not None:
        run.ended_at, run.failed = now(), failed
        db.session.commit()


def is_running() -> bool:
    """Whether somebody does the jobs: one of them ended within the last five minutes."""
    last = db.session.scalar(sa.select(sa.func.max(JobRun.ended_at)))
    return last is not None and now() - last < LATE
