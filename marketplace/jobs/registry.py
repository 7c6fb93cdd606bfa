"""Jobs by name, and how they are asked for: after the commit of what caused them, or right away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Any, Generic, ParamSpec

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session, SessionTransaction

from marketplace.extensions import db
from marketplace.jobs.schedule import Schedule

P = ParamSpec("P")
WAITING = "jobs waiting for the commit"
JOBS: dict[str, Job[Any]] = {}


@dataclass(frozen=True)
class Job(Generic[P]):
    """A function that runs beside requests, in an application context of its own, and is committed at its end.

    Its arguments are ids: numbers and short texts, never records. Called like a function it just runs, here and
    now, and the caller commits.
    """

    name: str
    run: Callable[P, object]
    schedule: Schedule | None = None
    retries: int = field(default=0, kw_only=True)

    def __call__(self, *args: P.args, **named: P.kwargs) -> object:
        return self.run(*args, **named)

    def after_commit(self, *args: P.args, **named: P.kwargs) -> None:
        """Ask for it when the present transaction is committed; a rollback forgets it. Asked twice, it runs once."""
        session = db.session()
        if not session.in_transaction():
            session.begin()  # a rollback of nothing at all would not be heard
        waiting = session.info.setdefault(WAITING, [])
        if (asked := (self, args, named)) not in waiting:
            waiting.append(asked)

    def soon(self, *args: P.args, **named: P.kwargs) -> None:
        """Ask for it right away, whatever becomes of the present transaction."""
        from marketplace.jobs.queue import put

        put(current_app, self, args, named)


def task(*, retries: int = 3) -> Callable[[Callable[P, object]], Job[P]]:
    """Make a job of a function, asked for by `after_commit` or `soon`; a failure is tried again so many times."""
    return lambda run: _known(Job(_name(run), run, retries=retries))


def periodic(
    *, every: timedelta | None = None, daily_at: time | None = None
) -> Callable[[Callable[[], object]], Job[[]]]:
    """Make a job that runs by itself: `every=timedelta(minutes=5)`, or `daily_at=time(2, 30)` in Viet Nam's time.

    Of several processes one runs a turn. A turn missed while nothing ran is caught up once. A failure waits for
    the next turn.
    """
    schedule = Schedule(every, daily_at)
    return lambda run: _known(Job(_name(run), run, schedule))


def _known(job: Job[P]) -> Job[P]:
    if job.name in JOBS:
        raise ValueError(f"two jobs are called {job.name}")
    JOBS[job.name] = job
    return job


def _name(run: Callable[..., object]) -> str:
    return f"{run.__module__.removeprefix('marketplace.').removesuffix('.jobs')}.{run.__name__}"


@sa.event.listens_for(db.session, "after_commit")
def _hand_over(session: Session) -> None:
    if session.in_nested_transaction():
        return
    from marketplace.jobs.queue import put

    for job, args, named in session.info.pop(WAITING, ()):
        put(current_app, job, args, named)


@sa.event.listens_for(db.session, "after_soft_rollback")
def _forget(session: Session, previous: SessionTransaction) -> None:
    if previous.parent is None:
        session.info.pop(WAITING, None)
