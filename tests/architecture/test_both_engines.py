"""Every page opens on PostgreSQL too: walks through pages are on SQLite, and what they ask must be right on both."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture.test_access import ask, is_refused, of_the_table
from tests.architecture.test_routes import fingerprint
from tests.cast import Cast
from tests.client import Browser
from tests.factories.populated import populate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.engines("postgresql"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # see test_access
]
NOTED_BY_LOOKING = {"exposures"}  # which suggestions people were shown, for learning


def test_every_page_opens_for_somebody_who_may_enter_and_leaves_the_data_as_they_were(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        site = populate(cast)
    people = sorted({min(address.who) for address in of_the_table(app, "GET") if address.who})
    clients = {name: Browser(app, getattr(cast, name, None)).client for name in people}
    before, wrong = fingerprint(app), []
    for address in (one for one in of_the_table(app, "GET") if one.who):
        name = min(address.who)
        answer = ask(clients[name], site, address, "GET")
        if answer.status_code >= 500 or is_refused(answer):
            wrong.append(f"{address} answered {answer.status_code} to {name}")
        answer.close()
    assert wrong == []
    after = fingerprint(app)
    assert {name for name, rows in before.items() if after[name] != rows} <= NOTED_BY_LOOKING
