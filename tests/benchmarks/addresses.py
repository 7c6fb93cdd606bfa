"""Where a benchmark's database is: a file of SQLite, or a database on a PostgreSQL server of its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests import postgres


@contextmanager
def address_of(engine: str, file: Path) -> Iterator[str | None]:
    """The address of an empty database (SQLite: this file, filled or not); None where PostgreSQL is not installed."""
    if engine == "sqlite":
        file.parent.mkdir(parents=True, exist_ok=True)
        yield f"sqlite:///{file}"
        return
    server = postgres.start()
    if server is None:
        yield None
        return
    try:
        name = f"measured_{secrets.token_hex(4)}"
        maintenance = sa.create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with maintenance.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield sa.make_url(server.url).set(database=name).render_as_string(hide_password=False)
    finally:
        server.stop()
