"""A site in a real browser: a server of the test's own, an installed Chromium, and people who sit in front of it.

Each page that a person sees is held to: no complaint of the console (breaches of the content security policy are
among them), no request that failed.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.client import Browser as Reader

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, Response

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is Chromium without its windows, tabs and profiles: the same pages for a quarter less of the processor."""
INSTALL = "apt-get install chromium-headless-shell"
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--in-process-gpu",
    # A page lives for a second: what V8 would gain by optimizing its scripts costs a fifth more than it gives back.
    "--js-flags=--no-turbofan --no-maglev --no-flush-bytecode",
]  # fmt: skip
PATIENCE = 45_000  # milliseconds, for a busy machine


class Quiet(WSGIRequestHandler):
    """A failed test should show its page, not a thousand requests."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the application on a free port of this machine."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for answering in threading.enumerate():
            if answering.name.endswith("(process_request_thread)"):
                answering.join(2)  # whatever it writes is written before the database is made as new


def session_of(app: Flask, person: int) -> dict[str, str]:
    """The name and value of the cookie of somebody who has signed in."""
    name = str(app.config["SESSION_COOKIE_NAME"])
    cookie = Reader(app, person).client.get_cookie(name)
    assert cookie is not None
    return {name: cookie.value}


@contextmanager
def launched() -> Iterator[Browser]:
    """An installed Chromium; without one the test is skipped, and fails where CI=true."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        message = f"Chromium is not installed: `{INSTALL}`"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as starter:
        browser = starter.chromium.launch(executable_path=program, args=SWITCHES)
        yield browser
        browser.close()


class Complaints:
    """What went wrong in a person's browser. Refused pages (4xx) are answers, not complaints; files never are."""

    def __init__(self, context: BrowserContext) -> None:
        self.heard: list[str] = []
        context.on("console", self._said)
        context.on("weberror", lambda problem: self.heard.append(f"script: {problem.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def taken(self) -> list[str]:
        """What was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.heard.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # so end downloads, and pages left before they were whole
            self.heard.append(f"failed: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and not response.request.is_navigation_request()):
            self.heard.append(f"{response.status}: {response.url}")
