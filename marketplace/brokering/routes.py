"""Pages of brokering."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("brokering", __name__)


@bp.get("/brokering/today")
@public
def today() -> str:
    """Not built yet."""
    return render_template("home/index.html")

