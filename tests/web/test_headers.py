"""Every answer carries the headers; static files keep for ever; operators can ask how we are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.web.statics import asset
from tests.cast import Cast
from tests.client import Browser
from tests.databases import SECRET

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "manifest-src 'self'", "worker-src 'self'", "object-src 'none'", "form-action 'self'",
    "base-uri 'none'", "frame-ancestors 'none'",
}  # fmt: skip
ANSWERS = (
    "/",
    "/styleguide",
    "/no/such/page",
    "/healthz",
    "/static/css/site.css",
    "/static/none.css",
    "/account",
    "/%00",
)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_headers(app: Flask, cast: Cast, browser: Callable[..., Browser], path: str) -> None:
    for reader in (browser(), browser(cast.hoa)):
        headers = reader.client.get(path, buffered=True).headers
        assert {part.strip() for part in headers["Content-Security-Policy"].split(";") if part.strip()} == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers
        assert "Server" not in headers


def test_pages_of_signed_in_people_are_not_kept(cast: Cast, browser: Callable[..., Browser]) -> None:
    for path in ("/", "/no/such/page", "/styleguide"):
        assert browser(cast.hoa).client.get(path).headers["Cache-Control"] == "no-store"
        assert "no-store" not in browser().client.get(path).headers.get("Cache-Control", "")
        assert "Cookie" in browser().client.get(path).headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/no/such/page", "/static/css/site.css"])
def test_trace_is_refused(app: Flask, path: str) -> None:
    answer = app.test_client().open(path, method="TRACE", headers={"X-Secret": "mirror"})
    assert answer.status_code == 405
    assert b"mirror" not in answer.data


def test_static_files_with_their_hash_are_kept_for_ever(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.test_request_context():
        address = asset("css/site.css")
    for reader in (browser(), browser(cast.hoa)):
        answer = reader.client.get(address, buffered=True)
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        for other in ("/static/css/site.css", "/static/none.css?v=1"):
            headers = reader.client.get(other, buffered=True).headers
            assert "immutable" not in headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/static/../config.py", "/static/%2e%2e/wsgi.py", "/static//etc/passwd", "/static/"])
def test_nothing_outside_of_static_is_served(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code in {301, 308, 404}


def test_behind_tls_cookies_and_transport_are_strict(database_url: str, tmp_path: Path) -> None:
    wanted = {
        "secret_key": SECRET,
        "database_url": database_url,
        "LIENKET_DATA": tmp_path,
        "public_url": "https://lienket.example",
        "trusted_proxies": 1,
    }
    app = create_app(Settings.model_validate(wanted))
    answer = app.test_client().get("/styleguide", headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"})
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-lienket=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers.getlist("Set-Cookie"), "the gallery's form needs a session"


def test_healthy_and_ready(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.get_json() == {
        "status": "ok",
        "checks": {"database": True, "migrations": True},
        "jobs": "not running",
    }


def test_not_ready_before_the_migrations(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["checks"]) == (503, {"database": True, "migrations": False})
