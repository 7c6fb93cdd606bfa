"""A database of PostgreSQL made as new in place: what a test wrote is taken back, and connections stay.

Copying the whole database for each test costs more than most tests do, and a new database greets every connection
with empty caches. So each table notes that it was written to, and those that were get back the rows they had.
Where a test changed a table itself or a trigger, nothing is taken back: the database has to be copied anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from psycopg import sql

DEFINED = "-- a definition"
"""What stands in the note where a table, a trigger or a function was changed."""
WATCH = f"""
CREATE SCHEMA renewal;
CREATE UNLOGGED TABLE renewal.written (name text);
CREATE FUNCTION renewal.note() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO renewal.written VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
CREATE FUNCTION renewal.note_definition() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN
    IF TG_TAG LIKE 'DROP%' OR EXISTS (
        SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp'
    ) THEN INSERT INTO renewal.written VALUES ('{DEFINED}'); END IF;
END $$;
"""
WATCH_TABLE = """
CREATE TRIGGER renewal_note AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION renewal.note()
"""
WATCH_DEFINITIONS = "CREATE EVENT TRIGGER renewal_note ON ddl_command_end EXECUTE FUNCTION renewal.note_definition()"
OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""
COUNTERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"


@dataclass(frozen=True)
class Contents:
    """The rows of each table as the server copies them out, and where each counter stands."""

    rows: dict[str, bytes]
    counters: dict[str, int | None]


class Renewal:
    """Takes back what was written to one database since `watch`, over a connection of its own."""

    def __init__(self, url: sa.URL) -> None:
        self.url = url
        self._open: psycopg.Connection | None = None

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection]:
        """In a transaction. The server makes a process for each connection, so there is one for all renewals."""
        if self._open is None or self._open.closed:
            address = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._open = psycopg.connect(address)
        with self._open.transaction():
            yield self._open

    def leave(self) -> None:
        """Let go of the database, so that it can be dropped."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def contents(self) -> Contents:
        """What is in the database now."""
        with self._connection() as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            rows = {name: _copied_out(connection, name) for (name,) in tables}
            return Contents(rows, dict(connection.execute(COUNTERS).fetchall()))

    def watch(self, tables: list[str]) -> None:
        """From here on every table notes that it was written to."""
        with self._connection() as connection:
            connection.execute(WATCH)
            for name in tables:
                connection.execute(sql.SQL(WATCH_TABLE).format(table=sql.Identifier(name)))
            connection.execute(WATCH_DEFINITIONS)

    def renew(self, before: Contents, wanted: Contents) -> bool:
        """Give the tables written to, and those that differ, the wanted rows; False where a definition was changed."""
        with self._connection() as connection:
            connection.execute(OTHERS)
            written = {name for (name,) in connection.execute("SELECT DISTINCT name FROM renewal.written")}
            if DEFINED in written:
                return False
            if before is not wanted:
                written |= {name for name, rows in wanted.rows.items() if rows != before.rows[name]}
            connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key looks on
            for name in sorted(written):
                _copy_in(connection, name, wanted.rows[name])
            _count_from(connection, wanted.counters)
            connection.execute("DELETE FROM renewal.written")
        return True


def _copied_out(connection: psycopg.Connection, name: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as out:
        return b"".join(out)


def _copy_in(connection: psycopg.Connection, name: str, rows: bytes) -> None:
    connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
    if rows:
        with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as into:
            into.write(rows)


def _count_from(connection: psycopg.Connection, wanted: dict[str, int | None]) -> None:
    for name, reached in connection.execute(COUNTERS).fetchall():
        if reached != wanted[name]:
            connection.execute("SELECT setval(%s, %s, %s)", (f'"{name}"', wanted[name] or 1, wanted[name] is not None))
