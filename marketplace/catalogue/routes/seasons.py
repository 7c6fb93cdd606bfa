"""Seasons as data that people keep: everybody reads them, staff add, correct and end them."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.catalogue import actions, queries, season_queries, words
from marketplace.catalogue.forms import EditSeasonForm, EndSeasonForm, NewSeasonForm, SeasonFilters
from marketplace.catalogue.models import Season
from marketplace.catalogue.naming import codes_for
from marketplace.catalogue.routes.blueprint import bp
from marketplace.errors import DomainError, NotFoundError, StaleError, WrongStateError
from marketplace.web.forms import Form
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits

COMPARED = ("region", "name", "kind", "start", "end", "grade", "source")


@bp.get("/catalogue/seasons")
@public
def seasons() -> str:
    """Seasons in use, of all goods or of what was typed, of all regions or of one."""
    form = SeasonFilters(season_queries.regions())
    form.validate()
    typed = "" if form.good.errors else form.good.data or ""
    pages = season_queries.seasons_page(
        codes=codes_for(typed) if typed else None, region=form.region.data or "", ended=bool(form.ended.data)
    )
    return render_template("catalogue/seasons.html", form=form, pages=pages, words=words)


@bp.route("/catalogue/seasons/new", methods=["GET", "POST"])
@requires(Permission.CATALOGUE_EDIT)
@commits
def new_season() -> ResponseReturnValue:
    """A season of a good; `?good=` names the good by its code."""
    form = NewSeasonForm(data={"good": queries.good(request.args.get("good", "")[:60])})
    if form.validate_on_submit() and form.good.data:
        try:
            season = actions.add_season(by=current_user.user, good=form.good.data, facts=form.facts())
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã thêm mùa vụ."), "success")
            return redirect(url_for("catalogue.show", code=season.commodity_code))
    return render_template("catalogue/season_new.html", form=form), _status(form)


@bp.route("/catalogue/seasons/<string:public_id>/edit", methods=["GET", "POST"])
@requires(Permission.CATALOGUE_EDIT)
@commits
def edit_season(public_id: str) -> ResponseReturnValue:
    """The facts of a season. An outdated form shows what somebody else saved beside what was typed."""
    season = _season(public_id)
    form = EditSeasonForm(obj=season)
    if form.validate_on_submit():
        try:
            actions.change_season(by=current_user.user, season=season, version=form.opened_on, facts=form.facts())
        except StaleError:
            return _outdated(_season(public_id), form)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lưu mùa vụ."), "success")
            return redirect(url_for("catalogue.show", code=season.commodity_code))
    return _page("catalogue/season_edit.html", form, season, history=timeline(viewer(), season))


@bp.route("/catalogue/seasons/<string:public_id>/ending", methods=["GET", "POST"])
@requires(Permission.CATALOGUE_EDIT)
@commits
def end_season(public_id: str) -> ResponseReturnValue:
    """Take a season out of use, with the reason."""
    season = _season(public_id)
    form = EndSeasonForm(obj=season)
    if form.validate_on_submit():
        try:
            actions.end_season(
                by=current_user.user, season=season, version=form.opened_on, reason=form.reason.data or ""
            )
        except DomainError as problem:
            form.blame(problem)
            form.version.data = str(season.version)
        else:
            flash(_("Mùa vụ đã ngừng dùng."), "success")
            return redirect(url_for("catalogue.show", code=season.commodity_code))
    return _page("catalogue/season_end.html", form, season)


def _season(public_id: str) -> Season:
    """The season in use at this address. WrongStateError for one that has ended: it only stands in lists."""
    season = season_queries.season(public_id)
    if season is None:
        raise NotFoundError
    if season.is_ended:
        raise WrongStateError(actions.ENDED)
    return season


def _status(form: Form) -> int:
    return 422 if form.errors or form.form_errors else 200


def _page(template: str, form: Form, season: Season, **more: Any) -> ResponseReturnValue:
    page = render_template(template, form=form, season=season, regions=season_queries.regions(), words=words, **more)
    return page, _status(form)


def _outdated(season: Season, form: EditSeasonForm) -> ResponseReturnValue:
    """409: the two texts beside each other; sending again with the new version replaces the other's."""
    present = EditSeasonForm(formdata=None, obj=season)
    rows = [
        {"label": form[name].label.text, "before": _shown(present[name]), "after": _shown(form[name])}
        for name in COMPARED
    ]
    form.version.data = str(season.version)
    page = render_template(
        "catalogue/season_conflict.html", form=form, season=season, rows=rows, regions=season_queries.regions()
    )
    return page, 409


def _shown(field: Any) -> str:
    """What a field shows, as words."""
    if field.type == "RadioField":
        return str({choice.value: choice.label for choice in field.choices}.get(field.data or "", ""))
    return str(field._value())
