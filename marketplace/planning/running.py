"""The search for a plan: read, solve, keep. A search that was stopped keeps nothing, one that failed says why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.telling import tell
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.models import Topic
from marketplace.planning.asked import asked_of
from marketplace.planning.models import Ending, Failure, Scenario, Step

if TYPE_CHECKING:
    from marketplace.planning.result import Result

BUSY = timedelta(minutes=15)
"""A search of which nothing was heard for so long is nobody's any more."""


class StoppedError(Exception):
    """Somebody ended the search meanwhile; nothing of it is wanted."""


def solve(*, scenario_id: int) -> None:
    """Solve a scenario that waits for it, and keep the result in one transaction; commits on the way.

    Ended already, or worked on by another process, nothing happens. Whatever goes wrong is kept as a failure with
    its sentence, then raised.
    """
    if not _begin(scenario_id):
        return
    try:
        _solved(scenario_id)
    except StoppedError:
        db.session.rollback()
    except Exception:
        db.session.rollback()
        _fail(scenario_id, Failure.BROKEN)
        db.session.commit()
        raise


def report(scenario_id: int, step: Step, progress_pct: int) -> None:
    """Say how far the search is, and commit; StoppedError when it is not wanted any more."""
    told = (
        sa.update(Scenario)
        .where(Scenario.id == scenario_id, Scenario.ended_at.is_(None))
        .values(step=step, progress_pct=progress_pct, beat_at=now())
    )
    wanted = bool(db.session.connection().execute(told).rowcount)
    db.session.commit()
    if not wanted:
        raise StoppedError


def _begin(scenario_id: int) -> bool:
    """Whether the search is ours now."""
    scenario = _locked(scenario_id)
    working = scenario.beat_at is not None and now() - scenario.beat_at < BUSY
    if scenario.ended_at is not None or working:
        db.session.rollback()
        return False
    scenario.started_at = scenario.started_at or now()
    scenario.beat_at, scenario.step, scenario.progress_pct = now(), Step.READING, 0
    db.session.commit()
    return True


def _solved(scenario_id: int) -> None:
    from marketplace.planning.result import result_of

    asked = asked_of(db.session.get_one(Scenario, scenario_id))
    db.session.rollback()  # read and forgotten: what follows is read in a transaction of its own
    found = result_of(asked, at_one_instant, lambda step, progress_pct: report(scenario_id, step, progress_pct))
    report(scenario_id, Step.KEEPING, 95)
    scenario = _locked(scenario_id)
    if scenario.ended_at is not None:
        raise StoppedError
    if found is None:
        _fail(scenario_id, Failure.NOBODY)
    else:
        _keep(scenario, found)
    db.session.commit()


def at_one_instant() -> None:
    """What is read by many statements is read as it stood at the first; SQLite's transactions are so anyway."""
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _keep(scenario: Scenario, found: Result) -> None:
    from marketplace.planning.keeping import keep

    keep(scenario, found)
    scenario.ended_at, scenario.ending, scenario.progress_pct = now(), Ending.DONE, 100
    db.session.flush()
    record(events.PLAN_SOLVED, scenario, by=None, links=len(found.links))
    tell(
        by=None, organisations=(), staff=[scenario.made_by_id], key=f"plan:{scenario.public_id}:solved",
        sentence=_l("Kế hoạch “%(name)s” đã có kết quả.", name=scenario.name), path=f"/plans/{scenario.public_id}",
        topic=Topic.TASK,
    )  # fmt: skip


def _fail(scenario_id: int, failure: Failure) -> None:
    scenario = _locked(scenario_id)
    if scenario.ended_at is None:
        scenario.ended_at, scenario.ending, scenario.failure = now(), Ending.FAILED, failure


def _locked(scenario_id: int) -> Scenario:
    asked = sa.select(Scenario).where(Scenario.id == scenario_id).options(lazyload("*")).with_for_update()
    return db.session.scalars(asked.execution_options(populate_existing=True)).one()
