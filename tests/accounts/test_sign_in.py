"""Signing in, being slowed, signing out, links by mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from marketplace.accounts import links
from marketplace.accounts.actions import ask_reset
from marketplace.accounts.models import LinkPurpose, OneTimeLink, Session, SignInAttempt, User
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMessage
from tests.cast import Cast
from tests.client import Browser
from tests.factories.organisations import PASSWORD, make_user

WRONG = "Thư điện tử hoặc mật khẩu chưa đúng."


@pytest.fixture
def email(app: Flask) -> str:
    with app.app_context():
        address = make_user(email="chi.hoa@vidu.example", name="Chị Hòa").email
        db.session.commit()
        return address


def sign_in(browser: Browser, email: str, password: str, status: int = 302) -> str:
    page = browser.submit("/sign-in", status=status, email=email, password=password)
    return page.location if status == 302 else page.words()


def test_the_right_password_leads_to_where_one_wanted_to_go(email: str, browser: Callable[..., Browser]) -> None:
    visitor = browser()
    asked = visitor.get("/account", status=302)
    assert asked.location == "/sign-in?next=/account"
    led = visitor.submit("/sign-in?next=/account", email=f" {email.upper()} ", password=PASSWORD)
    assert led.location == "/account"
    assert "Chị Hòa" in visitor.get("/account").words()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:0"])
def test_nobody_is_led_elsewhere(email: str, browser: Callable[..., Browser], elsewhere: str) -> None:
    page = browser().submit("/sign-in", email=email, password=PASSWORD, next=elsewhere)
    assert page.location == "/my-work"


def test_unknown_and_wrong_answer_alike_and_keep_the_address(email: str, browser: Callable[..., Browser]) -> None:
    wrong = browser().submit("/sign-in", status=422, email=email, password="sai mật khẩu")
    nobody = browser().submit("/sign-in", status=422, email="khong.co@vidu.example", password="sai mật khẩu")
    assert WRONG in wrong.words()
    assert wrong.words().replace(email, "") == nobody.words().replace("khong.co@vidu.example", "")
    assert wrong.fields()["email"] == email
    assert "sai mật khẩu" not in wrong.text


def test_ten_wrong_tries_slow_and_never_lock(app: Flask, email: str, browser: Callable[..., Browser]) -> None:
    visitor = browser()
    for _ in range(10):
        assert WRONG in sign_in(visitor, email, "sai mật khẩu", 422)
    slowed = visitor.submit("/sign-in", status=429, email=email, password=PASSWORD)
    assert 0 < int(slowed.response.headers["Retry-After"]) <= 15 * 60 + 1
    assert PASSWORD not in slowed.text
    with time_machine.travel(now() + timedelta(minutes=16)):
        assert sign_in(visitor, email, PASSWORD) == "/my-work"
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 11


def test_an_account_is_slowed_from_everywhere_but_where_its_owner_is_known(
    email: str, browser: Callable[..., Browser]
) -> None:
    owner, thief = browser(), browser()
    thief.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    sign_in(owner, email, PASSWORD)
    for _ in range(10):
        sign_in(thief, email, "sai mật khẩu", 422)
    elsewhere = browser()
    elsewhere.client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    elsewhere.submit("/sign-in", status=429, email=email, password=PASSWORD)
    assert sign_in(browser(), email, PASSWORD) == "/my-work"


def test_a_copied_cookie_is_worth_nothing_after_sign_out(email: str, browser: Callable[..., Browser]) -> None:
    owner, thief = browser(), browser()
    sign_in(owner, email, PASSWORD)
    with owner.client.session_transaction() as cookie:
        kept = dict(cookie)
    with thief.client.session_transaction() as cookie:
        cookie.update(kept)
    thief.get("/account")
    owner.post("/sign-out")
    assert thief.get("/account", status=302).location.startswith("/sign-in")


def test_the_token_is_new_at_every_sign_in_and_stored_hashed(
    app: Flask, email: str, browser: Callable[..., Browser]
) -> None:
    visitor = browser()
    tokens = []
    for _ in range(2):
        sign_in(visitor, email, PASSWORD)
        with visitor.client.session_transaction() as cookie:
            tokens.append(cookie["_user_id"])
        visitor.post("/sign-out")
    assert len(set(tokens)) == 2
    with app.app_context():
        stored = db.session.scalars(sa.select(Session.token_hash)).all()
    assert len(stored) == 2
    assert not set(stored) & set(tokens)


def test_a_disabled_person_cannot_come_in(app: Flask, email: str, browser: Callable[..., Browser]) -> None:
    with app.app_context():
        db.session.execute(sa.update(User).where(User.email == email).values(disabled_at=now()))
        db.session.commit()
    assert WRONG in sign_in(browser(), email, PASSWORD, 422)


def mailed_link(app: Flask) -> str:
    """The path in the newest mail of the outbox."""
    with app.app_context():
        newest = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)
        body = db.session.scalars(newest).one().body
    found = re.search(r"http://[^/\s]+(/\S+)", body)
    assert found
    return found.group(1)


def test_a_forgotten_password_is_set_by_one_link_once(app: Flask, email: str, browser: Callable[..., Browser]) -> None:
    signed_in, visitor = browser(), browser()
    sign_in(signed_in, email, PASSWORD)
    assert visitor.submit("/passwords/new", email=email).location == "/passwords/sent"
    path = mailed_link(app)
    for _ in range(2):  # scanners open links
        assert visitor.get(path).response.headers["Referrer-Policy"] == "same-origin"
    weak = visitor.submit(path, status=422, password="matkhau123", password_again="matkhau123")
    assert "Nhiều người dùng mật khẩu này" in weak.words()
    new = "năm con bò trên đồi"
    assert visitor.submit(path, password=new, password_again=new).location == "/sign-in"
    assert signed_in.get("/account", status=302).location.startswith("/sign-in")
    assert "không còn dùng được" in visitor.get(path, status=410).words()
    assert WRONG in sign_in(visitor, email, PASSWORD, 422)
    assert sign_in(visitor, email, new) == "/my-work"


def test_asking_for_a_link_tells_nothing_and_writes_to_nobody(app: Flask, browser: Callable[..., Browser]) -> None:
    assert browser().submit("/passwords/new", email="khong.co@vidu.example").location == "/passwords/sent"
    with app.app_context():
        assert db.session.scalar(sa.select(OutboxMessage.id)) is None


def test_links_are_hashed_end_and_serve_one_purpose(context: Flask) -> None:
    user = make_user()
    token = links.issue(purpose=LinkPurpose.RESET, user=user)
    row = db.session.scalars(sa.select(OneTimeLink)).one()
    assert token not in (row.token_hash, "")
    assert len(row.token_hash) == 64
    assert links.peek(token, purpose=LinkPurpose.RESET) is row
    with pytest.raises(links.DeadLinkError):
        links.peek(token, purpose=LinkPurpose.CONFIRMATION)
    with time_machine.travel(now() + timedelta(minutes=61)), pytest.raises(links.DeadLinkError):
        links.redeem(token, purpose=LinkPurpose.RESET)
    links.redeem(token, purpose=LinkPurpose.RESET)
    with pytest.raises(links.DeadLinkError):
        links.redeem(token, purpose=LinkPurpose.RESET)


def test_a_mailed_link_names_the_configured_address_not_the_requests(app: Flask, email: str) -> None:
    with app.test_request_context("/passwords/new", base_url="http://evil.example"):
        ask_reset(email=email, address="203.0.113.9")
        body = db.session.scalars(sa.select(OutboxMessage)).one().body
    assert "evil.example" not in body
    assert "http://127.0.0.1:8000/passwords/reset/" in body


def test_own_account_password_and_devices(app: Flask, email: str, browser: Callable[..., Browser]) -> None:
    here, there = browser(), browser()
    sign_in(here, email, PASSWORD)
    sign_in(there, email, PASSWORD)
    page = here.get("/account")
    other = re.findall(r'name="session" value="([0-9a-f]{16})"', page.text)
    assert len(other) == 1
    here.post("/account/session-endings", {"session": other[0]})
    assert there.get("/account", status=302).location.startswith("/sign-in")
    wrong = here.submit(
        "/account/password",
        status=422,
        current="sai",
        password="năm con bò trên đồi",
        password_again="năm con bò trên đồi",
    )
    assert "Mật khẩu hiện tại chưa đúng." in wrong.words()
    different = here.submit(
        "/account/password", status=422, current=PASSWORD, password="năm con bò trên đồi", password_again="x"
    )
    assert "Hai lần gõ chưa giống nhau." in different.words()
    here.submit("/account/profile", name="Chị Hòa Mới", phone="0912345678")
    assert "0912 345 678" in here.get("/account").words()
    bad = here.submit("/account/profile", status=422, phone="12")
    assert bad.fields()["phone"] == "12"


def test_nobody_ends_somebody_elses_session(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    hoa, tu = browser(cast.hoa), browser(cast.tu)
    with app.app_context():
        of_tu = db.session.scalars(sa.select(Session).filter_by(user_id=cast.tu)).one().token_hash[:16]
    hoa.post("/account/session-endings", {"session": of_tu}, status=404)
    tu.get("/account")


@pytest.mark.parametrize(
    ("person", "wait", "status"),
    [
        ("hoa", timedelta(hours=11, minutes=59), 200),
        ("hoa", timedelta(hours=12, minutes=1), 302),
        ("binh", timedelta(minutes=59), 200),
        ("binh", timedelta(minutes=61), 302),
    ],
)
def test_an_idle_session_ends_sooner_for_staff(
    cast: Cast, browser: Callable[..., Browser], person: str, wait: timedelta, status: int
) -> None:
    visitor = browser(getattr(cast, person))
    with time_machine.travel(now() + wait):
        visitor.get("/account", status=status)


@pytest.mark.parametrize(("person", "days", "status"), [("hoa", 29, 200), ("hoa", 31, 302), ("thu", 1, 302)])
def test_a_session_in_steady_use_ends_too(
    app: Flask, cast: Cast, browser: Callable[..., Browser], person: str, days: int, status: int
) -> None:
    visitor, later = browser(getattr(cast, person)), now() + timedelta(days=days)
    with app.app_context():
        db.session.execute(sa.update(Session).values(last_seen_at=later))
        db.session.commit()
    with time_machine.travel(later):
        visitor.get("/account", status=status)
