"""Tasks of links that are over: nobody is to chase a cooperative that said no, or a case that was closed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.brokering.actions.by_plan import end_task
from marketplace.brokering.models import Case, Task
from marketplace.brokering.queries import title_of
from marketplace.extensions import db
from marketplace.planning.following import over
from marketplace.planning.models import PlannedLink, Scenario
from marketplace.planning.queries import links

SHOWN = 60
"""So much of a title tells whose offer a task is about."""


def end_needless_tasks() -> None:
    """The open tasks that accepted plans gave for links which have come to nothing are done; commits plan by plan."""
    for scenario in _with_open_tasks():
        if numbers := over(scenario):
            by = db.session.get_one(User, scenario.accepted_by_id)
            for link in links(scenario, numbers):
                for task in _tasks(scenario, link):
                    end_task(by=by, task=task)
        db.session.commit()


def _with_open_tasks() -> Sequence[Scenario]:
    open_cases = sa.select(Task.case_id).where(Task.done_at.is_(None))
    planned = sa.select(PlannedLink.scenario_id).where(PlannedLink.case_id.in_(open_cases))
    asked = sa.select(Scenario).where(Scenario.accepted_at.is_not(None), Scenario.id.in_(planned))
    return db.session.scalars(asked.order_by(Scenario.id)).unique().all()


def _tasks(scenario: Scenario, link: PlannedLink) -> list[Task]:
    """The plan's open tasks of the link's case: all of them where it is closed, else those about this cooperative."""
    asked = sa.select(Task).where(
        Task.case_id == link.case_id,
        Task.done_at.is_(None),
        Task.created_by_id == scenario.accepted_by_id,
        Task.created_at >= scenario.accepted_at,
        Task.due_on == scenario.due_on,
    )
    case, found = db.session.get_one(Case, link.case_id), db.session.scalars(asked.order_by(Task.id)).unique().all()
    if case.closed_at is not None or link.offer is None:
        return list(found)
    return [task for task in found if title_of(link.offer)[:SHOWN] in task.title]
