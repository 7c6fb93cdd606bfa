"""Pages of saved searches and alerts: everybody sees and changes only their own."""

from flask import Blueprint

from marketplace.alerts import words  # the history needs them

bp = Blueprint("alerts", __name__)

from marketplace.alerts.routes import alerts, searches  # noqa: E402 - the views below join `bp`

__all__ = ["alerts", "bp", "searches", "words"]
