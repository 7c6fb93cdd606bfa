"""The inbox."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from marketplace.extensions import db
from marketplace.notifications.actions import mark_read, notify
from marketplace.notifications.models import Notification, Topic
from tests.cast import Cast
from tests.client import Browser


def test_a_line_is_read_when_its_button_is_pressed_by_its_own_reader(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        for _ in range(2):
            notify(user_ids=[cast.hoa], key="one", sentence="Có đề nghị kết nối.", path="/organisations")
        notify(user_ids=[cast.hoa], key="two", sentence="Có đường dẫn lạ.", path="//evil.example")
        db.session.commit()
        first, second = db.session.scalars(sa.select(Notification.public_id).order_by(Notification.id)).all()
    hoa, tu = browser(cast.hoa), browser(cast.tu)
    assert "2 thông báo chưa đọc" in hoa.get("/notifications").words()
    assert "Có đề nghị" not in tu.get("/notifications").words()
    tu.post(f"/notifications/{first}/reading", status=404)
    assert hoa.post(f"/notifications/{first}/reading").location == "/organisations"
    assert hoa.post(f"/notifications/{second}/reading").location == "/notifications"
    assert "chưa đọc" not in hoa.get("/notifications").words()
    assert browser().get("/notifications", status=302).location.startswith("/sign-in")


def test_the_inbox_shows_one_topic_when_asked_and_unread_lines_before_read_ones(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        for key, topic in (("Phụ lục", Topic.CONTRACT), ("Lần giao", Topic.DELIVERY), ("Hợp đồng mới", Topic.CONTRACT)):
            notify(user_ids=[cast.hoa], key=key, sentence=f"{key} chờ bạn.", path="/organisations", topic=topic)
        newest = db.session.scalars(sa.select(Notification).order_by(Notification.id.desc())).first()
        assert newest is not None
        mark_read(newest)
        db.session.commit()
    hoa = browser(cast.hoa)
    everything, contracts = hoa.get("/notifications").words(), hoa.get("/notifications?topic=contract").words()
    assert everything.index("Lần giao chờ") < everything.index("Phụ lục chờ") < everything.index("Hợp đồng mới chờ")
    assert "Lần giao chờ" not in contracts
    assert contracts.index("Phụ lục chờ") < contracts.index("Hợp đồng mới chờ")
    assert "Chưa có thông báo về việc này" in hoa.get("/notifications?topic=task").words()
    assert "Lần giao chờ" in hoa.get("/notifications?topic=%3Cb%3E").words()
