"""Bringing a table to the rows of a file with few statements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

from marketplace.clock import today
from marketplace.extensions import BULK_CHANGES, Base, db

Row = dict[str, Any]
Key = tuple[Any, ...]
Conditions = Sequence[sa.ColumnElement[bool]]


def bring_to(
    model: type[Base],
    key: Sequence[str],
    rows: Sequence[Row],
    *,
    ends: str | None = None,
    of_file: sa.ColumnElement[bool] | None = None,
) -> int:
    """Insert what is new, update what differs, end or delete what the file no longer has; returns the rows.

    Every row has the same columns, `key` among them. With `ends`, the name of a date column, missing rows are
    kept and ended today, because other tables may point at them; without it they are deleted. Rows of the table
    outside `of_file` are left alone. What is updated or ended counts up its `version`, where it has one.
    """
    table = cast(sa.Table, model.__table__)
    wanted = {tuple(row[name] for name in key): row for row in rows}
    if len(wanted) != len(rows):
        raise ValueError(f"{table.name}: two rows of the file have the same {', '.join(key)}")
    present = _present(table, key, list(rows[0]) if rows else list(key), of_file)
    there = [*_is_at(table, key), *([] if of_file is None else [of_file])]
    _insert(table, [row for at, row in wanted.items() if at not in present])
    _update(table, key, [row for at, row in wanted.items() if at in present and present[at] != row], there)
    _let_go(table, key, [at for at in present if at not in wanted], ends, there)
    db.session.expire_all()
    return len(rows)


def _present(
    table: sa.Table, key: Sequence[str], columns: list[str], of_file: sa.ColumnElement[bool] | None
) -> dict[Key, Row]:
    question = sa.select(*(table.c[name] for name in columns))
    found = db.session.execute(question if of_file is None else question.where(of_file)).mappings()
    return {tuple(row[name] for name in key): dict(row) for row in found}


def _insert(table: sa.Table, rows: list[Row]) -> None:
    if rows:
        db.session.execute(sa.insert(table), rows)


def _update(table: sa.Table, key: Sequence[str], rows: list[Row], there: Conditions) -> None:
    if rows:
        values: Row = {name: sa.bindparam(f"new_{name}") for name in rows[0] if name not in key}
        values |= _next_version(table)
        change = sa.update(table).where(*there).values(values)
        _tell(table)
        db.session.connection().execute(change, [{f"new_{n}": v for n, v in row.items()} for row in rows])


def _let_go(table: sa.Table, key: Sequence[str], gone: list[Key], ends: str | None, there: Conditions) -> None:
    if not gone:
        return
    at = [{f"new_{name}": value for name, value in zip(key, one, strict=True)} for one in gone]
    _tell(table)
    if ends is None:
        db.session.connection().execute(sa.delete(table).where(*there), at)
    else:
        end = sa.update(table).where(*there, table.c[ends].is_(None)).values({ends: today(), **_next_version(table)})
        db.session.connection().execute(end, at)


def _tell(table: sa.Table) -> None:
    """Statements given to the connection are not seen by the session's own events."""
    db.session.info.setdefault(BULK_CHANGES, set()).add(table.name)


def _next_version(table: sa.Table) -> Row:
    """A form that somebody has open on a row then finds it changed."""
    return {"version": table.c.version + 1} if "version" in table.c else {}


def _is_at(table: sa.Table, key: Sequence[str]) -> list[sa.ColumnElement[bool]]:
    return [_equals(table.c[name], sa.bindparam(f"new_{name}")) for name in key]


def _equals(column: sa.Column[Any], value: sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    """Equality in which null is a value of its own; only where it can occur, since it costs the index."""
    return column.is_not_distinct_from(value) if column.nullable else column == value
