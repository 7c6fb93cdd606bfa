"""Sessions in our database: a copied cookie is worth nothing after sign-out.

Flask-Login keeps `get_id()` in the signed cookie; ours is the session's random token, of which the database
holds only the hash (maxcountryman/flask-login#480 tells why the user's number is not enough).
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
import structlog
from flask import Flask, g, session
from flask_login import AnonymousUserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import SQLAlchemyError

from marketplace.accounts.identity import Identity, identity_of
from marketplace.accounts.models import Session, User
from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import STRANGER, Viewer
from marketplace.clock import now
from marketplace.extensions import db, login
from marketplace.web.guards import viewer

_log = structlog.get_logger()
STAFF = {Role.BROKER, Role.OFFICIAL, Role.ADMINISTRATOR}
IDLE = {True: timedelta(minutes=60), False: timedelta(hours=12)}
ABSOLUTE = {True: timedelta(hours=12), False: timedelta(days=30)}
SEEN_EVERY = timedelta(minutes=5)
PROVED_FOR = timedelta(minutes=15)


class SignedIn:
    """What Flask-Login knows of a signed-in person. Most requests need no more than the `identity`."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, token: str, identity: Identity) -> None:
        self.token, self.identity = token, identity

    @property
    def is_active(self) -> bool:
        return self.identity.is_active

    @cached_property
    def user(self) -> User:
        """The person's record, loaded where it is needed."""
        return db.session.get_one(User, self.identity.user_id)

    @cached_property
    def session(self) -> Session:
        """The session's record, loaded where it is needed."""
        return db.session.get_one(Session, self.identity.session_id)

    def get_id(self) -> str:
        return self.token

    def viewer(self) -> Viewer:
        """The person, acting for the organisation chosen on this device."""
        return self.identity.viewer(session.get("acting_organisation_id"))


class Stranger(AnonymousUserMixin):
    """Nobody signed in."""

    def viewer(self) -> Viewer:
        return STRANGER


def hash_token(token: str) -> str:
    """What is stored of a token: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(user_id: int) -> str:
    """A new session row of a person; returns the token that only the cookie will hold."""
    token = secrets.token_urlsafe(32)
    db.session.add(Session(user_id=user_id, token_hash=hash_token(token)))
    db.session.flush()
    return token


def sign_in_here(user: User) -> None:
    """Start a fresh session on this device: nothing of the stranger's cookie is carried over."""
    kept = session.get("acting_organisation_id")
    session.clear()
    if kept is not None:
        session["acting_organisation_id"] = kept
    session.permanent = True
    token = open_session(user.id)
    login_user(_load(token))


def sign_out_here() -> None:
    """End the session's row and empty the cookie."""
    token = session.get("_user_id", "")
    row = db.session.scalar(sa.select(Session).filter_by(token_hash=hash_token(token)))
    if row:
        row.ended_at = now()
    logout_user()
    session.clear()


def end_sessions(user: User, *, but: Session | None = None) -> None:
    """End the person's sessions on every device, e.g. after a change of password or role."""
    live = db.session.scalars(sa.select(Session).filter_by(user_id=user.id, ended_at=None))
    for row in live:
        if but is None or row.id != but.id:
            row.ended_at = now()


def is_live(row: Session | Identity, person: User | Identity, at: datetime) -> bool:
    """Whether a person's session still counts: not ended, not idle too long, not too old, the person not disabled."""
    staff = person.platform_role in STAFF
    in_time = at - row.last_seen_at < IDLE[staff] and at - row.created_at < ABSOLUTE[staff]
    return row.ended_at is None and in_time and person.is_active


def _load(token: str) -> SignedIn | None:
    found = identity_of(hash_token(token))
    return SignedIn(token, found) if found is not None and is_live(found, found, now()) else None


def ask_again() -> None:
    """Who is looking is read anew when it is asked next: what this request changed decides about the rest of it."""
    g.pop("_login_user", None)
    g.pop("viewer", None)


def acting_name() -> str | None:
    """The name of the organisation that the reader acts for, for the frame of a page."""
    acting = viewer().acting_organisation_id
    return None if acting is None else current_user.identity.names.get(acting)


def unread_notifications() -> int:
    """How many messages the reader has not opened, for the frame of a page."""
    return current_user.identity.unread if viewer().is_signed_in else 0


def _touch_in_its_own_transaction(app: Flask) -> None:
    """Remember that the person was here, at most every five minutes, outside the request's transaction.

    The request's own transaction ends first: on SQLite it may hold the lock that this one needs.
    """

    @app.teardown_request
    def touch(_problem: BaseException | None) -> None:
        seen = g.get("_login_user")  # a request that asked for nobody remembers nobody
        if not isinstance(seen, SignedIn) or now() - seen.identity.last_seen_at < SEEN_EVERY:
            return
        db.session.remove()
        change = sa.update(Session).where(Session.id == seen.identity.session_id).values(last_seen_at=now())
        try:
            with db.engine.begin() as connection:
                connection.execute(change)
        except SQLAlchemyError as problem:  # the page is answered already; the next one will remember
            _log.warning("not remembered", error=type(problem).__name__)


def register_sessions(app: Flask) -> None:
    """Teach Flask-Login where people come from."""
    login.user_loader(_load)
    login.anonymous_user = Stranger
    login.session_protection = None
    _touch_in_its_own_transaction(app)
