"""Fixtures of all suites: the two databases, the application, the cast and their browsers."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings

from marketplace.app import create_app
from marketplace.extensions import db
from tests import office_programs, postgres
from tests.cast import Cast
from tests.client import INSPECTED_VARIABLE, Browser
from tests.databases import (
    EMPTY,
    SERVER_VARIABLE,
    WITH_CAST,
    Beginning,
    House,
    PostgresTemplate,
    SqliteTemplate,
    Template,
    leave,
    settings_for,
)
from tests.journeys import live

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

CACHE_VARIABLE = "LIENKET_TEMPLATE_CACHE"  # templates are compiled once a run, not once an application
ENGINES = {"sqlite": [pytest.mark.database], "postgresql": [pytest.mark.database, pytest.mark.postgres]}
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_server: postgres.Server | None = None
_templates: tempfile.TemporaryDirectory[str] | None = None


def in_ci() -> bool:
    """Whether absence of a needed program or file is a failure."""
    return os.environ.get("CI") == "true"


def pytest_configure(config: pytest.Config) -> None:
    """Start one PostgreSQL server for all workers, before they start; examples have no deadline on a busy machine."""
    global _server, _templates
    settings.register_profile("ours", deadline=None)
    settings.load_profile("ours")
    if hasattr(config, "workerinput"):
        return
    _templates = tempfile.TemporaryDirectory(prefix="templates-")
    os.environ[CACHE_VARIABLE] = _templates.name
    inspected = Path(_templates.name, "inspected")
    inspected.mkdir()
    os.environ[INSPECTED_VARIABLE] = str(inspected)
    wanted = not os.environ.get("LIENKET_TEST_SQLITE_ONLY")
    if wanted and SERVER_VARIABLE not in os.environ:
        _server = postgres.start()
        if _server:
            os.environ[SERVER_VARIABLE] = _server.url


def pytest_unconfigure() -> None:
    """End what `pytest_configure` started."""
    if _server:
        _server.stop()
        os.environ.pop(SERVER_VARIABLE, None)
    if _templates:
        _templates.cleanup()
        os.environ.pop(CACHE_VARIABLE, None)
        os.environ.pop(INSPECTED_VARIABLE, None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line each what could not be tested here."""
    if not any(map(shutil.which, live.PROGRAMS)):
        terminalreporter.write_line(f"No page was tested in a browser: install one with `{live.INSTALL}`.")
    if not all(map(shutil.which, office_programs.NAMES)):
        terminalreporter.write_line(office_programs.MISSING)
    if SERVER_VARIABLE not in os.environ and not os.environ.get("LIENKET_TEST_SQLITE_ONLY"):
        terminalreporter.write_line(f"PostgreSQL was not tested: install it with `{postgres.INSTALL}`.")


def pytest_collection() -> None:
    """Modules stay: reading them, nothing is garbage."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One database after the other: a worker that goes to and fro would make its application anew each time. Browsers
    come last: Playwright's loop runs on in its worker, beside which nothing else may start one.
    """
    items.sort(key=lambda item: [item.get_closest_marker(name) is not None for name in ("browser", "postgres")])


def pytest_collection_finish() -> None:
    """From here on what is left over is collected, among what is new; seldom, as one look at everything takes long."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What works on the database runs on both engines; what walks through pages runs on SQLite, unless it is marked.

    A page asks what actions and queries ask, and those run on both; `tests/architecture/test_both_engines.py` opens
    every page on PostgreSQL.
    """
    if "engine" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("engines")
        walks = {"browser", "chromium"} & set(metafunc.fixturenames)
        engines = marked.args if marked else list(ENGINES)[:1] if walks else ENGINES
        metafunc.parametrize("engine", [pytest.param(one, marks=ENGINES[one]) for one in engines], scope="session")


def _of_all_workers(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / name
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """The migrated and filled files of SQLite, the same for all workers of a run."""
    return SqliteTemplate(_of_all_workers(tmp_path_factory, "sqlite-of-all"))


@pytest.fixture(scope="session")
def template(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The migrated and filled database of this engine."""
    if engine == "sqlite":
        made: SqliteTemplate = request.getfixturevalue("sqlite_template")
        return made
    if SERVER_VARIABLE not in os.environ:
        if in_ci():
            pytest.fail(f"PostgreSQL is not installed: `{postgres.INSTALL}`")
        pytest.skip("PostgreSQL is not installed")
    return PostgresTemplate(_of_all_workers(tmp_path_factory, "postgresql-of-all"))


@pytest.fixture(scope="session")
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, House]]:
    """One application for all tests of a worker and engine, its pages compiled once, and its database."""
    folder = tmp_path_factory.mktemp("house")
    with template.house(folder) as database:
        application = create_app(settings_for(database.url, folder))
        yield application, database
        leave(application)


@pytest.fixture
def database_url(house: tuple[Flask, House], request: pytest.FixtureRequest) -> str:
    """The address of the database, made as new for this test."""
    application, database = house
    database.renew(lambda: leave(application), WITH_CAST if "cast" in request.fixturenames else EMPTY)
    return database.url


@pytest.fixture
def app(house: tuple[Flask, House], database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on that database, its files in a folder of this test's own."""
    application = house[0]
    application.config["SETTINGS"] = settings_for(database_url, tmp_path)
    if mails := getattr(application.extensions["mailman"], "outbox", None):
        mails.clear()
    yield application
    with application.app_context():
        db.session.remove()


@pytest.fixture
def begin_with(app: Flask, house: tuple[Flask, House]) -> Beginning:
    """`begin_with("real data", load_real)`: what is dear to make is made once a worker, then brought back."""
    database = house[1]

    def begin(name: str, make: Callable[[], object]) -> None:
        if name in database.kept:
            database.renew(lambda: leave(app), name)
            return
        with app.app_context():
            make()
            db.session.commit()
        leave(app)
        database.keep(name)

    return begin


@pytest.fixture(scope="module")
def own_app(house: tuple[Flask, House], tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application of a file's own on the same database, for tests that add views; each leaves it with `leave`."""
    return create_app(settings_for(house[1].url, tmp_path_factory.mktemp("own")))


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """An application context, for tests of actions and queries. Pages are fetched outside of it."""
    with app.app_context():
        yield app


@pytest.fixture
def cast(template: Template, database_url: str) -> Cast:
    """The familiar people, already in the database of a test that names them; see `tests/cast.py`."""
    return template.cast


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """`browser()` is a stranger's, `browser(cast.hoa)` is Hoa's; each inspects every page it fetches."""
    return lambda person=None: Browser(app, person)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One installed browser a worker: Playwright does not start twice in a process."""
    with live.launched() as browser:
        yield browser


@pytest.fixture
def shared_data() -> Path:
    """The public data beside the project; tests that need it fail in CI when it is missing."""
    if not SHARED_DATA.is_dir():
        if in_ci():
            pytest.fail("shared/data is missing beside the project")
        pytest.skip("shared/data is not beside this checkout")
    return SHARED_DATA
