"""The cases and tasks of an accepted plan, opened a few at a time beside requests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa
from flask_babel import force_locale, gettext
from sqlalchemy.orm import selectinload

from marketplace.accounts.models import User
from marketplace.brokering.actions.by_plan import give_task, open_by_plan, tell_of_plan
from marketplace.brokering.models import Case
from marketplace.brokering.queries import live_case_of, refused_until, renewal_of, title_of
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.engine import population
from marketplace.listings.kinds import ListingState
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.planning.brokers import active_brokers, live_cases, spread
from marketplace.planning.expiring import contract_to_renew, ends_on
from marketplace.planning.models import LeftBecause, PlannedLink, Scenario
from marketplace.planning.questions import question_of
from marketplace.planning.renewals import RENEWABLE
from marketplace.web.formats import format_date

AT_ONCE = 50
TITLE = 200


def open_cases(*, scenario_id: int) -> None:
    """A case and a task for every link of the accepted scenario that has neither a case nor a reason for none.

    Commits every few links; run again, it goes on where it stopped, and opens nothing twice.
    """
    while _some(scenario_id):
        db.session.commit()


def _some(scenario_id: int) -> bool:
    """Open the next few; False when nothing waits or nobody could work it."""
    scenario = db.session.scalars(
        sa.select(Scenario).where(Scenario.id == scenario_id).with_for_update(of=Scenario)
    ).one()
    waiting, brokers = _waiting(scenario), {one.id: one for one in active_brokers()}
    if scenario.accepted_at is None or not waiting or not brokers:
        return False
    by = db.session.get_one(User, scenario.accepted_by_id)
    linked = _linked(scenario, [link.organisation_id for link in waiting])
    possible = [link for link in waiting if not _left(link, linked, scenario)]
    there = {link.id: _case_there(link, scenario) for link in possible}
    _choose_brokers(possible, there, scenario, list(brokers))
    for link in possible:
        _set_to_work(link, there[link.id], scenario, by)
    told = frozenset(link.broker_id for link in possible if link.case_id is not None and link.broker_id is not None)
    tell_of_plan(by=by, brokers=told, key=f"plan:{scenario.id}", name=scenario.name)
    db.session.flush()
    return True


def _choose_brokers(
    links: Sequence[PlannedLink], there: Mapping[int, Case | None], scenario: Scenario, brokers: Collection[int]
) -> None:
    """Who works each link: who works its case already, else whom the plan promised it to, else one who has room."""
    for link in links:
        owner = _owner(there[link.id])
        link.broker_id = owner or (link.broker_id if link.broker_id in brokers else None)
    db.session.flush()
    left = [link for link in links if link.broker_id is None]
    given = spread(len(left), live_cases(list(brokers)), scenario.workload, _given(scenario)) if left else []
    for link, number in zip(left, given, strict=False):
        link.broker_id = number


def _owner(case: Case | None) -> int | None:
    """The active account that works the case."""
    return case.broker_id if case is not None and case.broker is not None and case.broker.is_active else None


def _given(scenario: Scenario) -> dict[int, int]:
    """How many links of the plan each broker works already or is to work."""
    mine = sa.and_(PlannedLink.scenario_id == scenario.id, PlannedLink.left_because.is_(None))
    asked = sa.select(PlannedLink.broker_id, sa.func.count()).where(mine, PlannedLink.broker_id.is_not(None))
    return {row[0] or 0: row[1] for row in db.session.execute(asked.group_by(PlannedLink.broker_id))}


def _waiting(scenario: Scenario) -> Sequence[PlannedLink]:
    asked = (
        sa.select(PlannedLink)
        .where(
            PlannedLink.scenario_id == scenario.id, PlannedLink.case_id.is_(None), PlannedLink.left_because.is_(None)
        )
        .options(
            selectinload(PlannedLink.need).selectinload(Need.periods),
            selectinload(PlannedLink.offer).selectinload(Offer.periods),
        )
        .order_by(PlannedLink.id)
        .limit(AT_ONCE)
    )
    return db.session.scalars(asked).all()


def _case_there(link: PlannedLink, scenario: Scenario) -> Case | None:
    """The case that is there for a link: of the pair, or of the contract to renew, where that goes on already its
    renewal."""
    number = contract_to_renew(scenario, link)
    if number is None:
        return live_case_of(link.offer_id or 0, link.need_id or 0)
    case = db.session.get_one(Contract, number).case
    return renewal_of(case) or case


def _left(link: PlannedLink, linked: frozenset[int], scenario: Scenario) -> bool:
    """Whether nothing can be opened for the link; then it says why."""
    number = contract_to_renew(scenario, link)
    reason = _reason(link, linked) if number is None else _reason_not_to_renew(link, linked, number)
    if reason is not None:
        _leave(link, reason)
    return reason is not None


def _leave(link: PlannedLink, reason: LeftBecause) -> None:
    """No case and nobody's work, with the reason."""
    link.left_because, link.broker_id = reason, None


def _opened(link: PlannedLink, by: User, broker: User) -> Case | None:
    """A new case of the broker's; None where the two cannot be brought together any more."""
    try:
        with db.session.begin_nested():
            return open_by_plan(by=by, broker=broker, offer=_offer(link), need=_need(link))
    except DomainError:
        return None


def _set_to_work(link: PlannedLink, there: Case | None, scenario: Scenario, by: User) -> None:
    """The case (the one that is there, else a new one) with its task, or the reason why there is none."""
    if link.broker_id is None:
        _leave(link, LeftBecause.NOBODY_FREE)
        return
    broker = db.session.get_one(User, link.broker_id)
    case = there or _opened(link, by, broker)
    if case is None:
        _leave(link, LeftBecause.OTHER)
        return
    due_on = scenario.due_on or scenario.target_on
    task = give_task(by=by, case=case, title=_title(link, scenario), due_on=due_on, broker=broker)
    link.case, link.task, link.broker_id = case, task, task.assigned_to_id


def _offer(link: PlannedLink) -> Offer:
    if link.offer is None:
        raise ValueError("a supposed plant has no case")
    return link.offer


def _need(link: PlannedLink) -> Need:
    if link.need is None:
        raise ValueError("a supposed plant has no case")
    return link.need


def _reason(link: PlannedLink, linked: frozenset[int]) -> LeftBecause | None:
    """Why nothing is opened, as far as it can be told beforehand."""
    if link.need is None or link.offer is None:
        return LeftBecause.NOT_BUILT
    if link.organisation_id in linked:
        return LeftBecause.LINKED
    if link.offer.state not in {ListingState.OPEN, ListingState.RESERVED}:
        return LeftBecause.OFFER_CLOSED
    if link.need.state is not ListingState.OPEN:
        return LeftBecause.NEED_CLOSED
    refused = refused_until(link.offer.organisation_id, link.need.organisation_id)
    return LeftBecause.REFUSED if refused is not None and refused >= today() else None


def _reason_not_to_renew(link: PlannedLink, linked: frozenset[int], number: int) -> LeftBecause | None:
    if link.organisation_id in linked:
        return LeftBecause.LINKED
    return None if db.session.get_one(Contract, number).state in RENEWABLE else LeftBecause.NOT_RENEWABLE


def _linked(scenario: Scenario, organisation_ids: Sequence[int]) -> frozenset[int]:
    """Who has come to count at the target's day since the plan was made."""
    rows = population(question_of(scenario)).subquery()
    asked = sa.select(rows.c.subject_id).where(rows.c.numerator > 0, rows.c.subject_id.in_(organisation_ids))
    return frozenset(db.session.scalars(asked))


def _title(link: PlannedLink, scenario: Scenario) -> str:
    """What the broker reads on the list of the day; stored as it is, so in the language of the house."""
    ends = ends_on(scenario, link)
    with force_locale("vi"):
        what, plan = title_of(_offer(link)), scenario.name[:60]
        if ends is None:
            words = gettext("Kế hoạch “%(plan)s”: đưa hai bên tới hợp đồng – %(what)s", plan=plan, what=what)
        else:
            words = gettext(
                "Kế hoạch “%(plan)s”: lo gia hạn hợp đồng hết hạn ngày %(day)s – %(what)s",
                plan=plan, what=what, day=format_date(ends),
            )  # fmt: skip
    return str(words)[:TITLE]
