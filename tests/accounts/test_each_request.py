"""What every request asks of who sends it: little, and anew each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import Membership, Session, User
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from marketplace.organisations.models import Organisation
from tests.cast import Cast
from tests.client import Browser
from tests.factories.organisations import PASSWORD, make_user

pytestmark = pytest.mark.engines("sqlite", "postgresql")
NOWHERE = "/nothing-is-here"


def change(app: Flask, *statements: sa.Executable) -> None:
    """What somebody else commits meanwhile."""
    with app.app_context():
        for statement in statements:
            db.session.execute(statement)
        db.session.commit()


def test_the_frame_of_a_page_asks_once_and_a_stranger_s_never(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    told = [{"user_id": cast.hoa, "key": f"{n}", "sentence": "Có tin.", "path": "/account"} for n in range(7)]
    change(app, sa.insert(Notification).values([line | {"public_id": f"{n}"} for n, line in enumerate(told)]))
    change(app, sa.update(Notification).where(Notification.key == "0").values(read_at=now()))
    page = browser(cast.hoa).get(NOWHERE, 404)
    assert len(page.queries) == 1, page.queries
    assert "Hợp tác xã Dịch vụ nông nghiệp Đoàn Kết" in page.words()
    assert "Hộp tin 6 tin chưa đọc" in page.words()
    assert browser().get(NOWHERE, 404).queries == []


def test_who_signs_in_is_known_in_that_request_and_the_next(app: Flask, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        email = make_user(email="chi.hoa@vidu.example", name="Chị Hòa").email
        db.session.commit()
    visitor = browser()
    assert visitor.submit("/sign-in", email=email, password=PASSWORD).location == "/my-work"
    assert "Chị Hòa" in visitor.get("/account").words()
    assert "Set-Cookie" not in visitor.get("/account").response.headers


ENDED: dict[str, Callable[[Cast], sa.Update]] = {
    "the session": lambda cast: sa.update(Session).where(Session.user_id == cast.hoa).values(ended_at=now()),
    "its time": lambda _cast: sa.update(Session).values(created_at=now() - timedelta(days=31)),
    "its patience": lambda _cast: sa.update(Session).values(last_seen_at=now() - timedelta(hours=13)),
    "the account": lambda cast: sa.update(User).where(User.id == cast.hoa).values(disabled_at=now()),
}


@pytest.mark.parametrize("what", ENDED)
def test_what_ended_elsewhere_is_over_with_the_next_request(
    app: Flask, cast: Cast, browser: Callable[..., Browser], what: str
) -> None:
    hoa = browser(cast.hoa)
    hoa.get("/account")
    change(app, ENDED[what](cast))
    assert hoa.get("/account", 302).location == "/sign-in?next=/account"
    assert "Đăng nhập" in hoa.get(NOWHERE, 404).words()


def test_roles_and_names_hold_from_the_next_request_on(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    hoa, thu = browser(cast.hoa), browser(cast.thu)
    hoa.get("/brokering/today", 404)
    thu.get("/oversight")
    belonged: Any = sa.update(Membership).where(Membership.user_id == cast.hoa)
    change(app, sa.update(Organisation).where(Organisation.id == cast.doan_ket).values(name="HTX Tên Mới"))
    assert "Đang làm việc cho HTX Tên Mới" in hoa.get(NOWHERE, 404).words()
    change(app, belonged.values(organisation_id=cast.binh_minh))
    assert "HTX Tên Mới" not in hoa.get(NOWHERE, 404).words()
    change(app, belonged.values(ended_at=now()))
    assert "Đang làm việc cho" not in hoa.get(NOWHERE, 404).words()
    change(app, sa.update(User).where(User.id == cast.thu).values(platform_role=None))
    thu.get("/oversight", 404)
    change(app, sa.update(User).where(User.id == cast.hoa).values(platform_role=Role.BROKER))
    assert "Việc hôm nay" in hoa.get(NOWHERE, 404).words()
