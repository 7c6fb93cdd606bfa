"""Pages of home."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("home", __name__)


@bp.get("/")
@public
def index() -> str:
    """Not built yet."""
    return render_template("home/index.html")


@bp.get("/search")
@public
def search() -> str:
    """Not built yet."""
    return render_template("home/index.html")


@bp.get("/mine")
@public
def mine() -> str:
    """Not built yet."""
    return render_template("home/index.html")

