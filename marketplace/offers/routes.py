"""Pages of offers."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("offers", __name__)


@bp.get("/offers")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

