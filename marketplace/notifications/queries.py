"""A person's inbox."""

from __future__ import annotations

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.notifications.models import Notification, Topic
from marketplace.web.pagination import page_of


def inbox(viewer: Viewer, topic: Topic | None = None) -> Pagination:
    """The viewer's own lines, of one topic or all: unread first, then newest first."""
    own = sa.select(Notification).where(Notification.user_id == viewer.user_id)
    if topic is not None:
        own = own.where(Notification.topic == topic)
    return page_of(own.order_by(Notification.read_at.is_not(None), Notification.id.desc()))


def topics_of(viewer: Viewer) -> dict[Topic | None, int]:
    """How many of the viewer's lines of each topic were never opened, for topics that have lines at all.

    Lines older than the topics have None.
    """
    unopened = sa.func.sum(sa.case((Notification.read_at.is_(None), 1), else_=0))
    own = sa.select(Notification.topic, unopened).where(Notification.user_id == viewer.user_id)
    return {row[0]: int(row[1]) for row in db.session.execute(own.group_by(Notification.topic))}


def unread_of(person: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    """How many lines a person of another question never opened, as a part of that question."""
    line = Notification.__table__
    unopened = sa.select(sa.func.count()).select_from(line).where(line.c.user_id == person, line.c.read_at.is_(None))
    return unopened.scalar_subquery()


def own_notification(viewer: Viewer, public_id: str) -> Notification | None:
    """The viewer's own line at this address; somebody else's is as if it were not there."""
    return db.session.scalar(
        sa.select(Notification).where(Notification.public_id == public_id, Notification.user_id == viewer.user_id)
    )


def unread(viewer: Viewer) -> list[Notification]:
    """All unopened lines of the viewer."""
    own = sa.select(Notification).filter_by(user_id=viewer.user_id, read_at=None)
    return list(db.session.scalars(own))
