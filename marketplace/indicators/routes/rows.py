"""The rows behind a figure, for those who may open them."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.indicators.addresses import arguments_of
from marketplace.indicators.answer import name_of
from marketplace.indicators.engine import compute
from marketplace.indicators.queries.rows import rows_for
from marketplace.indicators.routes.asked import asked, beyond_the_end
from marketplace.indicators.routes.blueprint import bp
from marketplace.indicators.tables import OF_AMOUNTS, shows_amounts
from marketplace.web.guards import requires, viewer


@bp.get("/<string:code>/rows")
@requires(Permission.INDICATOR_ROWS)
def rows(code: str) -> ResponseReturnValue:
    """Exactly the rows that add up to the figure, those above the line first, then what is left out and why."""
    form, question = asked(code)
    figure, page = compute(question), rows_for(viewer(), question)
    if last := beyond_the_end(page):
        return last
    return render_template(
        "indicators/rows.html",
        form=form,
        figure=figure,
        place_name=name_of(question),
        arguments=arguments_of(question),
        page=page,
        amounts=shows_amounts(question),
        whole=question.code not in OF_AMOUNTS,
    )
