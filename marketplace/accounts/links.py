"""One-time links: issued by mail or on paper, looked at without effect, redeemed once.

Opening a link changes nothing (mail scanners and chat previews open links); the button on its page redeems it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Protocol

import sqlalchemy as sa

from marketplace.accounts.models import LinkPurpose, OneTimeLink, User
from marketplace.accounts.sessions import hash_token
from marketplace.authorization.roles import Role
from marketplace.clock import now
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

LASTS = {
    LinkPurpose.RESET: timedelta(minutes=60),
    LinkPurpose.WELCOME: timedelta(days=7),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.CONFIRMATION: timedelta(days=7),
}


class Numbered(Protocol):
    """Anything with a number: an organisation, for rooms below it."""

    @property
    def id(self) -> int: ...


class DeadLinkError(DomainError):
    """The link was never issued, was used, or is too old: the three answer alike."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_l("Liên kết này không còn dùng được: đã dùng rồi, đã quá hạn hoặc bị chép thiếu."))


def issue(
    *,
    purpose: LinkPurpose,
    user: User | None = None,
    organisation: Numbered | None = None,
    email: str | None = None,
    role: Role | None = None,
    subject: Any | None = None,
) -> str:
    """A new link's token for its address; only a hash is kept. `subject` is the record it is about (flushed)."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            purpose=purpose,
            token_hash=hash_token(token),
            user_id=user.id if user else None,
            organisation_id=organisation.id if organisation else None,
            email=email,
            role=role,
            subject_kind=subject.__tablename__ if subject is not None else None,
            subject_id=subject.id if subject is not None else None,
            expires_at=now() + LASTS[purpose],
        )
    )
    db.session.flush()
    return token


def peek(token: str, *, purpose: LinkPurpose) -> OneTimeLink:
    """The link as long as it works, unchanged; otherwise DeadLinkError."""
    return _working(token, purpose, lock=False)


def redeem(token: str, *, purpose: LinkPurpose) -> OneTimeLink:
    """The link, used up in the running transaction; DeadLinkError when it does not work any more."""
    link = _working(token, purpose, lock=True)
    link.used_at = now()
    db.session.flush()
    return link


def withdraw(*, purpose: LinkPurpose, user: User | None = None, email: str | None = None) -> None:
    """Make the unused links of a person or an address worthless, e.g. when a newer one is sent."""
    unused = sa.select(OneTimeLink).filter_by(purpose=purpose, used_at=None)
    unused = unused.filter_by(user_id=user.id) if user else unused.filter_by(email=email)
    for link in db.session.scalars(unused):
        link.used_at = now()
    db.session.flush()


def _working(token: str, purpose: LinkPurpose, *, lock: bool) -> OneTimeLink:
    wanted = sa.select(OneTimeLink).filter_by(token_hash=hash_token(token), purpose=purpose)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    link = db.session.scalar(wanted)
    if link is None or link.used_at is not None or link.expires_at <= now():
        raise DeadLinkError
    return link
