"""Questions about people. Only administrators and the person asked about reach most of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.accounts.models import PLATFORM_ROLES, Membership, Session, User
from marketplace.accounts.sessions import is_live
from marketplace.authorization.permissions import Permission
from marketplace.authorization.roles import ROLES, Role
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.web.pagination import page_of


def user_by_email(email: str) -> User | None:
    """The person with this address, however it was typed."""
    return db.session.scalar(sa.select(User).filter_by(email=email.strip().lower()))


def user_by_public_id(public_id: str) -> User | None:
    """The person at this address of a page."""
    return db.session.scalar(sa.select(User).filter_by(public_id=public_id))


def users_page(_viewer: Viewer, *, words: str = "", role: Role | None = None) -> Pagination:
    """People for the administrator, newest first; `words` is part of a name or an address."""
    question = sa.select(User).order_by(User.id.desc())
    if words:
        like = f"%{words.replace('%', '').replace('_', '')}%"
        question = question.where(sa.or_(User.name.ilike(like), User.email.ilike(like)))
    if role is not None:
        question = question.where(User.platform_role == role)
    return page_of(question)


def live_sessions(user: User, at: datetime) -> Sequence[Session]:
    """The devices on which the person is signed in, the last seen first."""
    rows = sa.select(Session).filter_by(user_id=user.id, ended_at=None).order_by(Session.last_seen_at.desc())
    return [row for row in db.session.scalars(rows) if is_live(row, user, at)]


def staff_who_may(permission: Permission) -> Sequence[int]:
    """The numbers of the staff whose role has a permission and whose account is open: whom to tell."""
    roles = [role for role in PLATFORM_ROLES if permission in ROLES[role]]
    chosen = sa.select(User.id).where(User.platform_role.in_(roles), User.disabled_at.is_(None))
    return db.session.scalars(chosen.order_by(User.id)).all()


def live_memberships(organisation_id: int) -> Sequence[Membership]:
    """The people of an organisation, managers first."""
    rows = (
        sa.select(Membership)
        .options(sa.orm.joinedload(Membership.user))
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Membership.role, Membership.id)
    )
    return db.session.scalars(rows).all()


def managers_of(organisation_id: int) -> list[User]:
    """The people who speak for an organisation: whom to tell."""
    found = live_memberships(organisation_id)
    return [m.user for m in found if m.role is Role.MANAGER and m.user.is_active]
