"""Who holds a session's token: everything that each request has to know of a person, by one question.

It is asked anew in every request, so that an ended session, a closed account and a changed role hold from the next
one on. The records themselves are loaded where somebody writes with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import Base, glance
from marketplace.notifications.queries import unread_of

OF_THE_PERSON = 8
"""As many columns of the question are the same in all its rows: the fields of an `Identity` behind the two mappings."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A session, its person, the organisations they belong to now, and how many messages they have not opened."""

    roles: dict[int, Role]
    names: dict[int, str]  # of the organisations in `roles`
    session_id: int
    created_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    user_id: int
    platform_role: Role | None
    disabled_at: datetime | None
    unread: int

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def viewer(self, acting_organisation_id: int | None) -> Viewer:
        """The person, acting for the organisation asked for, or else for the first of theirs."""
        return Viewer.of(self.user_id, self.platform_role, self.roles, acting_organisation_id)


def identity_of(token_hash: str) -> Identity | None:
    """Whose session this is, ended or not; None for a token that never was."""
    with glance() as connection:
        rows = connection.execute(_question(), {"token_hash": token_hash}).all()
    if not rows:
        return None
    belongs = [row for row in rows if row.organisation_id is not None]
    roles = {row.organisation_id: row.role for row in belongs}
    names = {row.organisation_id: row.name for row in belongs}
    return Identity(roles, names, *rows[0][:OF_THE_PERSON])


@cache
def _question() -> sa.Select[Any]:
    """A row for each live membership, or a single one without; put together once in the life of a process."""
    tables = Base.metadata.tables  # not the models: rows are wanted as they come
    session, user, member = tables["sessions"], tables["users"], tables["memberships"]
    organisation = tables["organisations"]  # of the room above: only its name is read
    belongs = sa.and_(member.c.user_id == user.c.id, member.c.ended_at.is_(None))
    return (
        sa.select(
            *(session.c.id, session.c.created_at, session.c.last_seen_at, session.c.ended_at),
            *(user.c.id, user.c.platform_role, user.c.disabled_at, unread_of(user.c.id)),
            *(member.c.organisation_id, member.c.role, organisation.c.name),
        )
        .select_from(session)
        .join(user, user.c.id == session.c.user_id)
        .outerjoin(member, belongs)
        .outerjoin(organisation, organisation.c.id == member.c.organisation_id)
        .where(session.c.token_hash == sa.bindparam("token_hash"))
        .order_by(member.c.id)
    )
