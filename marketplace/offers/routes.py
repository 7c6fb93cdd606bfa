"""Pages of offers: the public list, one offer, the four steps, one's own. Transitions: `listings.pages`."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.errors import DomainError, NotFoundError
from marketplace.listings.filters import FilterForm, read_filters
from marketplace.listings.pages import Room, draw_step, own, register_transitions, run_step
from marketplace.offers import actions, queries
from marketplace.offers.forms import WhatForm
from marketplace.offers.models import Offer
from marketplace.offers.presenting import card, present
from marketplace.offers.steps import STEPS, described
from marketplace.organisations.current import acting_organisation
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisation_by_public_id
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits

bp = Blueprint("offers", __name__, url_prefix="/offers")
ROOM = Room(
    name="offers",
    model=Offer,
    view=Permission.OFFER_VIEW,
    edit=Permission.OFFER_EDIT,
    names=actions.NAMES,
    steps=STEPS,
    find=queries.offer_by_public_id,
    missing=actions.missing_of,
    publish=lambda offer, **by: actions.publish_offer(offer=offer, **by),
    close=lambda offer, **by: actions.close_offer(offer=offer, **by),
    copy=lambda offer, **by: actions.copy_offer(offer=offer, **by),
    present=present,
)


@bp.get("")
@public
def index() -> str:
    """The public offers, filtered."""
    form = FilterForm()
    wanted = read_filters(form)
    pages = queries.offers_page(viewer(), wanted)
    cards = [(offer.public_id, card(viewer(), offer)) for offer in pages.items]
    return render_template("offers/index.html", room="offers", form=form, pages=pages, cards=cards)


@bp.get("/mine")
@requires(Permission.OFFER_EDIT)
def mine() -> str:
    """The offers of the reader's organisations in every state; for brokers, what staff entered for others."""
    pages = queries.own_offers_page(viewer())
    cards = [(offer.public_id, card(viewer(), offer)) for offer in pages.items]
    return render_template("offers/mine.html", pages=pages, cards=cards)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
@commits
def new() -> ResponseReturnValue:
    """Step 1 of an offer that is not there yet; staff name the organisation they enter it for."""
    form = WhatForm(for_others=viewer().is_broker, organisation=_asked_for())
    if form.is_submitted() and form.validate():
        try:
            offer = actions.draft_offer(by=current_user.user, organisation=_organisation(form), **described(form))
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".edit", public_id=offer.public_id, step="schedule"))
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
    """One offer: public, or one's own."""
    offer = reveal(viewer(), Permission.OFFER_VIEW, queries.offer_by_public_id(public_id))
    missing = actions.missing_of(offer)
    return render_template(
        "offers/show.html", room="offers", listing=offer, missing=missing, **present(offer, viewer())
    )


@bp.route("/<string:public_id>/edit/<string:step>", methods=["GET", "POST"])
@requires(Permission.OFFER_EDIT)
@commits
def edit(public_id: str, step: str) -> ResponseReturnValue:
    """One step of an offer, saved on its own."""
    return run_step(ROOM, own(ROOM, public_id), step)


register_transitions(bp, ROOM)
