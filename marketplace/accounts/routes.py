"""Pages of accounts."""

from flask import Blueprint, render_template

from marketplace.web.guards import public

bp = Blueprint("accounts", __name__)


@bp.get("/accounts/sign_in")
@public
def sign_in() -> str:
    """Not built yet."""
    return render_template("home/index.html")


@bp.get("/accounts/mine")
@public
def mine() -> str:
    """Not built yet."""
    return render_template("home/index.html")
