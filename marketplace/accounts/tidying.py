"""Removing what has outlived its use: nothing that a person or the history could still ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from marketplace.accounts.models import OneTimeLink, Session, SignInAttempt
from marketplace.accounts.sessions import ABSOLUTE
from marketplace.accounts.throttle import FAMILIAR
from marketplace.clock import now
from marketplace.extensions import Base, db
from marketplace.files.actions import remove_orphans
from marketplace.web.receipts import FormReceipt

LOOKED_INTO = timedelta(days=90)
"""Ended sessions and links stay so long, for somebody who asks who came in."""
RECEIPTS = max(ABSOLUTE.values())
"""A form page cannot be sent later than its session lasts."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """How many of each were removed."""

    files: int
    receipts: int
    attempts: int
    sessions: int
    links: int


def tidy() -> Tidied:
    """Remove files without a row, old receipts of forms, tries to sign in, ended sessions and dead links.

    The caller commits. Files go at once: they belong to no row, and none younger than a day is touched.
    """
    moment = now()
    last = moment - LOOKED_INTO
    over = sa.or_(Session.ended_at < last, Session.created_at < last - max(ABSOLUTE.values()))
    dead = sa.or_(OneTimeLink.used_at < last, OneTimeLink.expires_at < last)
    return Tidied(
        files=remove_orphans(),
        receipts=_removed(FormReceipt, FormReceipt.created_at < moment - RECEIPTS),
        attempts=_removed(SignInAttempt, SignInAttempt.at < moment - FAMILIAR),
        sessions=_removed(Session, over),
        links=_removed(OneTimeLink, dead),
    )


def _removed(model: type[Base], gone: sa.ColumnElement[bool]) -> int:
    """Delete the rows; how many there were. Rows of this kind are read by nobody else in the transaction."""
    found = db.session.connection().execute(sa.delete(model).where(gone))
    return found.rowcount
