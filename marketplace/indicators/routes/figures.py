"""The page of one indicator, and the comparison of its definitions."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.clock import now
from marketplace.errors import DomainError, NotFoundError
from marketplace.indicators import words
from marketplace.indicators.addresses import arguments_of
from marketplace.indicators.answer import answer_to, name_of
from marketplace.indicators.definition_table import compare_definitions
from marketplace.indicators.definitions import Choice
from marketplace.indicators.engine import Level, one_reading
from marketplace.indicators.forms.question import FigureForm
from marketplace.indicators.maps import map_of
from marketplace.indicators.routes.asked import asked, asked_level, indicator_of
from marketplace.indicators.routes.blueprint import bp
from marketplace.indicators.trends import trend_of
from marketplace.web.guards import public

bp.record_once(lambda state: state.app.jinja_env.globals.update(figure_words=words))


@bp.get("/<string:code>")
@public
def show(code: str) -> ResponseReturnValue:
    """One figure with its definition, its way to the target, its places on a map and in a table, and its files."""
    indicator = indicator_of(code)
    form = FigureForm(indicator, request.args)
    try:
        question = form.question()
        with one_reading():
            answer = answer_to(question, asked_level())
            trend = trend_of(answer.figure)
    except DomainError as problem:
        form.blame(problem)
        page = render_template("indicators/show.html", form=form, indicator=indicator, answer=None, printed_at=now())
        return page, 422
    return render_template(
        "indicators/show.html",
        form=form,
        indicator=indicator,
        answer=answer,
        arguments=arguments_of(question),
        trend=trend,
        map=map_of(answer) if answer.places else None,
        by_district=answer.level is Level.DISTRICT and not words.counts_districts(question),
        printed_at=now(),
    )


@bp.get("/<string:code>/definitions")
@public
def definitions(code: str) -> str:
    """The same figure under every definition and every denominator, for the meeting that asks which one."""
    if not indicator_of(code).understands(Choice.DEFINITION):
        raise NotFoundError
    _form, question = asked(code)
    return render_template(
        "indicators/definitions.html",
        question=question,
        place_name=name_of(question),
        arguments=arguments_of(question),
        table=compare_definitions(question),
    )
