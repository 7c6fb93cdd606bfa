"""Writing history: `record` inside an action, `verify_chain` for the command that checks it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import sqlalchemy as sa
from flask import has_request_context, request

from marketplace.audit.models import AuditEvent
from marketplace.clock import now
from marketplace.extensions import db


class Actor(Protocol):
    """Anybody who can be named as the author of a write."""

    @property
    def id(self) -> int: ...


def record(
    name: str,
    subject: Any,
    *,
    by: Actor | None,
    on_behalf_of: Any | None = None,
    chain: str | None = None,
    **data: Any,
) -> AuditEvent:
    """Add the event to the running transaction; `by` is None only for commands and imports.

    The subject must have been flushed (it needs its number). `data` is kept as JSON: decimals and dates as
    text. With `chain`, the caller holds the lock of the chained record, so that numbers do not fork.
    """
    event = AuditEvent(
        at=now(),
        name=name,
        actor_id=by.id if by else None,
        on_behalf_of_id=on_behalf_of.id if on_behalf_of is not None else None,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        data=_plain(data),
        address=request.remote_addr if has_request_context() else None,
    )
    if chain:
        _append(event, chain)
    db.session.add(event)
    db.session.flush()
    return event


def _append(event: AuditEvent, chain: str) -> None:
    last = db.session.scalars(
        sa.select(AuditEvent).filter_by(chain=chain).order_by(AuditEvent.chain_number.desc()).limit(1)
    ).first()
    event.chain = chain
    event.chain_number = (last.chain_number or 0) + 1 if last else 1
    event.previous_hash = last.chain_hash if last else None
    event.chain_hash = _digest(event)


def _digest(event: AuditEvent) -> str:
    """SHA-256 over what the event says and the hash before it."""
    said = [
        event.chain, event.chain_number, event.previous_hash, event.name, event.actor_id,
        event.on_behalf_of_id, event.subject_kind, event.subject_id, event.data, event.at.isoformat(), event.address,
    ]  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(chain: str) -> int | None:
    """The number of the first event that does not fit its chain, or None when all is well."""
    previous: str | None = None
    events = db.session.scalars(sa.select(AuditEvent).filter_by(chain=chain).order_by(AuditEvent.chain_number))
    for expected, event in enumerate(events, start=1):
        fits = event.chain_number == expected and event.previous_hash == previous
        if not fits or event.chain_hash != _digest(event):
            return expected
        previous = event.chain_hash
    return None


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)
