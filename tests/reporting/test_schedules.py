"""A scheduled report reaches its mailbox once for each period, in words, and its holder can stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.indicators.engine import Place, Question, compute
from marketplace.indicators.words import part_words
from marketplace.jobs.registry import JOBS
from marketplace.notifications.models import OutboxMessage
from marketplace.reporting import actions
from marketplace.reporting.actions import ScheduleFacts, end_schedule, make_schedule, send_due_report
from marketplace.reporting.models import ReportSchedule, ReportSending, Rhythm
from marketplace.reporting.queries import due_schedules
from marketplace.reporting.rhythms import newest_day
from tests.cast import Cast, user
from tests.client import Browser

MADE = datetime(2026, 11, 23, 3, tzinfo=UTC)
FIRST_DAY = date(2026, 12, 1)
FACTS = ScheduleFacts("giamdoc@vidu.example", "68", Rhythm.MONTHLY)
Open = Callable[..., Browser]


def schedule(cast: Cast, facts: ScheduleFacts = FACTS) -> ReportSchedule:
    with time_machine.travel(MADE, tick=False):
        return make_schedule(by=user(cast.thu), facts=facts)


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def serve(on: date) -> int:
    """A night of the job, in Viet Nam's time."""
    chosen = [db.session.get_one(ReportSchedule, number) for number in due_schedules(on)]
    return [send_due_report(schedule=one, today=on) for one in chosen].count(True)


def test_periods_end_where_the_law_ends_them() -> None:
    assert [newest_day(rhythm, date(2026, 12, 14)) for rhythm in Rhythm] == [
        date(2026, 11, 30), date(2026, 9, 30), date(2025, 12, 14),
    ]  # fmt: skip
    assert newest_day(Rhythm.YEARLY, date(2026, 12, 15)) == date(2026, 12, 14)
    assert newest_day(Rhythm.MONTHLY, date(2027, 1, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize("province", ["68", None])
def test_two_who_make_one_schedule_at_the_same_moment(
    context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, province: str | None
) -> None:
    """Also of the whole country, whose code is empty."""
    facts = replace(FACTS, province_code=province)
    schedule(cast, facts)
    monkeypatch.setattr(actions, "same_schedule", lambda wanted: None)
    with pytest.raises(DomainError) as refused:
        schedule(cast, facts)
    assert refused.value.field == "email"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportSchedule)) == 1


def test_each_period_is_sent_once_however_often_the_job_runs(context: Flask, cast: Cast) -> None:
    made = schedule(cast)
    nights = [serve(FIRST_DAY + timedelta(days)) for days in (-2, -1, 0, 0, 1, 9, 30)]
    assert nights == [0, 0, 1, 0, 0, 0, 0], "nothing of a month that had ended before, then once"
    assert serve(date(2027, 3, 5)) == 1, "of several missed months only the newest"
    days = db.session.scalars(sa.select(ReportSending.as_of).order_by(ReportSending.as_of)).all()
    assert days == [date(2026, 11, 30), date(2027, 2, 28)]
    assert send_due_report(schedule=made, today=date(2027, 3, 6)) is False
    assert len(mails()) == len(days)


def test_two_nights_that_were_missed_are_made_good(context: Flask, cast: Cast) -> None:
    schedule(cast)
    assert [serve(FIRST_DAY + timedelta(days)) for days in (2, 3)] == [1, 0]


def test_the_mail_says_the_figures_in_words_and_where_the_files_are(context: Flask, cast: Cast) -> None:
    schedule(cast)
    schedule(cast, ScheduleFacts("minister@vidu.example", None, Rhythm.MONTHLY, "en"))
    with context.test_request_context():
        assert serve(FIRST_DAY) == 2
        figure = compute(Question(day=date(2026, 11, 30), place=Place.province("68")))
        here, country = mails()
        assert part_words(figure) in here.body
    assert "Tỉnh Lâm Đồng" in here.subject
    assert "30/11/2026" in here.subject
    assert "/reports?province=68&day=2026-11-30" in here.body
    assert "/reports/stop/" in here.body
    assert country.recipient == "minister@vidu.example"


def test_the_same_schedule_twice_is_refused_and_an_ended_one_begins_anew(context: Flask, cast: Cast) -> None:
    made = schedule(cast)
    for facts in (FACTS, ScheduleFacts(FACTS.email, "68", Rhythm.MONTHLY, "en")):
        with pytest.raises(DomainError) as refused:
            schedule(cast, facts)
        assert refused.value.field == "email"
    country = ScheduleFacts(FACTS.email, None, Rhythm.MONTHLY)
    schedule(cast, country)
    with pytest.raises(DomainError):
        schedule(cast, country)
    end_schedule(by=user(cast.thu), schedule=made)
    assert len(due_schedules(FIRST_DAY)) == 1
    assert schedule(cast).id == made.id
    with pytest.raises(DomainError) as unknown:
        schedule(cast, ScheduleFacts(FACTS.email, "999", Rhythm.YEARLY))
    assert unknown.value.field == "province"


def test_the_holder_of_the_mailbox_stops_it_without_signing_in(app: Flask, cast: Cast, browser: Open) -> None:
    with app.app_context():
        schedule(cast)
        serve(FIRST_DAY)
        link = next(word for word in mails()[0].body.split() if "/reports/stop/" in word)
        db.session.commit()
    path = "/reports/stop/" + link.rsplit("/", 1)[1]
    stranger = browser()
    assert stranger.get(path).status == 200
    with app.app_context():
        assert due_schedules(date(2027, 1, 1)), "opening the page changes nothing"
    assert stranger.submit(path).status == 302
    assert stranger.get(f"{path}x", status=404).status == 404
    with app.app_context():
        assert not due_schedules(date(2027, 1, 1))
        names = [event.name for event in db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id))]
        assert names[-3:] == [events.REPORT_SCHEDULED, events.REPORT_SENT, events.REPORT_SCHEDULE_ENDED]


def test_the_job_is_known_and_runs_each_night() -> None:
    job = JOBS["reporting.send_what_is_due"]
    assert job.schedule
    assert job.schedule.daily_at
