"""The mail of a day: what waits for it, in one mail a person, each message in exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import joinedload

from marketplace.accounts.models import User
from marketplace.alerts.messages import is_by_itself, is_first
from marketplace.alerts.models import AlertDigest, AlertMessage, Telling
from marketplace.alerts.wording import Listed, Told, words_of_several
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import queue_mail
from marketplace.notifications.addresses import absolute, at_public_address
from marketplace.notifications.languages import language_at
from marketplace.web.formats import format_date

LONGEST = 100
"""Messages in one mail; the rest stands in the next day's."""


def run_digests(on: date) -> int:
    """Mail each person who wants it what waits, once a day; how many mails. The caller commits.

    Run twice on a day, or after days on which nobody ran it, nothing is mailed twice and nothing is left out. What
    the person may no longer see waits until it may be seen again.
    """
    return sum(_digest_of(person, on) for person in _waiting_people())


def _waiting_people() -> Sequence[User]:
    waiting = sa.select(AlertMessage.user_id).where(*_waits())
    return db.session.scalars(sa.select(User).where(User.id.in_(waiting), User.disabled_at.is_(None))).all()


def _waits() -> tuple[sa.ColumnElement[bool], ...]:
    told = AlertMessage.told_at.is_not(None)
    return told, AlertMessage.telling == Telling.DAILY, AlertMessage.digest_id.is_(None)


def _digest_of(person: User, on: date) -> bool:
    digest = AlertDigest(user_id=person.id, day=on)
    if not is_first(digest):
        return False
    messages = [message for message in _messages(person) if _may_read(person, message)][:LONGEST]
    if not messages:
        db.session.delete(digest)
        db.session.flush()
        return False
    for message in messages:
        message.digest_id = digest.id
    _mail(person, on, messages)
    db.session.flush()
    return True


def _messages(person: User) -> Sequence[AlertMessage]:
    mine = sa.select(AlertMessage).where(AlertMessage.user_id == person.id, *_waits()).order_by(AlertMessage.id)
    loaded = mine.options(joinedload(AlertMessage.offer), joinedload(AlertMessage.need), joinedload(AlertMessage.alert))
    return db.session.scalars(loaded.execution_options(populate_existing=True)).all()


def _may_read(person: User, message: AlertMessage) -> bool:
    """Whether all it names is public still, and the person speaks for the side it was told to."""
    sides: list[Listed] = [side for side in (message.offer, message.need) if side is not None]
    if not all(side.is_public for side in sides):
        return False
    if message.alert is None:
        return True
    viewer, home = person.viewer(), message.alert.organisation_id
    own = [side for side in sides if side.organisation_id == home]
    return home in viewer.organisation_ids and any(can(viewer, Permission.SUGGESTION_VIEW, side) for side in own)


def _mail(person: User, on: date, messages: Sequence[AlertMessage]) -> None:
    with force_locale(language_at(person.email)):
        lines = [f"- {words}\n  {at_public_address(path)}" for words, path in _entries(messages)]
        subject = str(_l("Liên Kết ngày %(day)s: %(count)s tin bạn chờ", day=format_date(on), count=len(lines)))
        foot = str(_l("Đổi hoặc tắt báo tin tại: %(link)s", link=absolute("alerts.index")))
    body = "\n\n".join([*lines, foot])
    queue_mail(recipient=person.email, key=f"digest:{person.public_id}:{on}", subject=subject, body=body)


def _entries(messages: Sequence[AlertMessage]) -> list[tuple[str, str]]:
    """What the mail says and where each leads; pairs told together stand together."""
    together: dict[tuple[str, bool], list[AlertMessage]] = {}
    for message in messages:
        together.setdefault((message.path or "/", message.alert is not None), []).append(message)
    return [(_words(some), path) for (path, _is_pair), some in together.items()]


def _words(some: Sequence[AlertMessage]) -> str:
    told = [pair for message in some if (pair := _told(message)) is not None]
    return words_of_several(told) if told else (some[0].sentence or "")


def _told(message: AlertMessage) -> Told | None:
    """A pair that was told among several; None for what was told by itself."""
    offer, need = message.offer, message.need
    if message.alert is None or offer is None or need is None or is_by_itself(message):
        return None
    own, other = (offer, need) if offer.organisation_id == message.alert.organisation_id else (need, offer)
    return Told(own, other, message.score or Decimal(0), message.sentence or "")
