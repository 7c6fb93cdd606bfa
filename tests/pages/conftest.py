"""The populated site, served; people who are signed in already; one browser for all pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask

from tests.databases import SqliteTemplate
from tests.factories.populated import Populated
from tests.journeys.live import served, session_of
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
            cast = self.records.cast
            self.jars[person] = {} if person == "stranger" else session_of(self.app, getattr(cast, person))
        return self.jars[person]


@pytest.fixture(scope="session")
def live(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """One site for all visits: looking changes nothing."""
    with a_populated_site(sqlite_template, tmp_path_factory.mktemp("pages")) as (app, records), served(app) as address:
        yield LiveSite(app, records, address)
