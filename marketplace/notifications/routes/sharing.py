"""Text for Zalo with a short address, and the page behind that address."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.notifications.addresses import absolute
from marketplace.notifications.routes import bp
from marketplace.notifications.sharing import message_of, share, short_link
from marketplace.web.guards import public, requires, safe_next, viewer
from marketplace.web.transaction import commits


@bp.post("/short-links")
@requires(Permission.CASE_BROKER)
@commits
def shorten() -> ResponseReturnValue:
    """A short address for the page that the button stands on."""
    return redirect(url_for(".shared", code=share(request.form.get("path", "")).code))


@bp.get("/short-links/<string:code>")
@requires(Permission.CASE_BROKER)
def shared(code: str) -> str:
    """The text to paste into Zalo."""
    link = short_link(code)
    return render_template("notifications/shared.html", message=message_of(link), back=link.path)


@bp.get("/s/<string:code>")
@public
def short(code: str) -> ResponseReturnValue:
    """Leads who is signed in to the page, which asks who may see it.

    A stranger, and the preview of a chat, read that something waits.
    """
    link = short_link(code)
    if viewer().is_signed_in:
        return redirect(safe_next(link.path) or url_for("home.index"))
    return render_template("notifications/short.html", address=absolute("notifications.short", code=code))
