"""The mail of a day: each message in exactly one, whatever nights were missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from marketplace.alerts.digests import run_digests
from marketplace.alerts.models import AlertMessage, ScoreAlert, Telling
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMessage
from marketplace.offers.models import Offer
from tests.alerts.market import asks, send, told
from tests.cast import Cast

MONDAY = date(2026, 11, 23)
Watch = Callable[..., ScoreAlert]


@pytest.fixture
def daily(offered: Offer, watch: Watch) -> ScoreAlert:
    """Hoa wants one mail a day."""
    return watch(1, telling=Telling.DAILY)


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def run(on: date) -> int:
    made = run_digests(on)
    db.session.commit()
    return made


def test_two_missed_nights_and_one_run_lose_nothing_and_repeat_nothing(cast: Cast, daily: ScoreAlert) -> None:
    for _day in range(3):
        asks(cast)
        send()
    assert mails() == []
    assert run(MONDAY) == 1
    (mail,) = mails()
    assert "23/11/2026: 3 tin" in mail.subject
    assert all(line.sentence in mail.body and line.path in mail.body for line in told(cast.hoa))
    assert run(MONDAY) == 0
    assert run(MONDAY + timedelta(days=1)) == 0
    assert len(mails()) == 1


def test_what_comes_after_the_mail_of_the_day_waits_for_the_next(cast: Cast, daily: ScoreAlert) -> None:
    asks(cast)
    send()
    run(MONDAY)
    asks(cast)
    send()
    assert run(MONDAY) == 0, "one mail a day"
    assert run(MONDAY + timedelta(days=1)) == 1
    first, second = mails()
    (one, two) = told(cast.hoa)
    assert one.sentence in first.body
    assert two.path in second.body
    assert one.path not in second.body


def test_what_was_withdrawn_meanwhile_is_left_out_and_waits(cast: Cast, daily: ScoreAlert) -> None:
    wanted = asks(cast)
    send()
    wanted.closed_at, wanted.close_reason = now(), "đã mua đủ"
    db.session.commit()
    assert run(MONDAY) == 0
    assert mails() == []
    wanted.closed_at = wanted.close_reason = None
    db.session.commit()
    assert run(MONDAY) == 1


def test_each_message_stands_in_one_digest(cast: Cast, daily: ScoreAlert) -> None:
    asks(cast)
    send()
    run(MONDAY)
    assert [message.digest_id is None for message in db.session.scalars(sa.select(AlertMessage))] == [False]
