"""Who is mailed of what, and when: once per event and person, as the person wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.brokering.reminders import remind
from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.notifications.actions import mark_read, notify
from marketplace.notifications.digests import run_digests
from marketplace.notifications.habits import habits_of, set_habits
from marketplace.notifications.models import MailHabit, Notification, OutboxMessage, Topic
from marketplace.notifications.silencing import token_for
from tests.cast import Cast, user
from tests.client import Browser, queries_asked
from tests.factories import brokering

MONDAY = date(2026, 11, 23)


def tell(person: int, key: str, topic: Topic | None, sentence: str = "Có tin mới.") -> None:
    notify(user_ids=[person], key=key, sentence=sentence, path=f"/cases/{key}", topic=topic)


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def run(on: date) -> int:
    made = run_digests(on)
    db.session.commit()
    return made


def lines() -> list[Notification]:
    return list(db.session.scalars(sa.select(Notification).order_by(Notification.id)))


def test_many_people_are_told_with_no_more_questions_than_one(context: Flask, cast: Cast) -> None:
    asked = []
    for key, people in (("warm", [cast.an]), ("one", [cast.hoa]), ("many", [cast.hoa, cast.lan, cast.minh, cast.binh])):
        with queries_asked() as queries:
            notify(user_ids=people, key=key, sentence="Có tin mới.", path="/cases/x", topic=Topic.CONTRACT)
        asked.append([one for one in queries if not one.startswith("INSERT")])
    assert len(asked[1]) == len(asked[2])
    assert [mail.recipient for mail in mails()][-4:] == [
        user(person).email for person in sorted([cast.hoa, cast.lan, cast.minh, cast.binh])
    ]


def test_each_topic_is_mailed_as_its_reader_wants_and_each_event_once(context: Flask, cast: Cast) -> None:
    set_habits(user_id=cast.hoa, habits={Topic.CONTRACT: MailHabit.NEVER, Topic.CASE: MailHabit.AT_ONCE})
    for _run in range(2):
        for person in (cast.hoa, cast.minh):
            for topic in (Topic.CONTRACT, Topic.CASE, Topic.SUGGESTION, None):
                tell(person, f"of-{topic}", topic)
    assert {(mail.recipient, mail.body.split("\n")[1].rsplit("/", 1)[1]) for mail in mails()} == {
        (user(cast.hoa).email, "of-case"), (user(cast.minh).email, "of-contract"),
    }  # fmt: skip
    assert len(mails()) == 2
    assert len(lines()) == 8, "the inbox gets all"
    assert (run(MONDAY), run(MONDAY)) == (1, 0)
    assert mails()[-1].recipient == user(cast.minh).email
    assert len(mails()) == 3


def test_nights_on_which_nothing_ran_are_made_up_for_by_one_mail(context: Flask, cast: Cast) -> None:
    for key in ("one", "two", "three"):
        tell(cast.hoa, key, Topic.DELIVERY, f"Lần giao {key}")
    for _message in range(2):
        notify(user_ids=[cast.hoa], key=f"chat {_message}", sentence="Có tin nhắn.", path="/cases/x", topic=Topic.CASE)
    db.session.commit()
    assert mails() == []
    assert run(MONDAY + timedelta(days=2)) == 1
    (mail,) = mails()
    assert "25/11/2026: 5 tin mới" in mail.subject
    assert all(f"- Lần giao {key}\n" in mail.body and f"/cases/{key}\n" in mail.body for key in ("one", "two", "three"))
    assert mail.body.count("Có tin nhắn. (2 lần)") == 1
    tell(cast.hoa, "later", Topic.CASE, "Sau đó")
    assert run(MONDAY + timedelta(days=2)) == 0, "one mail a day"
    assert run(MONDAY + timedelta(days=3)) == 1
    assert "Sau đó" in mails()[1].body
    assert "Lần giao" not in mails()[1].body


def test_what_was_read_silenced_or_belongs_to_a_closed_account_is_not_mailed(context: Flask, cast: Cast) -> None:
    for person in (cast.hoa, cast.minh, cast.tu):
        tell(person, "one", Topic.CASE)
    mark_read(lines()[0])
    set_habits(user_id=cast.minh, habits={Topic.CASE: MailHabit.NEVER})
    set_habits(user_id=cast.minh, habits={Topic.CASE: MailHabit.DIGEST})
    user(cast.tu).disabled_at = now()
    tell(cast.tu, "two", Topic.CONTRACT)
    assert run(MONDAY) == 0
    assert mails() == []


def test_a_reminder_is_mailed_once_however_often_it_runs(context: Flask, cast: Cast) -> None:
    case = brokering.opened(cast)
    case.broker_id, case.due_on = cast.binh, today()
    db.session.flush()
    before = len(mails())
    assert remind(today()) > 0
    sent = len(mails()) - before
    assert sent > 0
    assert remind(today()) == 0
    assert len(mails()) - before == sent


def test_the_page_of_choices_keeps_them_and_refuses_what_is_no_choice(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    hoa, address = browser(cast.hoa), "/notifications/preferences"
    fields = hoa.get(address).fields()
    assert fields["contract"] == "at_once"
    hoa.post(address, fields | {"contract": "sometimes"}, status=422)
    hoa.post(address, hoa.get(address).fields() | {"contract": "never"})
    assert hoa.get(address).fields()["contract"] == "never"
    with app.app_context():
        assert habits_of(cast.hoa)[Topic.CONTRACT] is MailHabit.NEVER
        assert habits_of(cast.minh)[Topic.CONTRACT] is MailHabit.AT_ONCE


@pytest.mark.parametrize("spoil", [str.upper, lambda token: token[:-3], lambda _token: "x", lambda token: f"{token}.y"])
def test_the_link_in_a_mail_stops_it_only_when_its_button_is_pressed(
    app: Flask, cast: Cast, browser: Callable[..., Browser], spoil: Callable[[str], str]
) -> None:
    with app.app_context():
        token = token_for(user(cast.hoa).public_id, [Topic.TASK])
    stranger, address = browser(), f"/silence/{token}"
    stranger.get(f"/silence/{spoil(token)}", status=404)
    page = stranger.get(address)
    assert "Hoa" not in page.text
    assert "vidu.example" not in page.text
    with app.app_context():
        assert habits_of(cast.hoa)[Topic.TASK] is MailHabit.AT_ONCE
    stranger.post(address, page.fields())
    with app.app_context():
        after = habits_of(cast.hoa)
    assert after[Topic.TASK] is MailHabit.NEVER
    assert after[Topic.CONTRACT] is MailHabit.AT_ONCE
