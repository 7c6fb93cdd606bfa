"""The figures of the country or of a province at a glance."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.clock import today
from marketplace.errors import DomainError
from marketplace.indicators.addresses import arguments_of
from marketplace.indicators.dashboard import dashboard_of
from marketplace.indicators.engine import Question
from marketplace.indicators.forms.question import DashboardForm
from marketplace.indicators.queries.choices import place_name
from marketplace.indicators.routes.blueprint import bp
from marketplace.indicators.since_last_year import changes_of
from marketplace.web.guards import public, viewer


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """All indicators, public; officials land here."""
    form = DashboardForm(request.args)
    try:
        place = form.place()
    except DomainError as problem:
        form.blame(problem)
        return render_template("indicators/index.html", form=form, groups=[], place_name=""), 422
    day = form.day.data or today()
    groups = dashboard_of(viewer(), place, day)
    figures = [figure for group in groups for figure in group.figures]
    return render_template(
        "indicators/index.html",
        form=form,
        groups=groups,
        place_name=place_name(place.level, place.code),
        arguments=arguments_of(Question(day=day, place=place)),
        changes=changes_of(place, day, figures),
        demonstration=any(figure.demonstration for figure in figures),
    )
