"""Pages of the inbox, of who wants mail of what, and of short links."""

from flask import Blueprint

bp = Blueprint("notifications", __name__)

from marketplace.notifications.routes import inbox, preferences, sharing  # noqa: E402 - the views below join `bp`

__all__ = ["bp", "inbox", "preferences", "sharing"]
