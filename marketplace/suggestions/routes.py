"""Pages of suggestions."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("suggestions", __name__)


@bp.get("/suggestions")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

