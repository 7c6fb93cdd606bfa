"""Pages of organisations."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("organisations", __name__)


@bp.get("/organisations")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")


@bp.get("/organisations/register")
@public
def register() -> str:
    """Not built yet."""
    return render_template("home/index.html")
