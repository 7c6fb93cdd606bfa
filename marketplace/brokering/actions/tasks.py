"""What a broker sets down to do for a case."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.models import Case, CaseStage, Task
from marketplace.brokering.telling import tell
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.models import Topic


def add_task(*, by: User, case: Case, title: str, due_on: date, assignee: User) -> Task:
    """Something to do by a day, for the owning broker or a colleague, who is told and sees the title alone.

    DomainError on `task_due_on` for a day that is over and on `assignee` for anybody but an active broker.
    """
    case = lock_case(case)
    _check_owner(by, case)
    if case.stage is CaseStage.CLOSED:
        raise WrongStateError(_l("Vụ việc này đã đóng."))
    if due_on < today():
        raise DomainError(_l("Ngày hẹn đã qua."), field="task_due_on")
    if assignee.platform_role is not Role.BROKER or not assignee.is_active:
        raise DomainError(_l("Chỉ giao việc cho cán bộ môi giới đang làm việc."), field="assignee")
    task = Task(case_id=case.id, title=title, due_on=due_on, assigned_to_id=assignee.id, created_by_id=by.id)
    db.session.add(task)
    db.session.flush()
    record(events.TASK_ADDED, task, by=by, after={"title": title, "due_on": due_on, "assigned_to": assignee.id})
    tell(
        by=by,
        organisations=[],
        staff=[assignee.id],
        key=f"task:{task.id}:given",
        sentence=_l("%(name)s giao cho bạn một việc, hạn ghi trong “Việc hôm nay”.", name=by.name),
        path="/brokering/today",
        topic=Topic.TASK,
    )
    return task


def finish_task(*, by: User, task: Task) -> None:
    """It is done; said by whose it is or by the owner of the case. WrongStateError when it was done before."""
    task = _locked(task)
    _check_hand(by, task)
    if task.done_at is not None:
        raise WrongStateError(_l("Việc này đã xong rồi."))
    task.done_at, task.done_by_id = now(), by.id
    db.session.flush()
    record(events.TASK_DONE, task, by=by, after={"title": task.title})


def reopen_task(*, by: User, task: Task) -> None:
    """It was not done after all."""
    task = _locked(task)
    _check_hand(by, task)
    if task.done_at is None:
        raise WrongStateError(_l("Việc này đang mở."))
    task.done_at = task.done_by_id = None
    db.session.flush()
    record(events.TASK_REOPENED, task, by=by, after={"title": task.title})


def _locked(task: Task) -> Task:
    question = sa.select(Task).where(Task.id == task.id).with_for_update(of=Task)
    return db.session.scalars(question.execution_options(populate_existing=True)).one()


def _check_owner(by: User, case: Case) -> None:
    if by.id not in case.broker_user_ids:
        raise NotAllowedError(_l("Chỉ cán bộ phụ trách vụ việc mới ghi việc cần làm."))


def _check_hand(by: User, task: Task) -> None:
    if by.id not in {task.assigned_to_id, task.case.broker_id}:
        raise NotAllowedError(_l("Đây là việc của người khác."))
