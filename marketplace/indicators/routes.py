"""Pages of indicators."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("indicators", __name__)


@bp.get("/indicators")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

