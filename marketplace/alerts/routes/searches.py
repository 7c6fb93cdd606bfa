"""Saved searches: kept from a list, opened, renamed, paused, removed."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.alerts import actions, queries, searching
from marketplace.alerts.forms import SearchForm
from marketplace.alerts.models import SearchKind, Telling
from marketplace.alerts.routes import bp
from marketplace.alerts.routes.resting import register_resting
from marketplace.authorization.permissions import Permission
from marketplace.errors import NotFoundError
from marketplace.listings.filters import FilterForm
from marketplace.needs.presenting import card as need_card
from marketplace.offers.presenting import card as offer_card
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

ONE = "/saved-searches/<string:public_id>"


@bp.route("/saved-searches/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def new_search() -> ResponseReturnValue:
    """Keep the filters that stand in the address, under a name."""
    kind, filters = _kind(), FilterForm().typed
    reading, form = searching.read(filters), SearchForm()
    if not form.is_submitted():
        form.name.data = _proposed_name(kind, reading)
    if form.carries_out(
        lambda: actions.save_search(
            by=current_user.user,
            kind=kind,
            name=form.name.data or "",
            filters=filters,
            telling=Telling(form.telling.data),
        )
    ):
        flash(_("Đã lưu tìm kiếm."), "success")
        return redirect(url_for(".index"))
    back = _whole_list(kind, filters)
    page = render_template("alerts/new_search.html", form=form, kind=kind, reading=reading, back=back)
    return page, form.answer_status


def _kind() -> SearchKind:
    """The list named in the address; NotFoundError for one that is none."""
    named = request.args.get("kind", "")
    if named not in set(SearchKind):
        raise NotFoundError
    return SearchKind(named)


def _proposed_name(kind: SearchKind, reading: searching.Reading) -> str:
    said = ", ".join(value for _label, value in reading.words)
    return f"{kind.label}: {said}"[:80] if said else str(kind.label)


@bp.get(ONE)
@requires(Permission.ACCOUNT_USE)
def show_search(public_id: str) -> str:
    """What came since the visit before; looking does not count as a visit, so that nothing is lost by a reload."""
    search = queries.own_search(viewer(), public_id)
    reading = searching.read(search.filters, search.filters_version)
    fresh, fresh_total, total = searching.news_of(viewer(), search, reading)
    draw = offer_card if search.kind is SearchKind.OFFERS else need_card
    return render_template(
        "alerts/show_search.html",
        search=search,
        reading=reading,
        cards=[(listing.public_id, draw(viewer(), listing)) for listing in fresh],
        fresh_total=fresh_total,
        total=total,
        whole_list=_whole_list(search.kind, search.filters),
    )


@bp.post(f"{ONE}/visits")
@requires(Permission.ACCOUNT_USE)
@commits
def visit_search(public_id: str) -> ResponseReturnValue:
    """Open it: what came since the last opening is new."""
    search = queries.own_search(viewer(), public_id)
    actions.visit_search(search=search)
    return redirect(url_for(".show_search", public_id=public_id))


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def edit_search(public_id: str) -> ResponseReturnValue:
    """Another name, another way of telling."""
    search = queries.own_search(viewer(), public_id)
    form = SearchForm(name=search.name, telling=search.telling.value)
    if form.carries_out(
        lambda: actions.change_search(
            by=current_user.user, search=search, name=form.name.data or "", telling=Telling(form.telling.data)
        )
    ):
        flash(_("Đã lưu."), "success")
        return redirect(url_for(".index"))
    return render_template("alerts/edit_search.html", form=form, search=search), form.answer_status


def _whole_list(kind: SearchKind, filters: Mapping[str, str]) -> str:
    """The list itself, narrowed so."""
    return f"{url_for(f'{kind.value}.index')}?{urlencode(filters)}".rstrip("?")


register_resting(bp, ONE, "search", Permission.ACCOUNT_USE, queries.own_search)
