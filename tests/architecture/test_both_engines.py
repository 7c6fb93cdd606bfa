"""Every page opens on PostgreSQL too: walks through pages are on SQLite, and what they ask must be right on both."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture.test_access import ask, is_refused, of_the_table
from tests.cast import Cast
from tests.client import Browser
from tests.factories.populated import populate

pytestmark = [
    pytest.mark.slow,
    pytest.mark.engines("postgresql"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # see test_access
]


def test_every_page_opens_for_somebody_who_may_enter(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        site = populate(cast)
    clients = {"stranger": Browser(app).client}
    wrong = []
    for address in (one for one in of_the_table(app, "GET") if one.who):
        name = min(address.who)
        client = clients.get(name) or Browser(app, getattr(cast, name)).client
        clients[name] = client
        answer = ask(client, site, address, "GET")
        if answer.status_code >= 500 or is_refused(answer):
            wrong.append(f"{address} answered {answer.status_code} to {name}")
        answer.close()
    assert wrong == []
