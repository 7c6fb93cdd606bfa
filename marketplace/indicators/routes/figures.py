"""Pages of the indicators: all of them, and one with its definition."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.errors import DomainError, NotFoundError
from marketplace.indicators import queries
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine import compute
from marketplace.indicators.forms.question import FigureForm
from marketplace.indicators.routes.blueprint import bp
from marketplace.web.guards import public


@bp.get("")
@public
def index() -> str:
    """All indicators with today's figure."""
    form = FigureForm(request.args)
    return render_template("indicators/index.html", figures=[compute(form.question(code)) for code in INDICATORS])


@bp.get("/<string:code>")
@public
def show(code: str) -> ResponseReturnValue:
    """One figure with its definition, target, gap and places."""
    indicator = INDICATORS.get(code)
    if indicator is None:
        raise NotFoundError
    form = FigureForm(request.args)
    try:
        question = form.question(code)
    except DomainError as problem:
        form.blame(problem)
        return render_template("indicators/show.html", form=form, indicator=indicator, figure=None), 422
    places = queries.places_of(question)
    return render_template(
        "indicators/show.html", form=form, indicator=indicator, figure=compute(question), places=places
    )
