"""Telling the people of a case what happened, once each, in the transaction of the event."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from marketplace.accounts.models import Membership, User
from marketplace.authorization.roles import Role
from marketplace.errors import Sentence
from marketplace.extensions import db
from marketplace.notifications.actions import notify
from marketplace.notifications.models import Topic


def tell(
    *,
    by: User | None,
    organisations: Iterable[int],
    staff: Iterable[int | None],
    key: str,
    sentence: Sentence,
    path: str,
    topic: Topic = Topic.CASE,
) -> None:
    """A line in the inbox of the organisations' managers and the named staff, but not of the one who did it.

    `by` is None where a day did it and no person.
    """
    managers = db.session.scalars(
        sa.select(Membership.user_id).where(
            Membership.organisation_id.in_(list(organisations)),
            Membership.role == Role.MANAGER,
            Membership.ended_at.is_(None),
        )
    )
    people = {*managers, *(person for person in staff if person is not None)} - ({by.id} if by else set())
    notify(user_ids=people, key=key, sentence=sentence, path=path, topic=topic)
