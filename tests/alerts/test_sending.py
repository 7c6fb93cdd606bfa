"""Who is told of a pair, when, and how often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import current_app

from marketplace.accounts.actions import end_membership
from marketplace.alerts import actions, messages
from marketplace.alerts.digests import run_digests
from marketplace.alerts.models import AlertCursor, AlertMessage, ScoreAlert, SearchKind, Telling
from marketplace.alerts.sending import send_alerts
from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.listings.kinds import PriceVisibility
from marketplace.notifications.models import MailLanguage, OutboxMessage
from marketplace.offers.models import Offer
from marketplace.suggestions import market, weights
from marketplace.suggestions.actions import reject_suggestion
from marketplace.suggestions.models import RejectionReason
from marketplace.suggestions.weights_actions import change_weights
from tests.alerts.market import asks, send, told
from tests.cast import Cast, organisation, user
from tests.factories.listings_by_hand import Goods, need, offer

Watch = Callable[..., ScoreAlert]
pytestmark = pytest.mark.usefixtures("context")


def test_a_need_that_fits_is_told_once_with_its_reason_and_what_is_missing(
    cast: Cast, offered: Offer, watch: Watch
) -> None:
    watch(60)
    wanted = asks(cast)
    assert send() == 1
    (line,) = told(cast.hoa)
    assert "Công ty TNHH Chế biến Hương Việt tìm mua, phù hợp" in line.sentence
    assert "“Sầu riêng (tươi)”" in line.sentence
    assert "Chào bán sầu riêng (tươi), đúng nhu cầu sầu riêng (tươi). Không thiếu điều kiện nào." in line.sentence
    assert line.path == f"/suggestions/needs/{wanted.public_id}/offers/{offered.public_id}"
    wanted.note = "gấp"
    db.session.commit()
    assert send() == 0
    assert len(told(cast.hoa)) == 1
    assert told(cast.lan) == [], "a colleague who asked for nothing"
    assert told(cast.minh) == []


def test_what_was_there_when_the_alert_was_set_is_no_news(cast: Cast, offered: Offer, watch: Watch) -> None:
    wanted = asks(cast)
    alert = watch(60)
    known = db.session.scalars(sa.select(AlertMessage).filter_by(alert_id=alert.id)).all()
    assert [(message.need_id, message.told_at) for message in known] == [(wanted.id, None)]
    wanted.note = "gấp"
    db.session.commit()
    assert send() == 0


def test_who_sets_an_alert_while_messages_are_made_is_not_told_what_is_there(
    cast: Cast, offered: Offer, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = asks(cast)
    watch(60)
    wanted.note = "gấp"
    db.session.commit()
    monkeypatch.setattr(messages, "_before", lambda _news: None)  # asked a moment before it was noted
    assert send() == 0
    assert told(cast.hoa) == []


def test_a_pair_is_told_when_a_change_lifts_it_to_the_score(cast: Cast, watch: Watch) -> None:
    little = offer(cast.doan_ket, Goods(tonnes=1))
    asks(cast)
    alert = watch(1)
    score = db.session.scalars(sa.select(AlertMessage.score)).one()
    assert score is not None
    actions.change_alert(by=user(cast.hoa), alert=alert, at_least=int(score) + 1, telling=Telling.SITE)
    db.session.commit()
    assert send() == 0, "not enough yet"
    little.periods[0].firm_kg = Decimal(20_000)
    db.session.commit()
    assert send() == 1


def test_a_pair_below_the_score_is_not_told(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(100)
    asks(cast, Goods(tonnes=900, province="01"))
    assert send() == 0


def test_both_sides_are_told_and_each_of_its_own(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(50)
    actions.set_alert(
        by=user(cast.minh), organisation=organisation(cast.huong_viet), listing=None, at_least=50, telling=Telling.SITE
    )
    db.session.commit()
    asks(cast)
    assert send() == 2
    assert "tìm mua" in told(cast.hoa)[0].sentence
    assert "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết có hàng" in told(cast.minh)[0].sentence


def test_the_side_that_did_not_change_is_told_too(cast: Cast, watch: Watch) -> None:
    mine = offer(cast.doan_ket)
    watch(50, about=mine)
    offer(cast.doan_ket, Goods(commodity="coffee", form=None))
    asks(cast)
    assert send() == 1
    assert [message.offer_id for message in db.session.scalars(sa.select(AlertMessage))] == [mine.id]


def test_two_alerts_about_one_listing_make_one_message(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(50)
    watch(60, about=offered)
    asks(cast)
    assert send() == 1


def test_nothing_is_told_of_what_is_not_public(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1)
    asks(cast, Goods(published=False))
    need(cast.moi_lap)  # published, and its organisation not yet verified
    closed = asks(cast)
    closed.closed_at, closed.close_reason = now(), "đã mua đủ"
    db.session.commit()
    assert send() == 0


def test_verification_makes_a_listing_public_and_is_told(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1)
    need(cast.moi_lap)
    db.session.commit()
    assert send() == 0
    organisation(cast.moi_lap).verified_at = now()
    organisation(cast.moi_lap).verified_by_id = cast.quan
    db.session.commit()
    assert send() == 1


def test_who_left_the_organisation_or_is_disabled_is_told_nothing(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1)
    membership = user(cast.hoa).memberships[0]
    end_membership(by=user(cast.an), membership=membership)
    db.session.commit()
    asks(cast)
    assert send() == 0
    membership.ended_at = None
    user(cast.hoa).disabled_at = now()
    db.session.commit()
    asks(cast)
    assert send() == 0


def test_what_a_side_put_aside_is_not_told_to_it(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1)
    wanted = asks(cast)
    reject_suggestion(
        by=user(cast.hoa), organisation=organisation(cast.doan_ket), offer=offered, need=wanted,
        reason=RejectionReason.DISTANCE, note=None,
    )  # fmt: skip
    db.session.commit()
    assert send() == 0


def test_a_price_for_parties_stands_in_no_message(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1)
    asks(cast, Goods(price=81_234, price_visibility=PriceVisibility.PARTIES))
    assert send() == 1
    assert "81.234" not in told(cast.hoa)[0].sentence


def test_words_that_are_kept_tell_no_price_that_may_become_private(cast: Cast, watch: Watch) -> None:
    price_alone = dict.fromkeys(weights.ADJUSTABLE, 0) | {"price": 90, "product": 10}
    change_weights(
        by=user(cast.an), based_on=weights.version(), points=price_alone, soe_always=False, soe_points=10, reason="thử"
    )
    offer(cast.doan_ket, Goods(price=71_234))
    db.session.commit()
    watch(1)
    asks(cast, Goods(price=81_234))
    assert send() == 1
    assert "tìm mua, phù hợp 100 điểm" in told(cast.hoa)[0].sentence
    assert "1.234" not in told(cast.hoa)[0].sentence


@pytest.mark.parametrize(("pause", "expected"), [(True, 0), (False, 1)])
def test_a_paused_alert_tells_nothing_and_nothing_of_it_later(
    cast: Cast, offered: Offer, watch: Watch, pause: bool, expected: int
) -> None:
    alert = watch(1)
    if pause:
        actions.pause(by=user(cast.hoa), asked=alert)
    db.session.commit()
    asks(cast)
    assert send() == expected
    actions.resume(by=user(cast.hoa), asked=alert)
    db.session.commit()
    assert send() == 0


def test_a_mail_goes_out_at_once_when_chosen(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1, telling=Telling.AT_ONCE)
    wanted = asks(cast)
    send()
    mail = db.session.scalars(sa.select(OutboxMessage)).one()
    assert mail.recipient == "hoa@vidu.example"
    assert told(cast.hoa)[0].sentence in mail.body
    assert f"http://127.0.0.1:8000/suggestions/needs/{wanted.public_id}" in mail.body


def test_mail_and_line_are_in_the_language_of_who_reads_them(cast: Cast, offered: Offer, watch: Watch) -> None:
    """Hoa reads English; Lan has not chosen. A pair, the mail of the day and a saved search say so alike."""
    db.session.add(MailLanguage(user_id=cast.hoa, language="en"))
    watch(1, telling=Telling.AT_ONCE)
    search: dict[str, Any] = {"kind": SearchKind.NEEDS, "name": "Durian", "telling": Telling.DAILY}
    for person in (cast.hoa, cast.lan):
        actions.save_search(by=user(person), filters={"commodity": "durian"}, **search)
    db.session.commit()
    asks(cast)
    send()
    assert run_digests(date(2026, 11, 23)) == 2
    at_once, *of_the_day = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    hoas, lans = sorted(of_the_day, key=lambda mail: mail.recipient)
    assert "wants to buy; it fits" in at_once.body
    assert "phù hợp" not in at_once.subject + at_once.body
    assert "A need that fits “Durian”" in hoas.body
    assert "Mặt hàng" not in hoas.body
    assert "Nhu cầu mua khớp “Durian”" in lans.body
    of_pair = told(cast.hoa)[0]
    assert "phù hợp" in of_pair.sentence
    assert of_pair.sentence_en is not None
    assert of_pair.sentence_en in at_once.body, "the inbox has it in both"


def test_cursor_and_messages_are_one_transaction(cast: Cast, offered: Offer, watch: Watch) -> None:
    watch(1)
    asks(cast)
    assert send_alerts().messages == 1
    db.session.rollback()
    assert told(cast.hoa) == []
    assert send() == 1, "what was not committed is told by the next run"
    cursor = db.session.get_one(AlertCursor, 1)
    cursor.change_no = 0  # as after a restored backup: everything is read again
    db.session.commit()
    assert send() == 0
    assert len(told(cast.hoa)) == 1


def test_a_market_without_audience_is_passed_over(cast: Cast, offered: Offer, watch: Watch) -> None:
    asks(cast)
    assert send() == 0
    watch(1)
    assert send() == 0
    asks(cast)
    assert send() == 1


def test_where_nothing_changed_or_nobody_asked_the_market_is_not_read(cast: Cast, offered: Offer, watch: Watch) -> None:
    asks(cast)
    current_app.extensions.pop(market.EXTENSION, None)
    assert send() == 0
    assert market.EXTENSION not in current_app.extensions, "nobody asked"
    watch(1)
    current_app.extensions.pop(market.EXTENSION, None)
    assert send() == 0
    assert run_digests(today()) == 0
    assert market.EXTENSION not in current_app.extensions, "nothing changed"
