"""The hash of a snapshot: what was closed can be told from what somebody changed behind our back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import Base, db
from marketplace.indicators.models import Snapshot, SnapshotFigure, SnapshotLink, SnapshotRow

CHUNK = 5_000
HEAD = ("public_id", "period", "starts_on", "ends_on", "province_code")
NOT_SEALED = {"id", "snapshot_id"}


def seal_of(snapshot: Snapshot) -> str:
    """SHA-256 (hex) of the canonical text of a snapshot.

    The text is one line of JSON each (UTF-8, keys sorted, no blanks, closed by a line feed): first period and place,
    then every figure, row and link in the order in which they were written. Numbers are written as decimals without
    needless zeros, days as 2026-12-31.
    """
    digest = hashlib.sha256()
    for line in canonical_lines(snapshot):
        digest.update(line.encode())
    return digest.hexdigest()


def fits(snapshot: Snapshot) -> bool:
    """Whether figures, rows and links are still those that were counted."""
    return snapshot.sha256 is not None and seal_of(snapshot) == snapshot.sha256


def canonical_lines(snapshot: Snapshot) -> Iterator[str]:
    """The lines of the canonical text; a country's rows are read in parts."""
    yield _written({name: getattr(snapshot, name) for name in HEAD})
    for model in (SnapshotFigure, SnapshotRow, SnapshotLink):
        yield from _lines_of(model, snapshot.id)


def _lines_of(model: type[Base], snapshot_id: int) -> Iterator[str]:
    table = model.__table__
    names = sorted(column.name for column in table.columns if column.name not in NOT_SEALED)
    asked = sa.select(*(table.c[name] for name in names)).where(table.c.snapshot_id == snapshot_id)
    found = db.session.execute(asked.order_by(table.c.id), execution_options={"yield_per": CHUNK})
    for row in found:
        yield _written(dict(zip(names, row, strict=True)))


def _written(values: dict[str, Any]) -> str:
    plain = {name: _plain(value) for name, value in values.items()}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
