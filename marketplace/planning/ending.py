"""Tasks of links that are over: nobody is to chase a cooperative that said no, or a case that was closed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import User
from marketplace.brokering.actions.by_plan import end_task
from marketplace.brokering.models import Task
from marketplace.extensions import db
from marketplace.planning.following import over
from marketplace.planning.models import PlannedLink, Scenario


def end_needless_tasks() -> None:
    """The open tasks that accepted plans gave for links which have come to nothing are done; commits plan by plan.

    A link that does not know its task has none to end: it was given before plans kept which task is whose.
    """
    for scenario in _with_open_tasks():
        if numbers := over(scenario):
            by = db.session.get_one(User, scenario.accepted_by_id)
            for task in _open_tasks(numbers):
                end_task(by=by, task=task)
        db.session.commit()


def _with_open_tasks() -> Sequence[Scenario]:
    planned = sa.select(PlannedLink.scenario_id).join(PlannedLink.task).where(Task.done_at.is_(None))
    asked = sa.select(Scenario).where(Scenario.accepted_at.is_not(None), Scenario.id.in_(planned))
    return db.session.scalars(asked.order_by(Scenario.id)).unique().all()


def _open_tasks(numbers: Sequence[int]) -> Sequence[Task]:
    """The tasks of these links that are not done."""
    asked = sa.select(Task).join(PlannedLink, PlannedLink.task_id == Task.id).options(joinedload(Task.case))
    asked = asked.where(PlannedLink.id.in_(numbers), Task.done_at.is_(None)).order_by(Task.id)
    return db.session.scalars(asked).unique().all()
