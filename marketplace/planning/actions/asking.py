"""Asking for a scenario, and what may be done while or after it is solved."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.clock import now
from marketplace.errors import NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.planning import jobs
from marketplace.planning.checks import check_draft, check_name
from marketplace.planning.drafts import ScenarioDraft, scenario_of
from marketplace.planning.models import Ending, Scenario


def prepare(*, by: User, values: ScenarioDraft) -> Scenario:
    """A scenario that is solved beside the request, on the market as it stands then.

    DomainError, naming the field, for values that make no sense; NotAllowedError for whoever does not plan.
    """
    check_right(by, Permission.PLAN_MAKE)
    check_draft(values)
    scenario = scenario_of(values)
    scenario.made_by_id = by.id
    db.session.add(scenario)
    db.session.flush()
    target = {"target_pct": values.target_pct, "target_on": values.target_on, "province": values.province_code}
    record(events.PLAN_PREPARED, scenario, by=by, after=target)
    jobs.solve.after_commit(scenario.id)
    return scenario


def stop(*, by: User, scenario: Scenario) -> None:
    """Stop the search: whoever still computes finds that it has ended, and nothing of it is kept.

    WrongStateError when it has ended already.
    """
    check_right(by, Permission.PLAN_MAKE)
    scenario = locked(scenario)
    if not scenario.is_waiting:
        raise WrongStateError(_l("Kế hoạch này không còn đang tính."))
    scenario.ended_at, scenario.ending = now(), Ending.STOPPED
    db.session.flush()
    record(events.PLAN_STOPPED, scenario, by=by)


def rename(*, by: User, scenario: Scenario, name: str) -> None:
    """Another name, at any time; nothing else of a scenario changes."""
    check_right(by, Permission.PLAN_MAKE)
    check_name(name)
    scenario = locked(scenario)
    before, scenario.name = scenario.name, name.strip()
    if before == scenario.name:
        return
    db.session.flush()
    record(events.PLAN_RENAMED, scenario, by=by, before={"name": before}, after={"name": scenario.name})


def drop(*, by: User, scenario: Scenario) -> None:
    """Out of the lists, and its search is stopped. What was accepted stays (WrongStateError): cases stand on it."""
    check_right(by, Permission.PLAN_MAKE)
    scenario = locked(scenario)
    if scenario.accepted_at is not None:
        raise WrongStateError(_l("Kế hoạch đã được chấp nhận nên không bỏ được; các vụ việc dựa vào kế hoạch này."))
    if scenario.dropped_at is not None:
        raise WrongStateError(_l("Kế hoạch này đã được bỏ rồi."))
    scenario.dropped_at, scenario.dropped_by_id = now(), by.id
    if scenario.ending is None:
        scenario.ended_at, scenario.ending = now(), Ending.STOPPED
    db.session.flush()
    record(events.PLAN_DROPPED, scenario, by=by)


def check_right(by: User, permission: Permission) -> None:
    """NotAllowedError for somebody whose role does not bring the permission."""
    if not can(by.viewer(), permission):
        raise NotAllowedError(_l("Bạn không có quyền làm việc này."))


def locked(scenario: Scenario) -> Scenario:
    """The scenario, locked and read afresh, so that what follows is decided on what is true now."""
    asked = sa.select(Scenario).where(Scenario.id == scenario.id).options(lazyload("*")).with_for_update()
    return db.session.scalars(asked.execution_options(populate_existing=True)).one()
