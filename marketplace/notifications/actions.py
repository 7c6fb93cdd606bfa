"""Telling people: `notify` and `queue_mail` inside a transaction, `send_outbox` after it."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
import structlog
from flask_babel import force_locale
from flask_mailman import EmailMessage

from marketplace.clock import now
from marketplace.errors import Sentence
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMessage

MOST_ATTEMPTS = 8
_log = structlog.get_logger()


def notify(*, user_id: int, key: str, sentence: Sentence, path: str) -> None:
    """Put a line into a person's inbox, once for each (person, key).

    A lazy sentence is kept in Vietnamese, whatever language the one who caused it reads.
    """
    seen = sa.select(Notification.id).filter_by(user_id=user_id, key=key)
    if db.session.scalar(seen) is None:
        with force_locale("vi"):
            words = str(sentence)
        db.session.add(Notification(user_id=user_id, key=key, sentence=words, path=path))
        db.session.flush()


def queue_mail(*, recipient: str, key: str, subject: Sentence, body: Sentence) -> None:
    """Put a mail into the outbox, once for each key; its body is kept no longer than until it left or is given up."""
    if db.session.scalar(sa.select(OutboxMessage.id).filter_by(key=key)) is None:
        with force_locale("vi"):
            words = {"subject": str(subject), "body": str(body)}
        db.session.add(OutboxMessage(recipient=recipient, key=key, **words))
        db.session.flush()


def key_of(cause: str, token: str) -> str:
    """The outbox key of a mail that carries a token: the same for the same token, and telling nothing of it."""
    return f"{cause}:{hashlib.sha256(token.encode()).hexdigest()[:16]}"


def mark_read(notification: Notification) -> None:
    """Remember that the person opened it."""
    notification.read_at = notification.read_at or now()


def send_outbox(limit: int = 100) -> tuple[int, int]:
    """Send what waits, one commit each; returns (sent, failed). Run by one process at a time."""
    waiting = db.session.scalars(
        sa.select(OutboxMessage.id)
        .where(OutboxMessage.sent_at.is_(None), OutboxMessage.attempts < MOST_ATTEMPTS)
        .order_by(OutboxMessage.id)
        .limit(limit)
    ).all()
    results = [_send(message_id) for message_id in waiting]
    return results.count(True), results.count(False)


def _send(message_id: int) -> bool:
    message = db.session.get_one(OutboxMessage, message_id, with_for_update=True)
    message.attempts += 1
    try:
        EmailMessage(message.subject, message.body, to=[message.recipient]).send()
    except OSError as problem:  # refused, unreachable, broken off: smtplib's errors are OSErrors
        message.last_error = str(problem)[:300]
        _log.warning("mail not sent", message=message_id, attempts=message.attempts, error=str(problem))
    else:
        message.sent_at = now()
    if message.sent_at is not None or message.attempts >= MOST_ATTEMPTS:
        message.body = ""  # links in it open an account: nobody may read them here later
    db.session.commit()
    return message.sent_at is not None
