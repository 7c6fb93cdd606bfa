"""Pages of needs: the public list, one need, the four steps, one's own. Transitions: `listings.pages`."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.errors import DomainError, NotFoundError
from marketplace.listings.filters import FilterForm, read_filters
from marketplace.listings.pages import Room, draw_step, own, register_transitions, run_step
from marketplace.needs import actions, queries
from marketplace.needs.forms import WhatForm
from marketplace.needs.models import Need
from marketplace.needs.presenting import card, present
from marketplace.needs.steps import STEPS, described
from marketplace.organisations.current import acting_organisation
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisation_by_public_id
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits

bp = Blueprint("needs", __name__, url_prefix="/needs")
ROOM = Room(
    name="needs",
    model=Need,
    view=Permission.NEED_VIEW,
    edit=Permission.NEED_EDIT,
    names=actions.NAMES,
    steps=STEPS,
    find=queries.need_by_public_id,
    missing=actions.missing_of,
    publish=lambda need, **by: actions.publish_need(need=need, **by),
    close=lambda need, **by: actions.close_need(need=need, **by),
    copy=lambda need, **by: actions.copy_need(need=need, **by),
    present=present,
)


@bp.get("")
@public
def index() -> str:
    """The public needs, filtered."""
    form = FilterForm()
    wanted = read_filters(form)
    pages = queries.needs_page(viewer(), wanted)
    cards = [(need.public_id, card(viewer(), need)) for need in pages.items]
    return render_template("needs/index.html", room="needs", form=form, pages=pages, cards=cards)


@bp.get("/mine")
@requires(Permission.NEED_EDIT)
def mine() -> str:
    """The needs of the reader's organisations in every state; for brokers, what staff entered for others."""
    pages = queries.own_needs_page(viewer())
    cards = [(need.public_id, card(viewer(), need)) for need in pages.items]
    return render_template("needs/mine.html", pages=pages, cards=cards)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.NEED_EDIT)
@commits
def new() -> ResponseReturnValue:
    """Step 1 of a need that is not there yet; staff name the organisation they enter it for."""
    form = WhatForm(for_others=viewer().is_broker, organisation=_asked_for())
    if form.is_submitted() and form.validate():
        try:
            need = actions.draft_need(by=current_user.user, organisation=_organisation(form), **described(form))
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".edit", public_id=need.public_id, step="schedule"))
    return draw_step(ROOM, "what", form, None, 422 if form.errors or form.form_errors else 200)


def _organisation(form: WhatForm) -> Organisation:
    """Whose it will be: the one named by staff, otherwise the one the person acts for."""
    found: Organisation | None = form.organisation.data if viewer().is_broker else acting_organisation()
    if found is None:
        raise NotFoundError
    return found


def _asked_for() -> Organisation | None:
    """`?organisation=` as a broker's link from its page names it."""
    return organisation_by_public_id(request.args.get("organisation", "")) if viewer().is_broker else None


@bp.get("/<string:public_id>")
@public
def show(public_id: str) -> str:
    """One need: public, or one's own."""
    need = reveal(viewer(), Permission.NEED_VIEW, queries.need_by_public_id(public_id))
    missing = actions.missing_of(need)
    return render_template("needs/show.html", room="needs", listing=need, missing=missing, **present(need, viewer()))


@bp.route("/<string:public_id>/edit/<string:step>", methods=["GET", "POST"])
@requires(Permission.NEED_EDIT)
@commits
def edit(public_id: str, step: str) -> ResponseReturnValue:
    """One step of an need, saved on its own."""
    return run_step(ROOM, own(ROOM, public_id), step)


register_transitions(bp, ROOM)
