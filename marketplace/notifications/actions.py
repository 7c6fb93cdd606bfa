"""Telling people: `notify` and `queue_mail` inside a transaction, `send_outbox` after it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta

import sqlalchemy as sa
import structlog
from flask_babel import force_locale
from flask_mailman import EmailMessage

from marketplace.clock import now
from marketplace.errors import Sentence
from marketplace.extensions import db, new_public_id
from marketplace.notifications.habits import habits_for
from marketplace.notifications.languages import language_at
from marketplace.notifications.mails import one_line
from marketplace.notifications.models import MailHabit, Notification, OutboxMessage, Topic
from marketplace.notifications.readers import PEOPLE, readers

MOST_ATTEMPTS = 8
LONGEST_SENDING = timedelta(minutes=10)
_log = structlog.get_logger()


def notify(*, user_ids: Iterable[int], key: str, sentence: Sentence, path: str, topic: Topic | None = None) -> None:
    """Put a line into each person's inbox, once for each (person, key), and mail it as each wants for its topic.

    A lazy sentence is kept in both languages, whichever the one who caused it reads. Without a topic no mail. Many
    people cost no more questions than one.
    """
    people = set(user_ids)
    told = sa.select(Notification.user_id).where(Notification.key == key, Notification.user_id.in_(people))
    if not people or not (new := people.difference(db.session.scalars(told))):
        return
    words = {language: _in(language, sentence) for language in ("vi", "en")}
    english = words["en"] if words["en"] != words["vi"] else None
    lines = {
        person: Notification(
            public_id=new_public_id(), user_id=person, key=key, sentence=words["vi"], sentence_en=english,
            path=path, topic=topic,
        )
        for person in sorted(new)
    }  # fmt: skip
    db.session.add_all(lines.values())
    if topic is not None:
        _mail(lines, topic)
    db.session.flush()


def _in(language: str, sentence: Sentence) -> str:
    with force_locale(language):
        return str(sentence)


def _mail(lines: Mapping[int, Notification], topic: Topic) -> None:
    """Into the outbox at once, or nothing for ever, or left to the mail of the day."""
    with db.session.no_autoflush:
        habits = habits_for(topic, lines)
        at_once = [person for person, habit in habits.items() if habit is MailHabit.AT_ONCE]
        reached = readers(PEOPLE.c.id.in_(at_once)) if at_once else []
    for person, habit in habits.items():
        if habit is not MailHabit.DIGEST:
            lines[person].mailed_at = now()
    for reader in reached:
        line = lines[reader.id]
        mail = one_line(reader, line, topic)
        db.session.add(OutboxMessage(recipient=reader.email, key=f"line:{line.public_id}", **mail))


def queue_mail(*, recipient: str, key: str, subject: Sentence, body: Sentence) -> bool:
    """Put a mail into the outbox, once for each key; whether this was the time. In its reader's language.

    Its body is kept no longer than until it left or is given up.
    """
    if db.session.scalar(sa.select(OutboxMessage.id).filter_by(key=key)) is not None:
        return False
    language = language_at(recipient)
    words = {"subject": _in(language, subject), "body": _in(language, body)}
    db.session.add(OutboxMessage(recipient=recipient, key=key, **words))
    db.session.flush()
    return True


def key_of(cause: str, token: str) -> str:
    """The outbox key of a mail that carries a token: the same for the same token, and telling nothing of it."""
    return f"{cause}:{hashlib.sha256(token.encode()).hexdigest()[:16]}"


def mark_read(notification: Notification) -> None:
    """Remember that the person opened it."""
    notification.read_at = notification.read_at or now()


def send_outbox(limit: int = 100) -> tuple[int, int]:
    """Send what waits, each in its own commits; returns (sent, failed).

    Several may do so at once: each mail is taken by one of them. Nothing is locked while a mail leaves. Who dies
    with a mail in hand loses it to the next after ten minutes: only then may one leave twice.
    """
    waiting = db.session.scalars(
        sa.select(OutboxMessage.id).where(*_free()).order_by(OutboxMessage.id).limit(limit)
    ).all()
    db.session.commit()
    results = [_send(message_id) for message_id in waiting if _take(message_id)]
    return results.count(True), results.count(False)


def _free() -> tuple[sa.ColumnElement[bool], ...]:
    """Not sent, not given up, in nobody's hands."""
    in_hand = OutboxMessage.taken_at > now() - LONGEST_SENDING
    free = sa.or_(OutboxMessage.taken_at.is_(None), sa.not_(in_hand))
    return OutboxMessage.sent_at.is_(None), OutboxMessage.attempts < MOST_ATTEMPTS, free


def _take(message_id: int) -> bool:
    taking = sa.update(OutboxMessage).where(OutboxMessage.id == message_id, *_free())
    taken = db.session.connection().execute(taking.values(taken_at=now(), attempts=OutboxMessage.attempts + 1))
    db.session.commit()
    return taken.rowcount == 1


def _send(message_id: int) -> bool:
    message = db.session.get_one(OutboxMessage, message_id, populate_existing=True)
    mail, attempts = EmailMessage(message.subject, message.body, to=[message.recipient]), message.attempts
    db.session.commit()
    try:
        mail.send()
    except OSError as problem:  # refused, unreachable, broken off: smtplib's errors are OSErrors
        message.last_error = str(problem)[:300]
        _log.warning("mail not sent", message=message_id, attempts=attempts, error=str(problem))
    else:
        message.sent_at = now()
    message.taken_at = None
    if message.sent_at is not None or attempts >= MOST_ATTEMPTS:
        message.body = ""  # links in it open an account: nobody may read them here later
    db.session.commit()
    return message.sent_at is not None
