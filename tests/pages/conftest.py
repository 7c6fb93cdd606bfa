"""The populated site, served; people who are signed in already; one browser for all pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from marketplace.app import create_app
from marketplace.extensions import db
from tests.cast import raise_cast
from tests.client import Browser as Reader
from tests.databases import SqliteTemplate, settings_for
from tests.factories.populated import Populated, populate
from tests.journeys.live import served

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class LiveSite:
    """The application, what is on it, and where it answers."""

    app: Flask
    records: Populated
    address: str
    jars: dict[str, dict[str, str]] = field(default_factory=dict)

    def cookies(self, person: str) -> dict[str, str]:
        """The session cookie of somebody who has signed in once; none for a stranger."""
        if person not in self.jars:
            self.jars[person] = {} if person == "stranger" else self._sign_in(person)
        return self.jars[person]

    def _sign_in(self, person: str) -> dict[str, str]:
        client = Reader(self.app, getattr(self.records.cast, person)).client
        name = self.app.config["SESSION_COOKIE_NAME"]
        cookie = client.get_cookie(name)
        assert cookie is not None
        return {name: cookie.value}


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """One site for all visits: looking changes nothing."""
    folder: Path = tmp_path_factory.mktemp("pages")
    with SqliteTemplate(folder).copy(folder) as url:
        app = create_app(settings_for(url, folder))
        with app.test_request_context():
            records = populate(raise_cast())
        with served(app) as address:
            yield LiveSite(app, records, address)
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
