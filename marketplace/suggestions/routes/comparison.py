"""Two to four offers of a need side by side."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.suggestions import compare, gateway, queries
from marketplace.suggestions.routes import bp
from marketplace.suggestions.shortlists import LONGEST, shortlist_of
from marketplace.web.guards import requires, viewer


@bp.get("/needs/<string:need_id>/comparison")
@requires(Permission.SUGGESTION_VIEW)
def comparison(need_id: str) -> ResponseReturnValue:
    """The offers named by `?offer=`; without any, or with too few or too many, the list to tick them in."""
    need = queries.need_for(viewer(), need_id)
    shortlist = shortlist_of(need, top=LONGEST)
    picked = compare.pick(shortlist.lines, request.args.getlist("offer"))
    comparable = picked.refusal is None and bool(picked.lines)
    page = render_template(
        "suggestions/comparison.html",
        need=need,
        shortlist=shortlist,
        picked=picked,
        rows=compare.rows(picked.lines, viewer()) if comparable else [],
        points=compare.points(picked.lines) if comparable else [],
        differences=request.args.get("only") == "differences",
        weights_version=gateway.weights_version(),
        day=today(),
    )
    return page, 422 if picked.refusal else 200
