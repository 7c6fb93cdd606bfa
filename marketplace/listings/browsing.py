"""The pages of offers and needs: the public list, one's own, a new one, one of them, its steps."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination

from marketplace.authorization.policy import reveal
from marketplace.errors import DomainError, NotFoundError
from marketplace.listings.filters import FilterForm, read_filters
from marketplace.listings.pages import Room, draw_step, own, run_step
from marketplace.listings.presenting import Card
from marketplace.organisations.current import acting_organisation
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisation_by_public_id
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits


def register_pages(bp: Blueprint, room: Room) -> None:
    """Give the blueprint its lists, the way to a new listing, and the pages of each."""
    _register_lists(bp, room)
    _register_start(bp, room)
    _register_one(bp, room)


def _register_lists(bp: Blueprint, room: Room) -> None:
    @bp.get("")
    @public
    def index() -> str:
        """The public ones, filtered."""
        form = FilterForm()
        pages = room.page(viewer(), read_filters(form))
        cards = _cards(room, pages)
        return render_template(f"{room.name}/index.html", room=room.name, form=form, pages=pages, cards=cards)

    @bp.get("/mine")
    @requires(room.edit)
    def mine() -> str:
        """Those of the reader's organisations in every state; for brokers, what staff entered for others."""
        pages = room.own_page(viewer())
        return render_template(f"{room.name}/mine.html", pages=pages, cards=_cards(room, pages))


def _cards(room: Room, pages: Pagination) -> list[tuple[str, Card]]:
    return [(listing.public_id, room.card(viewer(), listing)) for listing in pages.items]


def _register_start(bp: Blueprint, room: Room) -> None:
    @bp.route("/new", methods=["GET", "POST"])
    @requires(room.edit)
    @commits
    def new() -> ResponseReturnValue:
        """Step 1 of one that is not there yet; staff name the organisation they enter it for."""
        form = room.start(for_others=viewer().is_broker, organisation=_asked_for())
        if form.is_submitted() and form.validate():
            try:
                made = room.verbs.draft(by=current_user.user, organisation=_owner(form), **room.described(form))
            except DomainError as problem:
                form.blame(problem)
            else:
                return redirect(url_for(".edit", public_id=made.public_id, step="schedule"))
        return draw_step(room, "what", form, None, 422 if form.errors or form.form_errors else 200)


def _owner(form: Any) -> Organisation:
    """Whose it will be: the one named by staff, otherwise the one the person acts for."""
    found: Organisation | None = form.organisation.data if viewer().is_broker else acting_organisation()
    if found is None:
        raise NotFoundError
    return found


def _asked_for() -> Organisation | None:
    """`?organisation=` as a broker's link from its page names it."""
    return organisation_by_public_id(request.args.get("organisation", "")) if viewer().is_broker else None


def _register_one(bp: Blueprint, room: Room) -> None:
    @bp.get("/<string:public_id>")
    @public
    def show(public_id: str) -> str:
        """One of them: public, or one's own."""
        listing = reveal(viewer(), room.view, room.find(public_id))
        shown = room.present(listing, viewer())
        missing = room.missing(listing)
        return render_template(f"{room.name}/show.html", room=room.name, listing=listing, missing=missing, **shown)

    @bp.route("/<string:public_id>/edit/<string:step>", methods=["GET", "POST"])
    @requires(room.edit)
    @commits
    def edit(public_id: str, step: str) -> ResponseReturnValue:
        """One step, saved on its own."""
        return run_step(room, own(room, public_id), step)
