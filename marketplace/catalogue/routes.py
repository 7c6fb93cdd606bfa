"""Pages of catalogue."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("catalogue", __name__)


@bp.get("/catalogue")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

