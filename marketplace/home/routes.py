"""The first page, the one search box, and "my work"."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.clock import today
from marketplace.home import queries
from marketplace.home.map import province_map
from marketplace.indicators.engine import Question, compute
from marketplace.web.guards import public, requires, viewer
from marketplace.web.text import TextError, clean_text

bp = Blueprint("home", __name__)
LONGEST_SEARCH = 200


@bp.get("/")
@public
def index() -> str:
    """The one figure, the search box, two doors, the newest, the provinces."""
    return render_template(
        "home/index.html",
        figure=compute(Question(day=today())),
        needs=queries.newest_needs(),
        offers=queries.newest_offers(),
        map=province_map(queries.listings_by_province()),
    )


@bp.get("/search")
@public
def search() -> str:
    """What answers to the words, or what is wrong with them."""
    typed = request.args.get("q", "")
    text, problem = typed, None
    try:
        text = clean_text(typed)
    except TextError as error:
        text, problem = "", str(error.message)
    if len(text) > LONGEST_SEARCH:
        text, problem = "", _("Nhiều nhất %(most)s ký tự.", most=LONGEST_SEARCH)
    return render_template("home/search.html", typed=typed, text=text, problem=problem, found=queries.search(text))


@bp.get("/my-work")
@requires(Permission.ACCOUNT_USE)
def mine() -> ResponseReturnValue:
    """What waits for this person; brokers have their own desk."""
    if can(viewer(), Permission.CASE_BROKER):
        return redirect(url_for("brokering.today"))
    return render_template("home/mine.html", work=queries.work_of(viewer()))
