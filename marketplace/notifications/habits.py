"""How each person hears of each topic by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.notifications.models import MailHabit, Notification, Preference, Topic

DEFAULTS: Mapping[Topic, MailHabit] = {
    Topic.TASK: MailHabit.AT_ONCE,
    Topic.CONTRACT: MailHabit.AT_ONCE,
    Topic.CASE: MailHabit.DIGEST,
    Topic.DELIVERY: MailHabit.DIGEST,
    Topic.ORGANISATION: MailHabit.AT_ONCE,
}
"""What holds until a person chooses. Suggestions are not here: each saved search and alert has its own way of telling,
so that no suggestion is mailed twice."""


def habits_of(user_id: int) -> dict[Topic, MailHabit]:
    """How the person hears of each topic that can be chosen."""
    chosen = db.session.execute(sa.select(Preference.topic, Preference.mail).filter_by(user_id=user_id))
    return {**DEFAULTS, **{row.topic: row.mail for row in chosen if row.topic in DEFAULTS}}


def habits_for(topic: Topic, user_ids: Iterable[int]) -> dict[int, MailHabit]:
    """How each of these people hears of the topic; of suggestions never here."""
    people = list(user_ids)
    if topic not in DEFAULTS:
        return dict.fromkeys(people, MailHabit.NEVER)
    asked = sa.select(Preference.user_id, Preference.mail).where(
        Preference.topic == topic, Preference.user_id.in_(people)
    )
    return dict.fromkeys(people, DEFAULTS[topic]) | {row.user_id: row.mail for row in db.session.execute(asked)}


def set_habits(*, user_id: int, habits: Mapping[Topic, MailHabit]) -> None:
    """Keep what the person chose. What waited for a digest of a topic that is silent now is never mailed."""
    kept = {row.topic: row for row in db.session.scalars(sa.select(Preference).filter_by(user_id=user_id))}
    for topic, habit in habits.items():
        if topic not in DEFAULTS:
            continue
        if topic in kept:
            kept[topic].mail = habit
        else:
            db.session.add(Preference(user_id=user_id, topic=topic, mail=habit))
    db.session.flush()
    _settle(user_id, [topic for topic, habit in habits.items() if habit is MailHabit.NEVER])


def _settle(user_id: int, silent: list[Topic]) -> None:
    waiting = (
        Notification.user_id == user_id,
        Notification.topic.in_(silent),
        Notification.mailed_at.is_(None),
    )
    db.session.execute(sa.update(Notification).where(*waiting).values(mailed_at=now()))
