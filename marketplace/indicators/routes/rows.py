"""The rows behind a figure, for those who may open it."""

from __future__ import annotations

from flask import render_template

from marketplace.authorization.permissions import Permission
from marketplace.indicators import queries
from marketplace.indicators.engine import compute
from marketplace.indicators.routes.asked import asked
from marketplace.indicators.routes.blueprint import bp
from marketplace.web.guards import requires, viewer


@bp.get("/<string:code>/rows")
@requires(Permission.INDICATOR_ROWS)
def rows(code: str) -> str:
    """Every organisation behind the figure, and the contracts for which it counts."""
    form, question = asked(code)
    page = queries.rows_for(viewer(), question)
    return render_template(
        "indicators/rows.html",
        form=form,
        figure=compute(question),
        page=page,
        lines=queries.lines(question, page.items),
    )
