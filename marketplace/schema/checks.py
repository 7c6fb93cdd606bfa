"""Changing the rule of a CHECK that a table already has, on both databases, without writing the table anew.

SQLite cannot alter a constraint; a rebuilt table would lose its triggers and be missed by those that point to it. Its
manual describes the other way, for changes that leave the stored bytes as they are: edit the text of the table in
`sqlite_schema` and raise the schema's version (https://sqlite.org/lang_altertable.html, section 8).
"""

from __future__ import annotations

import re

import sqlalchemy as sa


def replace_check(connection: sa.Connection, table: str, name: str, rule: str) -> None:
    """Give the table's CHECK of this full name another rule; LookupError when there is no such check."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({rule})")
        return
    question = sa.text("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :name")
    before = str(connection.scalar(question, {"name": table}))
    after = _with_rule(before, name, rule)
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    change = sa.text("UPDATE sqlite_schema SET sql = :sql WHERE type = 'table' AND name = :name")
    connection.execute(change, {"sql": after, "name": table})
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")


def _with_rule(text: str, name: str, rule: str) -> str:
    found = re.search(rf"CONSTRAINT {re.escape(name)} CHECK \(", text)
    if found is None:
        raise LookupError(name)
    end, depth = found.end(), 1
    while depth:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    return f"{text[: found.end()]}{rule}{text[end - 1 :]}"
