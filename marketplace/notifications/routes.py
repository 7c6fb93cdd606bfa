"""The inbox. Looking changes nothing; pressing a line's button marks it read and leads to what it is about."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.errors import NotFoundError
from marketplace.notifications.actions import mark_read
from marketplace.notifications.queries import inbox, own_notification, unread, unread_count
from marketplace.web.guards import requires, safe_next, viewer
from marketplace.web.transaction import commits

bp = Blueprint("notifications", __name__)


@bp.app_context_processor
def count() -> dict[str, Any]:
    """`unread_notifications()` for the layout: asked only where it is shown."""
    return {"unread_notifications": lambda: unread_count(viewer())}


@bp.get("/notifications")
@requires(Permission.ACCOUNT_USE)
def index() -> str:
    """The inbox, unread lines first."""
    return render_template("notifications/index.html", pages=inbox(viewer()), unread=unread_count(viewer()))


@bp.post("/notifications/<string:public_id>/reading")
@requires(Permission.ACCOUNT_USE)
@commits
def read(public_id: str) -> ResponseReturnValue:
    """Open a line."""
    line = own_notification(viewer(), public_id)
    if line is None:
        raise NotFoundError
    mark_read(line)
    return redirect(safe_next(line.path) or url_for(".index"))


@bp.post("/notifications/readings")
@requires(Permission.ACCOUNT_USE)
@commits
def read_all() -> ResponseReturnValue:
    """Mark every line read."""
    for line in unread(viewer()):
        mark_read(line)
    return redirect(url_for(".index"))
