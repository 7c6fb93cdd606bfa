"""Statements stay prepared on PostgreSQL: a transaction that only asked ends by COMMIT.

The driver prepares on the server what a connection asks again and again, and forgets all of it at every ROLLBACK
(https://www.psycopg.org/psycopg3/docs/advanced/prepare.html), with which every request that reads would end. For a
transaction of SELECTs alone both words mean the same, so such a one is told the other. Nothing that was written, or
might have been, is ever committed here.
"""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

import sqlalchemy as sa


def keep_prepared(engine: sa.Engine) -> None:
    """Let the connections of an engine of PostgreSQL keep what they have prepared."""
    undo = engine.dialect.do_rollback
    wrote: WeakSet[Any] = WeakSet()  # connections of the driver that were told more than SELECT since they began

    def note(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("SELECT"):
            wrote.add(connection.connection.dbapi_connection)

    def forget(connection: sa.Connection) -> None:
        wrote.discard(connection.connection.dbapi_connection)

    def end(connection: Any) -> None:
        only_asked = connection.dbapi_connection not in wrote
        wrote.discard(connection.dbapi_connection)
        if only_asked and _goes_well(connection.dbapi_connection):
            connection.commit()
        else:
            undo(connection)

    engine.dialect.do_rollback = end  # type: ignore[assignment, method-assign]
    sa.event.listen(engine, "before_cursor_execute", note)
    sa.event.listen(engine, "commit", forget)


def _goes_well(connection: Any) -> bool:
    """Whether a transaction is open in which nothing has failed."""
    from psycopg.pq import TransactionStatus  # who works with SQLite needs no driver of PostgreSQL

    return bool(connection.info.transaction_status == TransactionStatus.INTRANS)
