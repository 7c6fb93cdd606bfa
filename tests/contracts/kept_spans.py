"""Whether the spans that are kept are those that the dated facts lead to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from marketplace.contracts.models import Contract, ContractSpan
from marketplace.contracts.spans import derived_spans
from marketplace.extensions import db


def stale_spans() -> Iterator[str]:
    """A sentence for every contract whose kept spans are not the derived ones."""
    columns = [column for column in ContractSpan.__table__.columns if column.name != "id"]
    kept: dict[int, list[dict[str, Any]]] = {}
    for row in db.session.execute(sa.select(*columns).order_by(ContractSpan.contract_id, ContractSpan.starts_on)):
        kept.setdefault(row.contract_id, []).append(dict(row._mapping))
    numbers = db.session.scalars(sa.select(Contract.id).order_by(Contract.id)).all()
    derived: dict[int, list[dict[str, Any]]] = {}
    for span in derived_spans(db.session.connection(), numbers):
        derived.setdefault(span["contract_id"], []).append(span)
    for number in kept.keys() | derived.keys():
        if kept.get(number) != derived.get(number):
            yield f"spans of contract {number}: kept {kept.get(number)}, derived {derived.get(number)}"
