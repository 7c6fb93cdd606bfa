"""Whom a mail reaches, and in which language: the one last chosen on the site."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.extensions import UtcDateTime, db
from marketplace.notifications.models import MailLanguage
from marketplace.web.i18n import Preferences

USUAL = Preferences().language
PEOPLE = sa.table(
    "users",
    sa.column("id", sa.Integer()),
    sa.column("public_id", sa.String()),
    sa.column("email", sa.String()),
    sa.column("disabled_at", UtcDateTime()),
)
"""What this room reads of people; their own room stands above it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail would reach."""

    id: int
    public_id: str
    email: str
    language: str


def readers(which: sa.ColumnElement[bool]) -> list[Reader]:
    """The people of whom this holds, in order of their ids; not those whose account is closed."""
    language = sa.func.coalesce(MailLanguage.language, USUAL)
    asked = (
        sa.select(PEOPLE.c.id, PEOPLE.c.public_id, PEOPLE.c.email, language)
        .outerjoin(MailLanguage, MailLanguage.user_id == PEOPLE.c.id)
        .where(PEOPLE.c.disabled_at.is_(None), which)
    )
    return [Reader(*row) for row in db.session.execute(asked.order_by(PEOPLE.c.id))]
