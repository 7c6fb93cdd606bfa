"""A fresh, migrated database with reference data for each test, on either engine, copied from a template."""

from __future__ import annotations

import gc
import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from marketplace.app import create_app
from marketplace.config import Settings
from marketplace.extensions import db
from tests.cast import Cast, raise_cast
from tests.renewal import Renewal

SECRET = "a-secret-for-tests-only-0123456789abcdef"
SERVER_VARIABLE = "LIENKET_TEST_POSTGRES"
EMPTY, WITH_CAST = "empty", "with the cast"
"""What every database of tests can be: reference data alone, or the familiar people as well."""


def settings_for(url: str, folder: Path) -> Settings:
    """Test settings: mail into memory, files into the test's folder."""
    return Settings.model_validate(
        {
            "secret_key": SECRET,
            "database_url": url,
            "LIENKET_DATA": folder,
            "LIENKET_ENV": "test",
            "mail_url": "memory://",
            "log_level": "ERROR",
        }
    )


@contextmanager
def made_to_stay() -> Iterator[None]:
    """What is made here lives as long as the process: the garbage collector neither looks on nor looks at it again."""
    gc.disable()
    yield
    gc.freeze()
    gc.enable()


def fill(url: str, folder: Path) -> None:
    """Migrate an empty database and load the reference data."""
    from marketplace.seeds.reference import load_reference

    with made_to_stay(), _opened(url, folder):
        upgrade()
        load_reference()
        db.session.commit()


def people(url: str, folder: Path) -> Cast:
    """Put the cast into a filled database."""
    with _opened(url, folder):
        return raise_cast()


@contextmanager
def _opened(url: str, folder: Path) -> Iterator[None]:
    app = create_app(settings_for(url, folder))
    with app.app_context():
        yield
    leave(app)


def leave(app: Flask) -> None:
    """Let go of every connection; the last one to leave folds SQLite's log into the file."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process at a time is in here; the others wait for as long as a template may take."""
    with closing(sqlite3.connect(lock, timeout=600, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


class SqliteTemplate:
    """Two files that are copied: one with reference data, one with the cast as well. The first who comes makes them."""

    def __init__(self, folder: Path) -> None:
        self.file, self.with_cast = folder / "template.sqlite3", folder / "cast.sqlite3"
        people_there = folder / "cast.json"
        with alone(folder / "template.lock"):
            if not people_there.is_file():
                people_there.write_text(json.dumps(asdict(self._make(folder))))
        self.cast = Cast(**json.loads(people_there.read_text()))

    def _make(self, folder: Path) -> Cast:
        fill(f"sqlite:///{self.file}", folder)
        shutil.copyfile(self.file, self.with_cast)
        return people(f"sqlite:///{self.with_cast}", folder)

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The address of a copy without the cast."""
        target = folder / "test.sqlite3"
        shutil.copyfile(self.file, target)
        yield f"sqlite:///{target}"

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The address of a database without a table."""
        yield f"sqlite:///{folder / 'empty.sqlite3'}"

    @contextmanager
    def house(self, folder: Path) -> Iterator[SqliteHouse]:
        """A database that is made as new again and again."""
        with self.copy(folder) as url:
            yield SqliteHouse(self, url)


class SqliteHouse:
    """One file, overwritten with that of the template, or with one kept under a name."""

    def __init__(self, template: SqliteTemplate, url: str) -> None:
        self.url, self.file = url, Path(url.removeprefix("sqlite:///"))
        self.kept = {EMPTY: template.file, WITH_CAST: template.with_cast}

    def keep(self, name: str) -> None:
        """Keep what is in the database now under a name; nobody is connected to it."""
        self.kept[name] = self.file.with_name(f"kept-{len(self.kept)}.sqlite3")
        shutil.copyfile(self.file, self.kept[name])

    def renew(self, leave: Callable[[], None], name: str) -> None:
        """Make the database what is kept under a name; `leave` lets go of every connection to it."""
        leave()
        for leftover in self.file.parent.glob(f"{self.file.name}-*"):
            leftover.unlink()
        shutil.copyfile(self.kept[name], self.file)


class PostgresTemplate:
    """Two databases that the server copies. The first who comes makes them, as with the files."""

    def __init__(self, folder: Path) -> None:
        self.base = sa.make_url(os.environ[SERVER_VARIABLE])
        self.engine = sa.create_engine(self.base, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        made = folder / "made.json"
        with alone(folder / "template.lock"):
            if not made.is_file():
                made.write_text(json.dumps(self._make(folder)))
        told = json.loads(made.read_text())
        self.name, self.with_cast, self.cast = told["name"], told["with_cast"], Cast(**told["cast"])

    def _make(self, folder: Path) -> dict[str, Any]:
        name = f"template_{secrets.token_hex(4)}"
        with_cast = f"{name}_cast"
        self.command(f"CREATE DATABASE {name}")
        fill(self._address(name), folder)
        self.command(f"CREATE DATABASE {with_cast} TEMPLATE {name} STRATEGY FILE_COPY")
        cast = people(self._address(with_cast), folder)
        return {"name": name, "with_cast": with_cast, "cast": asdict(cast)}

    def _address(self, name: str) -> str:
        return self.base.set(database=name).render_as_string(hide_password=False)

    def command(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def copy(self, folder: Path) -> AbstractContextManager[str]:
        """The address of a copy without the cast, dropped afterwards."""
        return self._made(f"TEMPLATE {self.name} STRATEGY FILE_COPY")

    def empty(self, folder: Path) -> AbstractContextManager[str]:
        """The address of a database without a table, dropped afterwards."""
        return self._made("TEMPLATE template0")

    @contextmanager
    def _made(self, how: str) -> Iterator[str]:
        name = f"test_{secrets.token_hex(6)}"
        self.command(f"CREATE DATABASE {name} {how}")
        try:
            yield self._address(name)
        finally:
            self.command(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def house(self, folder: Path) -> Iterator[PostgresHouse]:
        """A database that is made as new again and again."""
        with self.copy(folder) as url:
            made = PostgresHouse(self, url)
            yield made
            made.renewal.leave()


class PostgresHouse:
    """One database that takes back what was written, or is copied anew where that is not enough."""

    def __init__(self, template: PostgresTemplate, url: str) -> None:
        self.template, self.url = template, url
        self.renewal, self.name = Renewal(sa.make_url(url)), sa.make_url(url).database
        self.kept = {EMPTY: self.renewal.contents()}
        self._copy_anew()
        self.keep(WITH_CAST)
        self._watch()

    def _watch(self) -> None:
        self.now = self.kept[WITH_CAST]
        self.renewal.watch(list(self.now.rows))

    def _copy_anew(self) -> None:
        self.renewal.leave()
        self.template.command(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.template.command(f"CREATE DATABASE {self.name} TEMPLATE {self.template.with_cast} STRATEGY FILE_COPY")

    def keep(self, name: str) -> None:
        """Keep what is in the database now under a name."""
        self.kept[name] = self.renewal.contents()

    def renew(self, leave: Callable[[], None], name: str) -> None:
        """Make the database what is kept under a name; `leave` lets go of every connection, where they cannot stay."""
        wanted = self.kept[name]
        if not self.renewal.renew(self.now, wanted):
            leave()
            self._copy_anew()
            self._watch()
            self.renewal.renew(self.now, wanted)
        self.now = wanted


Beginning: TypeAlias = Callable[[str, Callable[[], object]], None]
Template: TypeAlias = SqliteTemplate | PostgresTemplate
House: TypeAlias = SqliteHouse | PostgresHouse
