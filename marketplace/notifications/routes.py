"""Pages of notifications."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("notifications", __name__)


@bp.get("/notifications")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

