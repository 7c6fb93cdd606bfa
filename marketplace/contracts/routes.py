"""Pages of contracts."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("contracts", __name__)


@bp.get("/contracts")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")

