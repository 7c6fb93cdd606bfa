"""The inbox. Looking changes nothing; pressing a line's button marks it read and leads to what it is about."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.errors import NotFoundError
from marketplace.notifications import queries
from marketplace.notifications.actions import mark_read
from marketplace.notifications.models import Topic
from marketplace.notifications.routes import bp
from marketplace.web.guards import requires, safe_next, viewer
from marketplace.web.transaction import commits


@bp.get("/notifications")
@requires(Permission.ACCOUNT_USE)
def index() -> str:
    """The inbox, unread lines first; `?topic=` shows one topic, all for anything that is none."""
    topic = next((one for one in Topic if one.value == request.args.get("topic")), None)
    kept = queries.topics_of(viewer())
    return render_template(
        "notifications/index.html",
        pages=queries.inbox(viewer(), topic),
        unread=sum(kept.values()),
        topic=topic,
        topics=[(one, kept[one]) for one in Topic if one in kept],
    )


@bp.post("/notifications/<string:public_id>/reading")
@requires(Permission.ACCOUNT_USE)
@commits
def read(public_id: str) -> ResponseReturnValue:
    """Open a line."""
    line = queries.own_notification(viewer(), public_id)
    if line is None:
        raise NotFoundError
    mark_read(line)
    return redirect(safe_next(line.path) or url_for(".index"))


@bp.post("/notifications/readings")
@requires(Permission.ACCOUNT_USE)
@commits
def read_all() -> ResponseReturnValue:
    """Mark every line read."""
    for line in queries.unread(viewer()):
        mark_read(line)
    return redirect(url_for(".index"))
