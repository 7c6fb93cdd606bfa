"""The queue of an application: a file beside the embedded database, tables in PostgreSQL, or Redis by REDIS_URL."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from marketplace.extensions import db
from marketplace.jobs.busy import is_busy
from marketplace.jobs.registry import JOBS, Job
from marketplace.jobs.turns import claim, ended

if TYPE_CHECKING:
    from huey.api import Huey

EXTENSION = "lienket-jobs"
PATIENCE = 30  # seconds before a job that met a busy database is tried again
_lock = Lock()
_log = structlog.get_logger("jobs")


def put(app: Flask, job: Job[Any], args: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Queue a job; in the test environment run it now. A queue out of reach is logged, not raised.

    What a job must not miss stands in a row that a periodic job sweeps, so nothing is lost with the message.
    """
    app = getattr(app, "_get_current_object", lambda: app)()
    if app.config["SETTINGS"].environment == "test":
        carry_out(app, job, args, named)
        return
    try:
        queue = queue_of(app)
        queue.enqueue(queue._registry.string_to_task(f"queue.{job.name}")(args, dict(named), retries=job.retries))
    except Exception:  # noqa: BLE001 - the transaction is committed: whoever asked must not see it fail
        _log.exception("job not queued", job=job.name)


def carry_out(app: Flask, job: Job[Any], args: Sequence[Any] = (), named: Mapping[str, Any] | None = None) -> None:
    """Run a job in an application context and session of its own, and commit."""
    started = time.perf_counter()
    with app.app_context():
        try:
            job.run(*args, **(named or {}))
            db.session.commit()
        except BaseException as problem:
            db.session.rollback()
            if job.schedule and not (isinstance(problem, OperationalError) and is_busy(problem)):
                ended(job.name, failed=True)
            raise
        if job.schedule:
            ended(job.name, failed=False)
    _log.info("job", job=job.name, ms=round((time.perf_counter() - started) * 1000))


def queue_of(app: Flask) -> Huey:
    """The application's queue with every job known to it, made when it is first asked for."""
    with _lock:
        if EXTENSION not in app.extensions:
            app.extensions[EXTENSION] = _queue(app)
        queue: Huey = app.extensions[EXTENSION]
        return queue


def _queue(app: Flask) -> Huey:
    queue = _store(app)
    for job in JOBS.values():
        _register(queue, app, job)
    return queue


def _register(queue: Huey, app: Flask, job: Job[Any]) -> None:
    def run(*args: Any, **named: Any) -> None:
        try:
            carry_out(app, job, args, named)
        except OperationalError as problem:
            if not is_busy(problem):
                raise
            _put_off(job)

    run.__module__ = "queue"
    if job.schedule is None:
        queue.task(name=job.name, retry_delay=30, retry_backoff=2)(run)
    else:
        schedule = job.schedule
        queue.periodic_task(lambda _moment: claim(app, job.name, schedule), name=job.name)(run)


def _put_off(job: Job[Any]) -> None:
    """Ask the queue for the same job a little later; what it began was undone."""
    from huey.exceptions import RetryTask

    _log.warning("job put off: database busy", job=job.name)
    raise RetryTask(delay=PATIENCE)


def _store(app: Flask) -> Huey:
    """Messages are signed with the application's secret: a queue that strangers reach runs nothing of theirs."""
    from huey.api import PostgresHuey, PriorityRedisHuey, SqliteHuey
    from huey.serializer import SignedSerializer

    settings = app.config["SETTINGS"]
    common: dict[str, Any] = {
        "name": "lienket",
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret, salt="lienket-jobs"),
    }
    if settings.redis_url:
        return PriorityRedisHuey(url=settings.redis_url, **common)
    if settings.database.startswith("postgresql"):
        address = settings.database.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey(dsn=address, table_prefix="jobs", **common)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey(filename=str(settings.data_dir / "jobs.sqlite3"), fsync=True, **common)
