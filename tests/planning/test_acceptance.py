"""An accepted plan is work of brokers, opened once; later it is held against what happened."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.brokering.actions import add_member, close_case, leave, leave_first, open_case
from marketplace.brokering.models import Case, CaseClosing, CaseStage, LeavingReason, Task
from marketplace.clock import now, today
from marketplace.contracts.models import Contract, ContractState
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.jobs import Job
from marketplace.needs.models import Need
from marketplace.notifications.models import Notification
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.planning import actions, jobs, overview, queries
from marketplace.planning.following import Progress, followed
from marketplace.planning.models import LeftBecause, PlannedLink, Scenario, ScenarioState
from tests.cast import Cast, user
from tests.factories.contracts_by_hand import Deal, contract
from tests.planning.conftest import Planned
from tests.planning.season import Season, needs

DUE = timedelta(days=14)


@pytest.fixture
def season(context: Flask, cast: Cast) -> Season:
    """Six cooperatives without a link, and needs with room for all of them."""
    made = Season(free=6)
    made.build(cast)
    needs(made.buyer_ids, "durian", 2, tonnes=200)
    db.session.commit()
    return made


def accepted(cast: Cast, scenario: Scenario, due_on: date | None = None) -> Scenario:
    actions.accept(by=user(cast.thu), scenario=scenario, due_on=due_on or today() + DUE)
    db.session.commit()
    return db.session.get_one(Scenario, scenario.id, populate_existing=True)


def case_of(link: PlannedLink, by: int) -> Case:
    """A case that somebody opens for the pair before the plan is accepted."""
    offer, wanted = db.session.get_one(Offer, link.offer_id), db.session.get_one(Need, link.need_id)
    return open_case(by=user(by), offer=offer, need=wanted)


def test_accepting_gives_brokers_the_cases_and_tasks_it_promised(cast: Cast, season: Season, planned: Planned) -> None:
    """One offer was closed meanwhile; one pair has a case of Quân's already, which the plan takes as it is."""
    scenario = planned("100")
    (first, *his), (second, *hers) = (
        [link for link in queries.links(scenario) if link.broker_id == number] for number in (cast.quan, cast.binh)
    )
    rest = [*his, *hers]
    promised = {link.id: link.broker_id for link in rest}
    db.session.execute(sa.update(Offer).where(Offer.id == first.offer_id).values(closed_at=now()))
    there = case_of(second, cast.quan).id
    db.session.commit()
    assert overview.worked_by_others(scenario) == 1
    scenario = accepted(cast, scenario)
    links = {link.id: link for link in queries.links(scenario)}
    assert (scenario.state, scenario.accepted_by_id) == (ScenarioState.ACCEPTED, cast.thu)
    left = links[first.id]
    assert (left.left_because, left.case_id, left.broker_id) == (LeftBecause.OFFER_CLOSED, None, None)
    assert (links[second.id].case_id, links[second.id].broker_id) == (there, cast.quan)
    opened = [links[link.id].case for link in rest]
    assert {case.stage for case in opened if case} == {CaseStage.CONSENT}
    assert {link.id: link.case.broker_id for link in links.values() if link.id in promised and link.case} == promised
    tasks = db.session.scalars(sa.select(Task)).all()
    assert {task.due_on for task in tasks} == {today() + DUE}
    assert Counter(task.assigned_to_id for task in tasks) == {cast.binh: 2, cast.quan: 3}
    assert overview.standing_on(scenario) == (5, 5)
    assert {task.case_id for task in tasks} == {link.case_id for link in links.values() if link.case_id}
    told = sa.select(Notification.user_id).where(Notification.key == f"plan:{scenario.id}")
    assert set(db.session.scalars(told)) == {cast.binh, cast.quan}


def test_a_case_that_nobody_works_becomes_the_planned_brokers(cast: Cast, season: Season, planned: Planned) -> None:
    """What the page of acceptance promises each broker is what each has afterwards."""
    scenario = planned("100")
    link = queries.links(scenario)[0]
    case, promised = case_of(link, cast.quan), link.broker_id
    db.session.execute(sa.update(Case).where(Case.id == case.id).values(broker_id=None))
    db.session.commit()
    before = overview.by_broker(scenario, openable_only=True)
    assert overview.worked_by_others(scenario) == 0
    scenario = accepted(cast, scenario)
    assert overview.by_broker(scenario) == before
    assert (case.broker_id, link.case_id, link.broker_id) == (promised, case.id, promised)
    given = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.name == events.CASE_HANDED_OVER)).one()
    assert (given.actor_id, given.subject_id) == (cast.thu, case.id)


def test_the_work_goes_on_when_who_accepted_may_not_any_more(
    cast: Cast, season: Season, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = planned("50")
    case_of(queries.links(scenario)[0], cast.quan)
    monkeypatch.setattr(Job, "after_commit", lambda *_, **__: None)
    scenario = accepted(cast, scenario)
    user(cast.thu).platform_role = None
    db.session.commit()
    jobs.open_cases(scenario.id)
    assert all(link.case_id for link in queries.links(scenario))
    assert _rows() == (3, 3)


def test_who_said_no_to_a_case_that_goes_on_is_not_being_connected(
    cast: Cast, season: Season, planned: Planned
) -> None:
    scenario = accepted(cast, planned("50"))
    link = queries.links(scenario)[0]
    assert link.case is not None
    broker = user(link.broker_id or 0)
    chosen = {one.organisation_id for one in queries.links(scenario)}
    other = next(n for n in season.offers if db.session.get_one(Offer, n).organisation_id not in chosen)
    add_member(by=broker, case=link.case, offer=db.session.get_one(Offer, other))
    assert followed(scenario).sums == {Progress.WORKING: 3}
    leave_first(by=broker, case=link.case, because=LeavingReason.REFUSED)
    db.session.commit()
    found = followed(scenario)
    assert found.sums == {Progress.GONE: 1, Progress.WORKING: 2}
    assert [line.link.id for line in found.links if line.is_over] == [link.id]
    assert overs() == 0
    jobs.end_needless_tasks()
    assert overs() == 1, "nobody is to chase who said no"
    [done] = db.session.scalars(sa.select(Task).where(Task.done_at.is_not(None)))
    assert (done.case_id, done.done_by_id) == (link.case_id, cast.thu)
    close_case(by=broker, case=link.case, closing=CaseClosing.NO_ANSWER)
    db.session.commit()
    jobs.end_needless_tasks()
    assert (overs(), _rows()) == (1, (3, 3)), "what is done stays done"


def test_the_task_of_who_left_ends_whatever_the_cooperative_is_called(
    cast: Cast, season: Season, planned: Planned
) -> None:
    """Two in one case whose names begin with the same letters; the one that leaves has another name since."""
    scenario, quan = planned("50"), user(cast.quan)
    twice = Counter(link.need_id for link in queries.links(scenario)).most_common(1)[0][0]
    stays, leaves = [link for link in queries.links(scenario) if link.need_id == twice][:2]
    for number, link in enumerate((stays, leaves)):
        link.organisation.name = f"Hợp tác xã {'Minh họa ' * 8}số {number}"
    case = case_of(stays, cast.quan)
    add_member(by=quan, case=case, offer=db.session.get_one(Offer, leaves.offer_id))
    db.session.commit()
    accepted(cast, scenario)
    kept = leaves.task_id
    assert (stays.case_id, leaves.case_id) == (case.id, case.id)
    leaves.organisation.name = "Hợp tác xã Minh họa Tên Mới"
    member = next(one for one in case.members if one.organisation_id == leaves.organisation_id)
    leave(by=quan, case=case, member=member, because=LeavingReason.REFUSED)
    leaves.task_id = None
    db.session.commit()
    jobs.end_needless_tasks()
    assert overs() == 0, "a link from before tasks were kept ends nobody's task"
    leaves.task_id = kept
    db.session.commit()
    jobs.end_needless_tasks()
    assert [task.id for task in db.session.scalars(sa.select(Task).where(Task.done_at.is_not(None)))] == [kept]


def overs() -> int:
    """How many tasks are done."""
    return db.session.scalar(sa.select(sa.func.count()).where(Task.done_at.is_not(None))) or 0


def test_a_renewal_is_a_task_on_the_case_that_is_there(cast: Cast, context: Flask, planned: Planned) -> None:
    """One of two is being renewed already: its broker's task stands on that case; nothing new is opened."""
    made = Season(expiring=2)
    made.build(cast)
    first, second = db.session.scalars(sa.select(Contract).order_by(Contract.id)).all()
    going_on = Case(
        offer_id=second.case.offer_id, need_id=second.case.need_id, seller_id=second.case.seller_id,
        buyer_id=second.case.buyer_id, broker_id=cast.quan, stage=CaseStage.NEGOTIATION, opened_by_id=cast.quan,
        renews_id=second.case_id,
    )  # fmt: skip
    db.session.add(going_on)
    db.session.commit()
    scenario = planned("100")
    assert (overview.openable(scenario), overview.worked_by_others(scenario)) == (0, 0)
    scenario = accepted(cast, scenario)
    tasks = db.session.scalars(sa.select(Task).order_by(Task.id)).all()
    assert {(task.case_id, task.assigned_to_id) for task in tasks} == {
        (first.case_id, cast.binh),
        (going_on.id, cast.quan),
    }
    assert all("lo gia hạn hợp đồng hết hạn ngày" in task.title for task in tasks)
    assert _rows() == (3, 2)
    assert followed(scenario).sums == {Progress.RENEWING: 2}, "they count today; at the day they do not yet"
    contract_until_the_day = Deal(
        db.session.get_one(Organisation, made.cooperatives[0]), db.session.get_one(Organisation, made.buyer_ids[0]),
        starts=today(), ends=scenario.target_on, signed=today(),
    )  # fmt: skip
    contract(contract_until_the_day, entered_by=cast.binh, verified_by=cast.quan)
    db.session.commit()
    assert followed(scenario).sums == {Progress.RENEWING: 1, Progress.COUNTED: 1}
    close_case(by=user(cast.quan), case=going_on, closing=CaseClosing.NO_ANSWER, note="Thôi")
    assert followed(scenario).sums == {Progress.LOST: 1, Progress.COUNTED: 1}, "though its contract stands"


def test_a_contract_that_is_void_since_is_not_renewed_and_the_plan_says_so(
    cast: Cast, context: Flask, planned: Planned
) -> None:
    Season(expiring=1).build(cast)
    scenario = planned("100")
    db.session.execute(sa.update(Contract).values(state=ContractState.VOID))
    db.session.commit()
    (link,) = queries.links(accepted(cast, scenario))
    assert (link.left_because, link.case_id, link.task_id) == (LeftBecause.NOT_RENEWABLE, None, None)


def test_the_way_of_a_long_plan_is_read_page_by_page(cast: Cast, season: Season, planned: Planned) -> None:
    scenario = planned("100")
    pages = [followed(scenario, first=at, most=4) for at in (0, 4, 8)]
    assert [len(one.links) for one in pages] == [4, 2, 0]
    assert {one.total for one in pages} == {6}
    assert [line.link for one in pages for line in one.links] == list(queries.links(scenario))


def test_accepted_twice_opens_nothing_twice(cast: Cast, season: Season, planned: Planned) -> None:
    scenario = accepted(cast, planned("50"))
    before = _rows()
    with pytest.raises(WrongStateError):
        actions.accept(by=user(cast.binh), scenario=scenario, due_on=today())
    db.session.rollback()
    jobs.open_cases(scenario.id)
    db.session.commit()
    accepted(cast, planned("50"))
    assert before == (3, 3)
    assert _rows() == (3, 6), "a second plan of the same pairs adds its tasks to the cases there are"
    with pytest.raises(WrongStateError):
        actions.drop(by=user(cast.thu), scenario=scenario)


def _rows() -> tuple[int, int]:
    return tuple(db.session.scalar(sa.select(sa.func.count()).select_from(one)) or 0 for one in (Case, Task))  # type: ignore[return-value]


def test_what_cannot_be_accepted(cast: Cast, season: Season, planned: Planned) -> None:
    scenario, thu = planned("50"), user(cast.thu)
    for day in (today() - timedelta(days=1), scenario.target_on + timedelta(days=1)):
        with pytest.raises(DomainError) as refused:
            actions.accept(by=thu, scenario=scenario, due_on=day)
        assert refused.value.field == "due_on"
    for person in (cast.an, cast.hoa):
        with pytest.raises(NotAllowedError):
            actions.accept(by=user(person), scenario=scenario, due_on=today())
    with pytest.raises(WrongStateError):
        actions.accept(by=thu, scenario=planned("50", province_code="01"), due_on=today())
    actions.drop(by=thu, scenario=scenario)
    with pytest.raises(WrongStateError):
        actions.accept(by=thu, scenario=scenario, due_on=today())
    assert _rows() == (0, 0)


def test_a_plan_against_what_happened(cast: Cast, season: Season, planned: Planned) -> None:
    """One cooperative signs with somebody else than planned, for a term that ends before the target's day."""
    scenario = planned("50")
    assert followed(scenario).sums == {Progress.PLANNED: 3}
    scenario = accepted(cast, scenario)
    linked = queries.links(scenario)[0].organisation
    buyer = db.session.get_one(Organisation, season.buyer_ids[0])
    begun = today() - timedelta(days=30)
    deal = Deal(linked, buyer, starts=begun, ends=begun + timedelta(days=365), signed=begun)
    contract(deal, entered_by=cast.binh, verified_by=cast.quan)
    db.session.commit()
    found = followed(scenario)
    assert found.sums == {Progress.COUNTED: 1, Progress.WORKING: 2}
    (line,) = [one for one in found.links if one.progress is Progress.COUNTED]
    assert (line.link.organisation_id, line.counted_at_target) == (linked.id, False)
    assert (found.linked_today, found.linked_at_target, found.total_at_target) == (1, 0, 6)


def test_who_is_linked_since_needs_no_case(cast: Cast, season: Season, planned: Planned) -> None:
    scenario = planned("50")
    linked = queries.links(scenario)[0].organisation
    buyer = db.session.get_one(Organisation, season.buyer_ids[0])
    deal = Deal(linked, buyer, starts=today(), ends=scenario.target_on, signed=today())
    contract(deal, entered_by=cast.binh, verified_by=cast.quan)
    db.session.commit()
    links = queries.links(accepted(cast, scenario))
    assert [link.left_because for link in links if link.organisation_id == linked.id] == [LeftBecause.LINKED]
    assert sum(link.case_id is not None for link in links) == 2
