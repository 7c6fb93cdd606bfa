"""Pages of alerts by score."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.alerts import actions
from marketplace.alerts.models import ScoreAlert
from marketplace.errors import NotAllowedError
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from marketplace.offers.models import Offer
from tests.alerts.market import asks, send
from tests.cast import Cast, organisation, user
from tests.client import Browser
from tests.factories.listings_by_hand import offer

To = Callable[..., Browser]


@pytest.fixture
def mine(app: Flask, cast: Cast) -> str:
    """The public id of an offer of Đoàn Kết."""
    with app.app_context():
        made = offer(cast.doan_ket)
        db.session.commit()
        return made.public_id


def test_an_alert_is_set_from_the_page_of_an_offer(app: Flask, cast: Cast, browser: To, mine: str) -> None:
    hoa = browser(cast.hoa)
    assert "Báo tôi khi có gợi ý" in hoa.get(f"/offers/{mine}").words()
    with app.app_context():
        asks(cast)
    hoa.submit(f"/alerts/new?about=offer-{mine}", at_least="55")
    words = hoa.get("/alerts").words()
    assert "Hiện có sẵn 1 gợi ý" in words
    assert "Từ 55 điểm" in words
    assert "Chào bán: Sầu riêng" in words
    with app.app_context():
        alert = db.session.scalars(sa.select(ScoreAlert)).one()
        assert alert.offer is not None
        assert alert.offer.public_id == mine


@pytest.mark.parametrize("score", ["0", "101", "sáu mươi", "-5", "60,5", "1e9", "", "٦٠"])
def test_a_score_that_is_none_is_refused_in_words_and_nothing_is_lost(
    cast: Cast, browser: To, mine: str, score: str
) -> None:
    page = browser(cast.hoa).submit("/alerts/new", status=422, about=f"offer-{mine}", at_least=score, telling="daily")
    assert "Chưa gửi được. Hãy sửa các mục sau:" in page.words()
    kept = page.fields()
    assert (kept["about"], kept["at_least"], kept["telling"]) == (f"offer-{mine}", score, "daily")


def test_subjects_and_ways_of_telling_that_are_none_are_refused(app: Flask, cast: Cast, browser: To, mine: str) -> None:
    with app.app_context():
        foreign = offer(cast.binh_minh)
        db.session.commit()
        other = f"offer-{foreign.public_id}"
    for about, telling in (
        (other, "site"),
        ("nothing", "site"),
        (f"offer-{mine}", "never"),
        (f"offer-{mine}", "pigeon"),
    ):
        browser(cast.hoa).post("/alerts/new", {"about": about, "at_least": "60", "telling": telling}, status=422)
    browser(cast.hoa).get(f"/alerts/new?about={other}")
    with app.app_context():
        assert db.session.scalars(sa.select(ScoreAlert)).all() == []
        with pytest.raises(NotAllowedError):
            actions.set_alert(
                by=user(cast.hoa), organisation=organisation(cast.binh_minh), listing=None, at_least=60,
                telling="site",  # type: ignore[arg-type]
            )  # fmt: skip


def test_the_same_alert_twice_or_too_many_are_refused(app: Flask, cast: Cast, browser: To, mine: str) -> None:
    hoa = browser(cast.hoa)
    hoa.submit("/alerts/new", about=f"offer-{mine}")
    page = hoa.submit("/alerts/new", status=422, about=f"offer-{mine}")
    assert "Bạn đã đặt báo tin này rồi" in page.words()
    with app.app_context():
        for _number in range(actions.MOST_ALERTS):
            offer(cast.doan_ket)
        db.session.commit()
        offers = db.session.scalars(sa.select(Offer.public_id).order_by(Offer.id.desc())).all()
    for public_id in offers[: actions.MOST_ALERTS - 1]:
        hoa.submit("/alerts/new", about=f"offer-{public_id}")
    page = hoa.submit("/alerts/new", status=422, about=f"offer-{offers[actions.MOST_ALERTS - 1]}")
    assert "20 báo tin" in page.words()


def test_score_is_changed_and_the_alert_rests_and_goes(app: Flask, cast: Cast, browser: To, mine: str) -> None:
    hoa = browser(cast.hoa)
    hoa.submit("/alerts/new", about=f"offer-{mine}")
    with app.app_context():
        one = f"/alerts/{db.session.scalars(sa.select(ScoreAlert)).one().public_id}"
    hoa.submit(f"{one}/edit", at_least="75")
    assert "Từ 75 điểm" in hoa.get("/alerts").words()
    browser(cast.lan).get(f"{one}/edit", status=404)
    browser(cast.tu).post(f"{one}/removal", status=404)
    hoa.post(f"{one}/pause")
    assert "Đang tạm dừng" in hoa.get("/alerts").words()
    hoa.post(f"{one}/removal")
    assert "Từ 75 điểm" not in hoa.get("/alerts").words()
    hoa.get(f"{one}/edit", status=404)


def test_staff_have_no_alerts_of_others(cast: Cast, browser: To) -> None:
    browser(cast.binh).get("/alerts/new", status=404)
    assert "dành cho người của một đơn vị" in browser(cast.thu).get("/alerts").words()


def test_the_message_leads_to_why(app: Flask, cast: Cast, browser: To, mine: str) -> None:
    hoa = browser(cast.hoa)
    hoa.submit("/alerts/new", about=f"offer-{mine}", at_least="50")
    with app.app_context():
        asks(cast)
        send()
        path = db.session.scalars(sa.select(Notification.path)).one()
    assert "Vì sao gợi ý hai bên này" in hoa.get(path).words()
    assert "đã báo 1 gợi ý" in hoa.get("/alerts").words()
