"""Errors tell people what to do, keep what they typed, and tell strangers nothing about how we are built."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.exc import StaleDataError

from marketplace.accounts.models import User
from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.errors import NotAllowedError, NotFoundError, StaleError, TooManyAttemptsError
from marketplace.extensions import csrf, db
from marketplace.web.guards import public, viewer
from marketplace.web.transaction import commits
from tests.cast import Cast
from tests.client import Browser, inspect
from tests.databases import SECRET, House, leave

pytestmark = pytest.mark.engines("sqlite", "postgresql")  # troubles of the database

TYPED = {"title": "Lúa OM 18 <b>vụ</b> đông xuân", "new_password": "bí-mật-tuyệt-đối", "reset_token": "T0K3N"}
TELLING = (
    "Traceback",
    "SELECT",
    "sqlite",
    "psycopg",
    "sqlalchemy",
    "/marketplace/",
    "Werkzeug",
    "werkzeug",
    "secret detail",
)


def fail(kind: str) -> ResponseReturnValue:
    """One kind of trouble each."""
    raised: dict[str, Callable[[], Exception]] = {
        "crash": lambda: RuntimeError("secret detail"),
        "stale": lambda: StaleError("Người khác vừa sửa."),
        "stale-row": lambda: StaleDataError("secret detail"),
        "forbidden": lambda: NotAllowedError("Không được."),
        "missing": NotFoundError,
        "slow-down": lambda: TooManyAttemptsError("Chậm lại.", retry_after=60),
        "disk": lambda: sa.exc.OperationalError("SELECT secret", {}, Exception("secret detail")),
        "pool": lambda: sa.exc.TimeoutError("secret detail"),
        "constraint": lambda: sa.exc.IntegrityError("INSERT", {}, Exception("secret detail")),
        "value": lambda: sa.exc.DataError("INSERT", {}, Exception("secret detail")),
    }
    if kind.isdigit():
        abort(int(kind))
    raise raised[kind]()


KINDS = {
    "crash": 500, "stale": 409, "stale-row": 409, "forbidden": 403, "missing": 404, "slow-down": 429, "disk": 503,
    "pool": 503, "constraint": 409, "value": 400, "400": 400, "403": 403, "404": 404, "413": 413, "415": 415,
    "418": 418, "500": 500, "502": 502,
}  # fmt: skip


@pytest.fixture(scope="module")
def bench(house: tuple[Flask, House], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application as operators run it, with a view for each kind of trouble."""
    folder = tmp_path_factory.mktemp("bench")
    settings = {"secret_key": SECRET, "database_url": house[1].url, "LIENKET_DATA": folder, "mail_url": "memory://"}
    app = create_app(Settings.model_validate(settings))

    @app.route("/bench/<string:kind>", methods=["GET", "POST"])
    @public
    def trouble(kind: str) -> ResponseReturnValue:
        return fail(kind)

    @app.post("/bench/writes/<string:kind>")
    @public
    @commits
    def writes(kind: str) -> ResponseReturnValue:
        db.session.get_one(User, viewer().user_id).name = "half done"
        db.session.flush()
        return fail(kind)

    @app.post("/bench/echo")
    @public
    def echo() -> ResponseReturnValue:
        return request.form.get("title", "")

    csrf.exempt(trouble)
    csrf.exempt(writes)
    return app


@pytest.fixture
def site(bench: Flask, database_url: str) -> Iterator[Flask]:
    """That application on a database made as new."""
    assert bench.config["SETTINGS"].database == database_url
    yield bench
    leave(bench)


@pytest.mark.parametrize(("kind", "status"), KINDS.items())
def test_each_trouble_has_its_page(site: Flask, cast: Cast, kind: str, status: int) -> None:
    for person in (None, cast.hoa):
        answer = Browser(site, person).client.post(f"/bench/{kind}", data=TYPED)
        text = answer.get_data(as_text=True)
        assert answer.status_code == status
        inspect(text)
        assert "Lúa OM 18 &lt;b&gt;vụ&lt;/b&gt; đông xuân" in text
        assert TYPED["new_password"] not in text
        assert TYPED["reset_token"] not in text
        assert [word for word in TELLING if word in text] == []
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_whoever_must_wait_is_told_how_long(site: Flask) -> None:
    client = site.test_client()
    assert client.get("/bench/slow-down").headers["Retry-After"] == "60"
    assert int(client.get("/bench/disk").headers["Retry-After"]) > 0


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_trouble_leaves_half_a_write(site: Flask, cast: Cast, kind: str) -> None:
    Browser(site, cast.hoa).client.post(f"/bench/writes/{kind}", data={"form_key": secrets.token_urlsafe(18)})
    with site.app_context():
        assert db.session.get_one(User, cast.hoa).name == "Hoa"


def test_a_form_without_its_token_gives_back_what_was_typed(site: Flask) -> None:
    answer = site.test_client().post("/bench/echo", data=TYPED)
    assert answer.status_code == 400
    assert "Lúa OM 18" in answer.get_data(as_text=True)


def test_a_body_too_large_is_413_in_words(site: Flask) -> None:
    answer = site.test_client().post("/bench/echo", data={"title": "a" * 3_000_000})
    assert answer.status_code == 413
    assert 'href="/bench/echo"' not in answer.get_data(as_text=True), "an address that only takes forms is no page"
    inspect(answer.get_data(as_text=True))


def test_a_stranger_meets_one_and_the_same_404(site: Flask, cast: Cast) -> None:
    client = site.test_client()
    never, hidden = client.get("/bench/404"), client.get("/bench/missing")
    nowhere = client.get("/no/such/page")
    texts = {
        answer.get_data(as_text=True).replace(answer.request.path, "(its own address)")
        for answer in (never, hidden, nowhere)
    }
    assert len(texts) == 1
    assert {answer.status_code for answer in (never, hidden, nowhere)} == {404}


@pytest.mark.parametrize("path", ["/offers/%00", "/?q=%00", "/offers?page=%00", "/%00", "/offers/" + "9" * 40])
def test_odd_addresses_are_no_crash(site: Flask, path: str) -> None:
    assert site.test_client().get(path).status_code in {400, 404}


class DownError(Exception):
    """What a driver raises when the server is gone."""


@pytest.fixture
def database_down(site: Flask) -> Iterator[None]:
    """Every statement fails, as when the database was stopped."""

    def refuse(*_arguments: Any) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, DownError("secret detail"))

    with site.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", refuse)
    yield
    sa.event.remove(engine, "before_cursor_execute", refuse)


@pytest.fixture
def signed_in(site: Flask, cast: Cast) -> Browser:
    return Browser(site, cast.hoa)


def test_without_a_database_there_is_a_page_and_the_typed_text(
    signed_in: Browser, site: Flask, database_down: None
) -> None:
    for client in (signed_in.client, site.test_client()):
        answer = client.post("/bench/disk", data=TYPED)
        assert answer.status_code == 503
        assert "Lúa OM 18" in answer.get_data(as_text=True)
        for path in ("/", "/offers", "/account"):
            answer = client.get(path)
            assert answer.status_code in {302, 404, 503}, path
            assert [word for word in TELLING if word in answer.get_data(as_text=True)] == []


def test_operators_see_what_is_wrong_without_a_database(signed_in: Browser, site: Flask, database_down: None) -> None:
    for client in (signed_in.client, site.test_client()):
        assert client.get("/healthz").get_json() == {"status": "ok"}
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()["checks"]["database"]) == (503, False)
        assert client.get("/static/css/site.css", buffered=True).status_code == 200
