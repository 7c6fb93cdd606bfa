"""One commit for one request; a second press gives the first press's result, also at the same instant."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from marketplace.accounts.models import Session, User
from marketplace.clock import now
from marketplace.errors import WrongStateError
from marketplace.extensions import csrf, db
from marketplace.web.guards import public, viewer
from marketplace.web.receipts import FormReceipt
from marketplace.web.transaction import commits
from tests.cast import Cast
from tests.client import Browser
from tests.databases import leave

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # transactions

troubles: list[str] = []


@pytest.fixture(scope="module")
def with_views(own_app: Flask) -> Flask:
    """The application with three views that write in different ways."""

    @own_app.post("/bench/renames")
    @public
    @commits
    def rename() -> ResponseReturnValue:
        person = db.session.get_one(User, viewer().user_id, with_for_update=True, populate_existing=True)
        person.name += "!"
        db.session.flush()
        return (redirect(f"/bench/{secrets.token_hex(4)}")) if request.form.get("ok") else ("shown again", 422)

    @own_app.post("/bench/once")
    @public
    @commits
    def once() -> ResponseReturnValue:
        person = db.session.get_one(User, viewer().user_id, with_for_update=True, populate_existing=True)
        if person.name.endswith("!"):
            raise WrongStateError("Đã làm rồi.")
        person.name += "!"
        return redirect(f"/bench/{secrets.token_hex(4)}")

    @own_app.post("/bench/troubles")
    @public
    @commits
    def trouble() -> ResponseReturnValue:
        db.session.get_one(User, viewer().user_id).name += "!"
        db.session.flush()
        if troubles:
            cause = sqlstate_error(troubles.pop())
            raise OperationalError("UPDATE", {}, cause)
        return redirect("/bench/done")

    csrf.exempt(rename)
    csrf.exempt(once)
    csrf.exempt(trouble)
    return own_app


@pytest.fixture
def bench(with_views: Flask, database_url: str) -> Iterator[Flask]:
    """That application on a database made as new."""
    yield with_views
    troubles.clear()
    leave(with_views)


@pytest.fixture
def browser(bench: Flask) -> Callable[..., Browser]:
    """Browsers of the application with the three views."""
    return lambda person=None: Browser(bench, person)


def sqlstate_error(state: str) -> Exception:
    """The driver's error with this code."""
    problem: Any = Exception("refused")
    problem.sqlstate = state
    found: Exception = problem
    return found


def name_of(app: Flask, person: int) -> str:
    with app.app_context():
        return db.session.get_one(User, person).name


def at_once(app: Flask, person: int, path: str, key: str, times: int = 4) -> list[tuple[int, str]]:
    """The same press by several browsers of one person, released together."""
    browsers = [Browser(app, person) for _ in range(times)]
    gate, answers = threading.Barrier(times), []

    def press(browser: Browser) -> None:
        gate.wait()
        answer = browser.client.post(path, data={"ok": "1", "form_key": key})
        answers.append((answer.status_code, answer.headers.get("Location", "")))

    threads = [threading.Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_redirect_commits_and_a_page_does_not(bench: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    hoa = browser(cast.hoa)
    hoa.client.post("/bench/renames", data={})
    assert name_of(bench, cast.hoa) == "Hoa"
    hoa.client.post("/bench/renames", data={"ok": "1"})
    assert name_of(bench, cast.hoa) == "Hoa!"


def test_a_form_sent_again_is_led_where_it_led_first(bench: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    hoa, key = browser(cast.hoa), secrets.token_urlsafe(18)
    refused = hoa.client.post("/bench/renames", data={"form_key": key})
    first = hoa.client.post("/bench/renames", data={"ok": "1", "form_key": key})
    second = hoa.client.post("/bench/renames", data={"ok": "1", "form_key": key})
    assert (refused.status_code, first.status_code) == (422, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert name_of(bench, cast.hoa) == "Hoa!"
    browser(cast.tu).client.post("/bench/renames", data={"ok": "1", "form_key": key})
    assert name_of(bench, cast.tu) == "Tú!", "a key counts for one person only"


@pytest.mark.parametrize("path", ["/bench/renames", "/bench/once"])
def test_presses_at_the_same_instant_write_once(bench: Flask, cast: Cast, path: str) -> None:
    answers = at_once(bench, cast.hoa, path, secrets.token_urlsafe(18))
    assert {status for status, _ in answers} == {302}
    assert len({location for _, location in answers}) == 1
    assert name_of(bench, cast.hoa) == "Hoa!"


@pytest.mark.parametrize("key", ["\0" * 20, "short", "x" * 65, "'; --" * 5, "ă" * 20])
def test_a_key_we_never_made_is_ignored(bench: Flask, cast: Cast, browser: Callable[..., Browser], key: str) -> None:
    hoa = browser(cast.hoa)
    for _ in range(2):
        assert hoa.client.post("/bench/renames", data={"ok": "1", "form_key": key}).status_code == 302
    assert name_of(bench, cast.hoa) == "Hoa!!"
    with bench.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(FormReceipt)) == 0


@pytest.mark.parametrize(
    ("states", "status", "name"),
    [(["40P01", "40001"], 302, "Hoa!"), (["40P01"] * 3, 503, "Hoa"), (["53100"], 503, "Hoa")],
)
def test_a_deadlock_is_tried_again_but_not_for_ever(
    bench: Flask, cast: Cast, browser: Callable[..., Browser], states: list[str], status: int, name: str
) -> None:
    troubles.extend(states)
    assert browser(cast.hoa).client.post("/bench/troubles", data={}).status_code == status
    assert name_of(bench, cast.hoa) == name


def test_remembering_that_somebody_was_here_waits_for_nobody(
    bench: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    hoa = browser(cast.hoa)
    with bench.app_context():
        db.session.execute(sa.update(Session).values(last_seen_at=now() - timedelta(minutes=10)))
        db.session.commit()
    before = now()
    assert hoa.client.post("/bench/renames", data={"ok": "1"}).status_code == 302
    assert now() - before < timedelta(seconds=3)
    with bench.app_context():
        seen = db.session.scalars(sa.select(Session.last_seen_at)).one()
        assert seen >= before
