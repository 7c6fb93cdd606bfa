"""The broker's desk: what is shown of a case in lists, tasks, talks, hand-over, and reminders that go out once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from marketplace.brokering import actions, queries
from marketplace.brokering.agenda import AgendaItem, agenda
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseClosing, TalkKind
from marketplace.brokering.queries import Order, Wanted
from marketplace.brokering.reminders import remind
from marketplace.brokering.voices import Voice
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, NotFoundError, WrongStateError
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis
from marketplace.notifications.models import Notification
from tests.brokering.test_routes import Browse
from tests.cast import Cast, user
from tests.factories import brokering, listings_by_hand

DAY = timedelta(days=1)


@pytest.mark.usefixtures("context")
class TestLists:
    def test_a_line_tells_owner_age_value_and_who_agreed(self, cast: Cast) -> None:
        case = brokering.introduced(cast)
        brokering.proposed(cast, case, 40)
        unpriced = brokering.introduced(cast)
        brokering.proposed(cast, unpriced, 40, price_basis=PriceBasis.TO_AGREE, price_dong_per_kg=None)
        later = today() + 5 * DAY
        lines, total = queries.cases_page(user(cast.binh).viewer(), Wanted(order=Order.VALUE), later, page=1, size=20)
        assert (total, [line.public_id for line in lines]) == (2, [case.public_id, unpriced.public_id])
        first = lines[0]
        assert (first.owner, first.days_in_stage(later), first.value_dong) == ("Bình", 5, 40_000 * 45_000)
        assert (first.consented, first.sides, lines[1].value_dong) == (2, 2, None)

    def test_filters_and_whose(self, cast: Cast) -> None:
        case = brokering.opened(cast)
        state = listings_by_hand.need(cast.lua_vang, brokering.GOODS)
        theirs = actions.open_case(by=user(cast.binh), offer=brokering.pair(cast)[0], need=state)
        late = limits().due_on(theirs.stage, today() + DAY)

        def found(person: int, wanted: Wanted, day_late: bool = False) -> set[int]:
            day = late if day_late and late else today()
            lines, total = queries.cases_page(user(person).viewer(), wanted, day, page=1, size=20)
            assert total == len(lines)
            return {line.id for line in lines}

        assert found(cast.hoa, Wanted()) == {case.id, theirs.id}
        assert found(cast.minh, Wanted(mine=True)) == {case.id}
        assert found(cast.hoa, Wanted(state_owned=True)) == {theirs.id}
        assert found(cast.hoa, Wanted(late=True)) == set()
        assert found(cast.hoa, Wanted(late=True), day_late=True) == {case.id, theirs.id}
        assert found(cast.hoa, Wanted(good="coffee")) == set()
        assert found(cast.binh, Wanted(good="durian", order=Order.WAITING)) == {theirs.id}
        assert found(cast.quan, Wanted()) == set()

    def test_the_day_gathers_what_is_late_due_and_asked_by_later_rooms(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = AgendaItem("Hợp đồng số 7 chờ ký", "/contracts", "Xem", today() - DAY)
        undated = AgendaItem("Không có ngày", "/contracts", "Xem")
        monkeypatch.setattr("marketplace.brokering.agenda._sources", [lambda *_: [undated], lambda *_: [item]])
        viewer = user(cast.binh).viewer()
        assert agenda(viewer, today()) == [item, undated]
        case, brand_new = brokering.introduced(cast), brokering.opened(cast)
        desk = queries.desk(viewer, today() + 15 * DAY)
        assert ([line.id for line in desk.late], desk.counts) == (
            [case.id],
            {"late": 1, "due": 0, "waiting": 0, "untaken": 1, "tasks": 0},
        )
        assert [line.public_id for line in desk.untaken] == [brand_new.public_id]


@pytest.mark.usefixtures("context")
class TestKeeping:
    def test_tasks_are_given_done_and_opened_again(self, cast: Cast) -> None:
        case, binh, quan = brokering.introduced(cast), user(cast.binh), user(cast.quan)
        task = actions.add_task(by=binh, case=case, title="Gọi hỏi mẫu", due_on=today(), assignee=quan)
        line = queries.desk(quan.viewer(), today()).tasks[0]
        assert (line.title, line.case_id) == ("Gọi hỏi mẫu", None), "the colleague sees the task, not the case"
        assert queries.task_for(quan.viewer(), task.public_id) is task
        with pytest.raises(NotFoundError):
            queries.task_for(user(cast.hoa).viewer(), task.public_id)
        actions.finish_task(by=quan, task=task)
        with pytest.raises(WrongStateError):
            actions.finish_task(by=binh, task=task)
        actions.reopen_task(by=binh, task=task)
        assert queries.desk(quan.viewer(), today()).counts["tasks"] == 1
        for day, person in ((today() - DAY, quan), (today(), user(cast.hoa))):
            with pytest.raises(DomainError):
                actions.add_task(by=binh, case=case, title="x", due_on=day, assignee=person)
        with pytest.raises(NotAllowedError):
            actions.add_task(by=quan, case=case, title="x", due_on=today(), assignee=quan)

    def test_a_talk_has_been_and_is_with_a_side(self, cast: Cast) -> None:
        case, binh = brokering.introduced(cast), user(cast.binh)
        said: dict[str, Any] = {"by": binh, "case": case, "kind": TalkKind.CALL, "summary": "Đồng ý giá sàn"}
        actions.log_talk(**said, at=now(), organisation_id=cast.huong_viet, spoken_with="Anh Minh")
        assert [talk.spoken_with for talk in queries.talks_of(binh.viewer(), case)] == ["Anh Minh"]
        with pytest.raises(DomainError) as to_come:
            actions.log_talk(**said, at=now() + DAY)
        assert to_come.value.field == "day"
        with pytest.raises(DomainError):
            actions.log_talk(**said, at=now(), organisation_id=cast.lua_vang)

    def test_a_case_handed_over_is_the_takers_with_its_tasks(self, cast: Cast) -> None:
        case, binh, quan = brokering.introduced(cast), user(cast.binh), user(cast.quan)
        task = actions.add_task(by=binh, case=case, title="Gọi hỏi mẫu", due_on=today(), assignee=binh)
        for nobody in (binh, user(cast.hoa)):
            with pytest.raises(DomainError):
                actions.hand_over(by=binh, case=case, to=nobody, note="Chú ý giá")
        actions.hand_over(by=binh, case=case, to=quan, note="Bên mua muốn xem vườn trước")
        db.session.refresh(task)
        assert (case.broker_id, task.assigned_to_id) == (quan.id, quan.id)
        with pytest.raises(NotFoundError):
            queries.case_for(binh.viewer(), case.public_id)
        assert told(cast.quan) == {"Bình bàn giao cho bạn một vụ việc."}
        with pytest.raises(NotAllowedError):
            actions.hand_over(by=binh, case=case, to=quan, note="lần nữa")


@pytest.mark.usefixtures("context")
def test_a_closed_account_leaves_no_case_behind(cast: Cast) -> None:
    case, binh, quan = brokering.agreed(cast), user(cast.binh), user(cast.quan)
    task = actions.add_task(by=binh, case=case, title="Gọi hỏi mẫu", due_on=today(), assignee=binh)
    assert queries.desk(quan.viewer(), today()).counts["untaken"] == 0
    with pytest.raises(NotFoundError):
        queries.queued_case(quan.viewer(), case.public_id)
    binh.disabled_at = now()
    db.session.flush()
    assert [line.public_id for line in queries.desk(quan.viewer(), today()).untaken] == [case.public_id]
    actions.take_case(by=quan, case=queries.queued_case(quan.viewer(), case.public_id))
    db.session.refresh(task)
    assert (case.broker_id, task.assigned_to_id) == (quan.id, quan.id)
    assert queries.desk(quan.viewer(), today()).counts["untaken"] == 0


def told(person: int, beginning: str = "") -> set[str]:
    """Sentences in a person's inbox."""
    found = db.session.scalars(sa.select(Notification.sentence).where(Notification.user_id == person))
    return {words for words in found if words.startswith(beginning)}


@pytest.mark.usefixtures("context")
def test_two_missed_nights_are_made_up_for_once(cast: Cast) -> None:
    binh = user(cast.binh)
    talking, asked = brokering.introduced(cast), brokering.opened(cast)
    task = actions.add_task(by=binh, case=talking, title="Gọi hỏi mẫu", due_on=today(), assignee=binh)
    assert talking.due_on
    on_the_day = talking.due_on
    actions.answer(by=user(cast.minh), case=asked, voice=Voice(cast.huong_viet), yes=True)
    db.session.commit()
    assert remind(today() - DAY) == 0
    with time_machine.travel(now() + (on_the_day - today()) + 2 * DAY, tick=False):
        sent = remind(today())
        assert sent == 3, "the case to Bình, the task to Bình, the unanswered question to Hoa alone"
        assert remind(today()) == 0
    assert len(told(cast.binh, "Vụ việc đến hẹn")) == len(told(cast.binh, "Việc đến hạn")) == 1
    assert len(told(cast.hoa, "Một đề nghị kết nối")) == 1
    assert told(cast.minh, "Một đề nghị kết nối") == set()
    actions.finish_task(by=binh, task=task)
    actions.close_case(by=binh, case=talking, closing=CaseClosing.NO_ANSWER)
    assert remind(today() + 400 * DAY) == 0, "what was sent for that day stays sent"


def test_the_desk_by_hand(app: Flask, cast: Cast, browser: Browse) -> None:
    with app.app_context():
        case = brokering.introduced(cast)
        colleague = user(cast.quan).public_id
        brokering.proposed(cast, case)
        page = f"/cases/{case.public_id}"
        db.session.commit()
    binh, quan = browser(cast.binh), browser(cast.quan)
    tomorrow = (today() + DAY).strftime("%d/%m/%Y")
    binh.submit(f"{page}/tasks", title="Hẹn đi xem vườn", task_due_on=tomorrow)
    wrong = binh.submit(f"{page}/talks", status=422, hour="25:70", summary="Đã gọi")
    assert "Ghi giờ như 14:30" in wrong.words()
    assert "Đã gọi" in wrong.text
    binh.submit(f"{page}/talks", hour="0h05", summary="Đã gọi, hẹn tuần sau", spoken_with="Chị Hoa")
    shown = binh.get(page)
    assert "hẹn tuần sau" in shown.words()
    assert "Hẹn đi xem vườn" in shown.words()
    assert "hẹn tuần sau" not in browser(cast.hoa).get(page).words()
    for path in ("/brokering/today", "/brokering/board", "/cases?order=value&mine=y&good=durian&late="):
        answer = binh.get(path)
        assert len(answer.queries) <= 12, f"{path}: {len(answer.queries)}"
    assert "Hẹn đi xem vườn" in binh.get("/brokering/today").words()
    binh.submit(f"{page}/handovers", taker=colleague, note="Nhờ anh theo tiếp")
    binh.get(page, status=404)
    assert "Đã bàn giao vụ việc cho cán bộ khác" in quan.get(page).words()
    assert "Nhờ anh theo tiếp" in quan.get(page).words()
    assert "Nhờ anh theo tiếp" not in browser(cast.hoa).get(page).words()
    quan.submit(f"{page}/closing", closing="no_terms", cause="price", note="Chênh giá quá xa")
    assert "Không phù hợp về giá" in browser(cast.hoa).get(page).words()
    with app.app_context():
        assert db.session.scalars(sa.select(Case.closing_cause)).one() == "price"
