"""Pages of needs."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("needs", __name__)


@bp.get("/needs")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

