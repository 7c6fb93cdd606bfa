"""Accepting a plan: from then on its links are work of brokers."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.clock import now, today
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.planning import jobs
from marketplace.planning.actions.asking import check_right, locked
from marketplace.planning.brokers import active_brokers
from marketplace.planning.models import Scenario
from marketplace.web.formats import format_date


def accept(*, by: User, scenario: Scenario, due_on: date) -> None:
    """The plan is what is done now: a case and a task due on a day for each link, spread over the brokers.

    Cases are opened beside the request; what can no longer be opened is left with its reason on the link. A case
    that is open for the pair already is taken into the plan: it stays its broker's, and becomes the planned broker's
    when nobody works it. WrongStateError without a result, after a drop and for the second of two people; DomainError
    for a day that is over or behind the target's, without any link, and while there is no broker.
    """
    check_right(by, Permission.PLAN_ACCEPT)
    scenario = locked(scenario)
    _check_state(scenario)
    _check_day(scenario, due_on)
    if not active_brokers():
        raise DomainError(_l("Chưa có cán bộ môi giới nào để giao việc; hãy lập tài khoản cho cán bộ trước."))
    scenario.accepted_at, scenario.accepted_by_id, scenario.due_on = now(), by.id, due_on
    db.session.flush()
    record(events.PLAN_ACCEPTED, scenario, by=by, after={"due_on": due_on})
    jobs.open_cases.after_commit(scenario.id)


def _check_state(scenario: Scenario) -> None:
    if scenario.dropped_at is not None:
        raise WrongStateError(_l("Kế hoạch này đã được bỏ rồi."))
    if scenario.accepted_at is not None:
        raise WrongStateError(_l("Kế hoạch này đã được chấp nhận rồi; các vụ việc đã được mở một lần."))
    if not scenario.is_done:
        raise WrongStateError(_l("Kế hoạch này chưa có kết quả để chấp nhận."))
    if scenario.linked_after == scenario.linked_before:
        raise WrongStateError(_l("Kế hoạch này không có liên kết mới nào để thực hiện."))


def _check_day(scenario: Scenario, due_on: date) -> None:
    if due_on < today():
        raise DomainError(_l("Hạn giao việc đã qua; hãy chọn một ngày từ hôm nay trở đi."), field="due_on")
    if due_on > scenario.target_on:
        last = format_date(scenario.target_on)
        raise DomainError(_l("Hạn giao việc muộn nhất là ngày mục tiêu %(last)s.", last=last), field="due_on")
