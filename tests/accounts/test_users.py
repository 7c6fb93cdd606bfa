"""The administrator's pages of people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.extensions import db
from tests.accounts.test_sign_in import mailed_link
from tests.cast import Cast, user
from tests.client import Browser


def test_a_new_broker_sets_the_first_password_by_a_link(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    admin = browser(cast.an)
    made = admin.submit("/users/new", name="Cán bộ mới", email="moi@vidu.example", role="broker")
    assert "Chưa đặt mật khẩu" in admin.get(made.location).words()
    password = "một rổ khoai lang tím"
    visitor = browser()
    visitor.submit(mailed_link(app), password=password, password_again=password)
    assert visitor.submit("/sign-in", email="moi@vidu.example", password=password).location == "/my-work"
    assert visitor.get("/organisations/awaiting-verification")


def test_only_the_administrator_reaches_people(cast: Cast, browser: Callable[..., Browser]) -> None:
    for person in (cast.hoa, cast.binh, cast.thu):
        for path in ("/users", "/users/new", "/audit"):
            browser(person).get(path, status=404)
    assert "Nguyễn" not in browser().get("/users", status=302).text
    page = browser(cast.an).get("/users?q=Hoa")
    assert "hoa@vidu.example" in page.words()
    assert "minh@vidu.example" not in page.words()


def test_disabling_ends_sessions_and_enabling_lets_in_again(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    admin, broker = browser(cast.an), browser(cast.binh)
    with app.app_context():
        path = f"/users/{user(cast.binh).public_id}"
    admin.post(f"{path}/disablement")
    assert broker.get("/account", status=302).location.startswith("/sign-in")
    assert "Đã khóa tài khoản." in admin.get(path).words()
    admin.post(f"{path}/enablement")
    browser(cast.binh).get("/account")


def test_a_role_taken_is_gone_at_once_and_nobody_changes_the_own(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    admin, broker = browser(cast.an), browser(cast.binh)
    with app.app_context():
        path, own = (f"/users/{user(one).public_id}/role" for one in (cast.binh, cast.an))
    admin.post(path, {"role": ""})
    assert broker.get("/organisations/awaiting-verification", status=302)
    browser(cast.binh).get("/organisations/awaiting-verification", status=404)
    admin.post(own, {"role": "broker"}, status=422)
    with app.app_context():
        assert user(cast.an).platform_role is Role.ADMINISTRATOR


def test_nobody_is_staff_and_party_at_once(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        path = f"/users/{user(cast.hoa).public_id}/role"
    page = browser(cast.an).post(path, {"role": "broker"}, status=422)
    assert "không thể đồng thời" in page.words()


def test_weighty_steps_ask_for_a_fresh_password(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    admin = browser(cast.an)
    with app.app_context():
        path = f"/users/{user(cast.binh).public_id}"
    with time_machine.travel(now() + timedelta(minutes=16)):
        asked = admin.post(f"{path}/disablement", headers={"Referer": f"http://localhost{path}"})
        assert asked.location == f"/account/proof?next={path}"
    with app.app_context():
        assert db.session.scalar(sa.select(User.disabled_at).where(User.id == cast.binh)) is None
