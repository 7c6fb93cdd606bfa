"""The link at the foot of a mail, which stops mails of its topics once the button on its page is pressed.

It works without signing in and for ever, and can do nothing else; it is signed, so nobody can make one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.notifications.habits import DEFAULTS, set_habits
from marketplace.notifications.models import MailHabit, Topic
from marketplace.notifications.readers import PEOPLE

SALT = "notifications.silence"


@dataclass(frozen=True, slots=True)
class Silence:
    """Whose mails about what are to stop."""

    user_id: int
    topics: tuple[Topic, ...]


def token_for(public_id: str, topics: Sequence[Topic]) -> str:
    """What stands in the link."""
    return _signer().dumps([public_id, *(topic.value for topic in topics)])


def read_token(token: str) -> Silence:
    """What the link asks for; NotFoundError for one that we did not make."""
    try:
        public_id, *names = _signer().loads(token)
    except BadSignature:
        raise NotFoundError from None
    user_id = db.session.scalar(sa.select(PEOPLE.c.id).where(PEOPLE.c.public_id == public_id))
    topics = tuple(topic for topic in DEFAULTS if topic.value in names)
    if user_id is None or not topics:
        raise NotFoundError
    return Silence(user_id, topics)


def stop_mails(silence: Silence) -> None:
    """No mail about these topics from now on; the inbox on the site goes on."""
    set_habits(user_id=silence.user_id, habits=dict.fromkeys(silence.topics, MailHabit.NEVER))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt=SALT)
