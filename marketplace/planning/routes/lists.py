"""All scenarios, and up to three of them beside each other."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.indicators.routes.asked import beyond_the_end
from marketplace.planning import queries
from marketplace.planning.forms import ListForm
from marketplace.planning.queries import MOST_COMPARED
from marketplace.planning.routes.blueprint import bp
from marketplace.planning.side_by_side import lines
from marketplace.web.guards import requires, viewer

LONGEST_ID = 32


@bp.get("")
@requires(Permission.PLAN_MAKE)
def index() -> ResponseReturnValue:
    """The scenarios, newest first; ticking two or three compares them."""
    form = ListForm(request.args)
    good = form.validate()
    if not good:
        form.show_unknown()
    pages = queries.scenarios(viewer(), province_code=form.province.data or None)
    if last := beyond_the_end(pages):
        return last
    page = render_template("planning/index.html", form=form, pages=pages, most=MOST_COMPARED)
    return page, 200 if good else 422


@bp.get("/comparison")
@requires(Permission.PLAN_MAKE)
def comparison() -> ResponseReturnValue:
    """The scenarios named by `?plan=`, side by side; too few, the page says how to choose, too many, it shows three."""
    named = [one[:LONGEST_ID] for one in dict.fromkeys(request.args.getlist("plan"))]
    found = [one for one in queries.compared(viewer(), named) if one.is_done]
    too_many = len(named) > MOST_COMPARED
    page = render_template(
        "planning/comparison.html", scenarios=found, rows=lines(found), too_many=too_many, most=MOST_COMPARED
    )
    return page, 422 if too_many else 200
