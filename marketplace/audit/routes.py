"""The journal: every event, newest first, for those who keep watch over the system."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from marketplace.audit.presenters import KINDS, journal
from marketplace.audit.queries import ROOMS, journal_page
from marketplace.authorization.permissions import Permission
from marketplace.web.guards import requires, viewer

bp = Blueprint("audit", __name__)


@bp.get("/audit")
@requires(Permission.AUDIT_VIEW)
def index() -> str:
    """A page of the journal, of all rooms or of one."""
    room = request.args.get("room", "")
    pages = journal_page(viewer(), room=room if room in ROOMS else "")
    lines = list(zip(pages.items, journal(pages.items), strict=True))
    return render_template("audit/index.html", pages=pages, lines=lines, room=room, rooms=ROOMS, kinds=KINDS)
