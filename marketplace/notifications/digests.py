"""The mail of a day: what waits for it, in one mail a person, each line in exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.notifications.actions import queue_mail
from marketplace.notifications.habits import DEFAULTS
from marketplace.notifications.mails import lines_of_a_day
from marketplace.notifications.models import MailHabit, Notification, Preference
from marketplace.notifications.readers import PEOPLE, Reader, readers

LONGEST = 100
"""Lines in one mail; the rest stands in the next day's."""


def run_digests(on: date) -> int:
    """Mail each person what waits and was not read on the site meanwhile, once a day; how many mails.

    Run twice on a day, or after days on which nobody ran it, nothing is mailed twice and nothing is left out. The
    caller commits.
    """
    return sum(_mail_day(reader, on) for reader in _waiting_readers())


def _waits() -> tuple[sa.ColumnElement[bool], ...]:
    silent = sa.exists().where(
        Preference.user_id == Notification.user_id,
        Preference.topic == Notification.topic,
        Preference.mail == MailHabit.NEVER,
    )
    return Notification.mailed_at.is_(None), Notification.read_at.is_(None), Notification.topic.in_(DEFAULTS), ~silent


def _waiting_readers() -> Sequence[Reader]:
    return readers(PEOPLE.c.id.in_(sa.select(Notification.user_id).where(*_waits())))


def _mail_day(reader: Reader, on: date) -> bool:
    lines = _waiting_lines(reader)
    if not lines:
        return False
    words = lines_of_a_day(reader, on, lines)
    if not queue_mail(recipient=reader.email, key=f"day:{reader.public_id}:{on}", **words):
        return False  # this day's mail has left: what came after it waits for the next
    for line in lines:
        line.mailed_at = now()
    db.session.flush()
    return True


def _waiting_lines(reader: Reader) -> Sequence[Notification]:
    """Locked, without those that another run has in hand."""
    own = sa.select(Notification).where(Notification.user_id == reader.id, *_waits()).order_by(Notification.id)
    return db.session.scalars(own.limit(LONGEST).with_for_update(skip_locked=True)).all()
