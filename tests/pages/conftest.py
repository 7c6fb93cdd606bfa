"""The populated site, served; people who are signed in already; one browser for all pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from tests.client import Browser as Reader
from tests.databases import SqliteTemplate
from tests.factories.populated import Populated
from tests.journeys.live import served
from tests.sites import a_populated_site


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
def live(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """One site for all visits: looking changes nothing."""
    with a_populated_site(sqlite_template, tmp_path_factory.mktemp("pages")) as (app, records), served(app) as address:
        yield LiveSite(app, records, address)
