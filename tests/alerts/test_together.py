"""Several pairs of one event, and several alerts that wait for one pair."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from marketplace.alerts import actions
from marketplace.alerts.digests import run_digests
from marketplace.alerts.models import AlertMessage, ScoreAlert, Telling
from marketplace.alerts.queries import told_of
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.notifications.models import OutboxMessage
from marketplace.organisations.models import Origin
from tests.alerts.market import asks, send, told
from tests.cast import Cast, organisation, user
from tests.factories.listings_by_hand import Goods, need, offer

Watch = Callable[..., ScoreAlert]
MONDAY = date(2026, 11, 23)
pytestmark = pytest.mark.usefixtures("context")


def of_the_press(cast: Cast) -> Need:
    made = need(cast.huong_viet)
    made.origin, made.source_key = Origin.REPORTED, f"press-{made.id}"
    made.source_url, made.source_date = "https://bao.example/tin", "2026-06-01"
    made.source_facts = {"commodity_as_written": "sầu riêng", "province": "Lâm Đồng"}
    made.as_written = "sầu riêng"
    db.session.commit()
    return made


def mails() -> list[OutboxMessage]:
    return list(db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))


def test_one_published_offer_that_fits_many_needs_is_one_message(cast: Cast, watch: Watch) -> None:
    watch(10, telling=Telling.AT_ONCE)
    for tonnes in (20, 40, 60):
        asks(cast, Goods(tonnes=tonnes))
    of_the_press(cast)
    send()
    mine = offer(cast.doan_ket)
    db.session.commit()
    assert send() == 1
    (line,) = told(cast.hoa)
    best = max(db.session.scalars(sa.select(AlertMessage.score)), key=lambda score: score or 0)
    assert best is not None
    assert line.sentence.startswith("4 gợi ý mới cho “Sầu riêng (tươi)”, cao nhất ")
    assert ": Công ty TNHH Chế biến Hương Việt. Chào bán sầu riêng (tươi)" in line.sentence
    assert line.sentence.endswith("Trong đó 1 tin theo báo chí, chưa kiểm chứng.")
    assert line.path == f"/suggestions/offers/{mine.public_id}"
    assert [line.sentence in mail.body for mail in mails()] == [True]
    mine.note = "gấp"
    db.session.commit()
    assert send() == 0, "each pair is told once"
    asks(cast)
    assert send() == 1, "and what comes later by itself"


def test_many_records_of_the_press_are_one_message(cast: Cast, watch: Watch) -> None:
    offer(cast.doan_ket)
    db.session.commit()
    watch(10)
    for _record in range(3):
        of_the_press(cast)
    assert send() == 1
    assert told(cast.hoa)[0].sentence.startswith("3 gợi ý mới")


def test_a_whole_organisation_is_looked_up_beside_the_request_and_what_was_there_is_not_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks(cast)
    there = offer(cast.doan_ket)
    db.session.commit()
    send()
    monkeypatch.setattr(actions, "pairs_reaching", refuse)
    alert, known = actions.set_alert(
        by=user(cast.minh), organisation=organisation(cast.huong_viet), listing=None, at_least=10, telling=Telling.SITE
    )
    assert (known, alert.is_unread) == (None, True)
    db.session.commit()
    db.session.refresh(alert)
    assert not alert.is_unread
    noted = db.session.scalars(sa.select(AlertMessage).filter_by(alert_id=alert.id)).one()
    assert (noted.offer_id, noted.told_at) == (there.id, None)
    there.note = "mới"
    db.session.commit()
    assert send() == 0
    offer(cast.doan_ket)
    db.session.commit()
    assert send() == 1


def refuse(*_asked: object) -> None:
    raise AssertionError("pairs are looked up in the request")


def test_an_offer_that_fits_several_needs_of_one_buyer_leads_to_the_offer(cast: Cast) -> None:
    asks(cast)
    asks(cast, Goods(tonnes=30))
    actions.set_alert(
        by=user(cast.minh), organisation=organisation(cast.huong_viet), listing=None, at_least=10, telling=Telling.SITE
    )
    made = offer(cast.doan_ket)
    db.session.commit()
    assert send() == 1
    (line,) = told(cast.minh)
    assert line.sentence.startswith("2 gợi ý mới cho đơn vị bạn, cao nhất ")
    assert line.path == f"/offers/{made.public_id}"


def test_told_together_stands_together_in_the_mail_of_the_day(cast: Cast, watch: Watch) -> None:
    watch(10, telling=Telling.DAILY)
    first = asks(cast)
    asks(cast, Goods(tonnes=30))
    send()
    offer(cast.doan_ket)
    db.session.commit()
    send()
    first.closed_at, first.close_reason = now(), "đã mua đủ"
    db.session.commit()
    assert run_digests(MONDAY) == 1
    (mail,) = mails()
    assert "1 tin bạn chờ" in mail.subject
    assert "- 1 gợi ý mới cho “Sầu riêng (tươi)”" in mail.body, "what was withdrawn is not counted"


def test_a_wide_alert_does_not_swallow_the_mail_of_a_narrow_one(cast: Cast, watch: Watch) -> None:
    mine = offer(cast.doan_ket)
    wide, narrow = watch(10), watch(20, about=mine, telling=Telling.DAILY)
    asks(cast)
    assert send() == 1
    assert len(told(cast.hoa)) == 1
    assert told_of([wide, narrow]) == {wide.id: 1, narrow.id: 1}
    assert run_digests(MONDAY) == 1
    assert told(cast.hoa)[0].sentence in mails()[0].body


@pytest.mark.parametrize("way", [Telling.DAILY, Telling.AT_ONCE])
def test_who_was_told_on_the_site_gets_the_mail_when_the_pair_comes_to_reach_more(
    cast: Cast, watch: Watch, way: Telling
) -> None:
    mine = offer(cast.doan_ket, Goods(tonnes=1))
    watch(10)
    asks(cast)
    assert send() == 1
    low = db.session.scalars(sa.select(AlertMessage.score)).one()
    assert low is not None
    watch(int(low) + 1, about=mine, telling=way)
    mine.periods[0].firm_kg = Decimal(20_000)
    db.session.commit()
    assert send() == 1
    assert len(told(cast.hoa)) == 1, "the inbox does not repeat it"
    assert run_digests(MONDAY) == (way is Telling.DAILY)
    assert len(mails()) == 1
    mine.note = "gấp"
    db.session.commit()
    assert send() == 0


def test_what_one_alert_knew_below_anothers_score_is_news_when_it_reaches_it(cast: Cast, watch: Watch) -> None:
    mine = offer(cast.doan_ket, Goods(tonnes=1))
    asks(cast)
    watch(10)
    low = db.session.scalars(sa.select(AlertMessage.score)).one()
    assert low is not None
    watch(int(low) + 1, about=mine)
    mine.periods[0].firm_kg = Decimal(20_000)
    db.session.commit()
    assert send() == 1


def test_the_share_of_the_quantity_that_is_missing_is_told(cast: Cast, watch: Watch) -> None:
    offer(cast.doan_ket)
    db.session.commit()
    watch(10)
    asks(cast, Goods(tonnes=60))
    send()
    (line,) = told(cast.hoa)
    assert "33%" in line.sentence
    assert "Không thiếu" not in line.sentence


def test_goods_named_only_by_their_group_have_a_reason_too(cast: Cast, watch: Watch) -> None:
    offer(cast.doan_ket)
    db.session.commit()
    watch(1)
    asks(cast, Goods(commodity="fruit", form=None))
    send()
    for line in told(cast.hoa):
        said = line.sentence.split("của đơn vị bạn. ")[1]
        assert said.count(".") >= 2, "why it fits, and what is missing"
