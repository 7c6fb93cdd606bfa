"""Jobs: asked for after the commit, done once, by themselves when their turn comes, and seen by operators."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.jobs import Job
from marketplace.jobs.models import JobRun
from marketplace.jobs.queue import carry_out, queue_of
from marketplace.jobs.registry import JOBS
from marketplace.jobs.schedule import Schedule
from marketplace.jobs.turns import claim
from marketplace.jobs.working import work
from marketplace.notifications.actions import queue_mail
from marketplace.notifications.models import OutboxMessage
from tests.databases import SECRET

# The queue's threads keep a connection each until the process ends, which it does not here.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def seen() -> list[int]:
    return []


@pytest.fixture
def note(seen: list[int]) -> Iterator[Job[[int]]]:
    """A job that notes the number it was given."""
    job: Job[[int]] = Job("test.note", seen.append)
    JOBS[job.name] = job
    yield job
    del JOBS[job.name]


def test_a_job_waits_for_the_commit_and_runs_once(context: Flask, note: Job[[int]], seen: list[int]) -> None:
    note.after_commit(7)
    note.after_commit(7)
    assert seen == []
    db.session.commit()
    db.session.commit()
    assert seen == [7]


def test_what_is_undone_asks_for_nothing(context: Flask, note: Job[[int]], seen: list[int]) -> None:
    note.after_commit(7)
    db.session.rollback()
    db.session.commit()
    assert seen == []


def test_a_job_keeps_what_it_wrote_and_undoes_what_failed(context: Flask) -> None:
    def write(fails: bool) -> None:
        queue_mail(recipient="a@vidu.example", key=f"fails {fails}", subject="x", body="y")
        if fails:
            raise OSError("nothing there")

    carry_out(context, Job("test.good", write), [False])
    with pytest.raises(OSError, match="nothing there"):
        carry_out(context, Job("test.bad", write), [True])
    assert db.session.scalars(db.select(OutboxMessage.key)).all() == ["fails False"]


@pytest.mark.parametrize(
    ("schedule", "at", "turn"),
    [
        (Schedule(every=5 * MINUTE), (2026, 11, 23, 1, 7, 59), (2026, 11, 23, 1, 5)),
        (Schedule(daily_at=time_of_day(2, 30)), (2026, 11, 22, 19, 29), (2026, 11, 21, 19, 30)),
        (Schedule(daily_at=time_of_day(2, 30)), (2026, 11, 22, 19, 30), (2026, 11, 22, 19, 30)),
    ],
)
def test_a_turn_is_counted_in_viet_nam(schedule: Schedule, at: tuple[int, ...], turn: tuple[int, ...]) -> None:
    assert schedule.turn(datetime(*at, tzinfo=UTC)) == datetime(*turn, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_a_turn_is_claimed_by_one_of_many(app: Flask) -> None:
    barrier, won = threading.Barrier(8), []

    def try_it() -> None:
        barrier.wait()
        won.append(claim(app, "test.race", Schedule(daily_at=time_of_day(0, 0))))

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 7 + [True]


def test_operators_see_whether_jobs_are_done(app: Flask) -> None:
    job: Job[[]] = Job("test.beat", lambda: None, Schedule(every=MINUTE))
    assert claim(app, job.name, Schedule(every=MINUTE))
    assert app.test_client().get("/readyz").get_json()["jobs"] == "not running"
    carry_out(app, job)
    assert app.test_client().get("/readyz").get_json()["jobs"] == "running"


@pytest.fixture
def outside(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application as operators run it: its jobs wait in a queue."""
    settings = {"secret_key": SECRET, "database_url": database_url, "LIENKET_DATA": tmp_path, "log_level": "ERROR"}
    app = create_app(Settings.model_validate({**settings, "mail_url": "memory://", "LIENKET_ENV": "production"}))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    queue_of(app).storage.close()
    gc.collect()  # what the queue's threads left open is missed here, under this file's mark, and not in another test


def test_a_worker_does_what_was_asked_and_sends_mail(
    outside: Flask, note: Job[[int]], seen: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In threads here, in a process of its own on the server. Other jobs would go on into the next test."""
    for name in set(JOBS) - {note.name, "notifications.send_mail"}:
        monkeypatch.delitem(JOBS, name)
    with outside.app_context():
        queue_mail(recipient="a@vidu.example", key="once", subject="Chào", body="y")
        note.after_commit(3)
        note.after_commit(4)
        db.session.commit()
    assert seen == [], "not in the process that asked"
    until = threading.Thread(target=_stop_when_done, args=(outside, seen))
    until.start()
    work(outside)
    until.join()
    assert sorted(seen) == [3, 4]
    assert [mail.subject for mail in outside.extensions["mailman"].outbox] == ["Chào"]


def test_a_job_that_meets_a_busy_database_is_done_later(outside: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = sqlite3.OperationalError("database is locked")
    tries: list[int] = []
    locked.sqlite_errorcode = sqlite3.SQLITE_BUSY

    def mail() -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            raise OperationalError("BEGIN IMMEDIATE", {}, locked)

    monkeypatch.setattr("marketplace.jobs.queue.JOBS", {"test.busy": Job("test.busy", mail, Schedule(every=MINUTE))})
    queue = queue_of(outside)
    queue.execute(queue._registry.string_to_task("queue.test.busy")())
    [later] = queue.scheduled()
    assert later.eta is not None
    assert tries == [0]
    with outside.app_context():
        assert db.session.get(JobRun, "test.busy") is None, "it did not fail: it has not been done"
    later.eta = None
    queue.execute(later)
    assert tries == [0, 1]


def _stop_when_done(app: Flask, seen: list[int]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (len(seen) == 2 and getattr(app.extensions["mailman"], "outbox", None)):
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGINT)  # the graceful way: what is begun is ended
