"""Slowing those who guess: ten wrong tries in a quarter of an hour, for an account and for an address.

Never a lasting lock. Somebody who knows an e-mail address cannot keep its owner out either: an address from which
the owner came in during the last month is not held back by wrong tries made elsewhere.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.accounts.models import SignInAttempt
from marketplace.clock import now
from marketplace.errors import TooManyAttemptsError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

MOST, WINDOW, FAMILIAR = 10, timedelta(minutes=15), timedelta(days=30)


def account_hash(email: str) -> str:
    """What is kept of the address that was typed, whether an account has it or not."""
    return hashlib.sha256(email.encode()).hexdigest()


def hold_back(email: str, address: str) -> None:
    """Raise TooManyAttemptsError when the account or the address had its ten wrong tries.

    Until the caller's transaction ends, others who try this account or come from this address wait: tries made
    at the same moment are counted one after another, so that the eleventh is held back as well.
    """
    account = account_hash(email)
    _queue(account, address)
    waits = [_wait(SignInAttempt.address == address)]
    if not _is_familiar(account, address):
        waits.append(_wait(SignInAttempt.account_hash == account))
    if seconds := max(waits):
        minutes = -(-seconds // 60)
        raise TooManyAttemptsError(
            _l("Đã thử sai quá nhiều lần. Hãy chờ khoảng %(minutes)s phút rồi thử lại.", minutes=minutes),
            retry_after=seconds,
        )


def _queue(*about: str) -> None:
    """Line up behind whoever tries the same. SQLite needs nothing: its writers always stand in one line."""
    if db.engine.dialect.name == "postgresql":
        numbers = {
            int.from_bytes(hashlib.sha256(f"sign-in:{word}".encode()).digest()[:8], signed=True) for word in about
        }
        for number in sorted(numbers):  # always in this order, so that nobody waits in a ring
            db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def note(email: str, address: str, *, succeeded: bool) -> None:
    """Remember a try. The caller commits, also when the try failed."""
    db.session.add(SignInAttempt(account_hash=account_hash(email), address=address, succeeded=succeeded))
    db.session.flush()


def _wait(condition: sa.ColumnElement[bool]) -> int:
    """Seconds until fewer than ten wrong tries are in the window; 0 when that is so now."""
    tenth = (
        sa.select(SignInAttempt.at)
        .where(condition, SignInAttempt.succeeded.is_(False), SignInAttempt.at > now() - WINDOW)
        .order_by(SignInAttempt.at.desc())
        .offset(MOST - 1)
        .limit(1)
    )
    at: datetime | None = db.session.scalar(tenth)
    return 0 if at is None else max(1, int((at + WINDOW - now()).total_seconds()) + 1)


def _is_familiar(account: str, address: str) -> bool:
    came_in = sa.select(SignInAttempt.id).where(
        SignInAttempt.account_hash == account,
        SignInAttempt.address == address,
        SignInAttempt.succeeded.is_(True),
        SignInAttempt.at > now() - FAMILIAR,
    )
    return db.session.scalar(came_in.limit(1)) is not None
