"""Cases that an accepted plan opens: given to a broker at once, with something to do by a day.

`by` is whoever accepted the plan. The right to it was checked then; the work goes on when it is taken away since.
"""

from __future__ import annotations

from datetime import date

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.brokering.actions.cases import lock_case, move_case, pass_tasks, tell_parties
from marketplace.brokering.actions.opening import check_pair
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseStage, Stage, Task
from marketplace.brokering.telling import tell
from marketplace.clock import now, today
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.notifications.models import Topic
from marketplace.offers.models import Offer


def open_by_plan(*, by: User, broker: User, offer: Offer, need: Need) -> Case:
    """A new case of the broker's for an open offer and an open need; both sides are asked.

    `by` need not be a broker. Raises what `open_case` does for a pair that cannot be brought together, and
    DomainError for a `broker` who is no active one.
    """
    _check(broker)
    check_pair(offer, need)
    case = Case(
        offer_id=offer.id,
        need_id=need.id,
        seller_id=offer.organisation_id,
        buyer_id=need.organisation_id,
        broker_id=broker.id,
        opened_by_id=by.id,
        due_on=limits().due_on(CaseStage.PROPOSED, today()),
        stages=[Stage(stage=CaseStage.PROPOSED, by_id=by.id)],
    )
    db.session.add(case)
    db.session.flush()
    record(events.CASE_OPENED, case, by=by, after={"offer": offer.id, "need": need.id})
    move_case(case, "ask", by=by)
    tell_parties(case, by=by, key="opened", sentence=_l("Có đề nghị kết nối mới cho đơn vị của bạn."))
    return case


def give_task(*, by: User, case: Case, title: str, due_on: date, broker: User) -> Task:
    """Something the plan wants done for a case by a day; the broker is told once, however many there are.

    A case that another broker works stays that broker's, with the task; one that nobody works, or whose broker's
    account was closed, is `broker`'s from now on. DomainError when that is no active broker.
    """
    case = lock_case(case)
    if case.broker is None or not case.broker.is_active:
        _entrust(case, broker, by=by)
    whose = case.broker_id
    task = Task(case_id=case.id, title=title, due_on=due_on, assigned_to_id=whose, created_by_id=by.id)
    db.session.add(task)
    db.session.flush()
    record(events.TASK_ADDED, task, by=by, after={"title": title, "due_on": due_on, "assigned_to": whose})
    return task


def end_task(*, by: User, task: Task) -> None:
    """The plan wants nothing more here: the task is done, by whoever accepted the plan; one that is done stays so."""
    lock_case(task.case)
    db.session.refresh(task)
    if task.done_at is None:
        task.done_at, task.done_by_id = now(), by.id
        db.session.flush()
        record(events.TASK_DONE, task, by=by, after={"title": task.title})


def _entrust(case: Case, broker: User, *, by: User) -> None:
    """A locked case without an active broker is this broker's, with the tasks of the one before; its sides hear it."""
    _check(broker)
    before = case.broker
    case.broker_id = broker.id
    if before is not None:
        pass_tasks(case, before, broker)
    db.session.flush()
    db.session.expire(case, ["broker"])
    record(events.CASE_HANDED_OVER, case, by=by, after={"name": broker.name})
    if case.stage is CaseStage.PROPOSED:
        move_case(case, "ask", by=by)
    tell_parties(case, by=by, key="taken", sentence=_l("%(name)s đã nhận hỗ trợ vụ việc của bạn.", name=broker.name))


def tell_of_plan(*, by: User, brokers: frozenset[int], key: str, name: str) -> None:
    """Tell brokers, once each, that a plan gave them work."""
    tell(
        by=by,
        organisations=[],
        staff=sorted(brokers),
        key=key,
        sentence=_l("Kế hoạch “%(name)s” giao việc cho bạn; xem ở “Việc hôm nay”.", name=name),
        path="/brokering/today",
        topic=Topic.TASK,
    )


def _check(broker: User) -> None:
    if broker.platform_role is not Role.BROKER or not broker.is_active:
        raise DomainError(_l("Chỉ giao việc cho cán bộ môi giới đang làm việc."), field="broker")
