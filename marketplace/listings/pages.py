"""What offers and needs say of themselves to their shared views, and how a step of their forms is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination

from marketplace.accounts.models import User
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.errors import DomainError, NotFoundError, StaleError
from marketplace.extensions import db
from marketplace.listings import lifecycle
from marketplace.listings.changes import Names, check_open
from marketplace.listings.columns import Listing
from marketplace.listings.filters import Wanted
from marketplace.listings.forms import ListingForm, ScheduleForm
from marketplace.listings.presenting import Card
from marketplace.listings.privacy import is_insider
from marketplace.listings.recurrence import MOST_PERIODS
from marketplace.listings.usual.doubts import Doubt
from marketplace.web.guards import viewer


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a form: its words, its template, how its form is made from a record and how it is saved.

    `only` tells for which records it is there; None for every one.
    """

    label: Any
    template: str
    form: Callable[[Any], ListingForm]
    save: Callable[[Any, Any, User], None]
    fill: Callable[[Any, Any], None] | None = None
    only: Callable[[Any], bool] | None = None


@dataclass(frozen=True, slots=True)
class Verbs:
    """A room's actions, each taking the listing first: drafts take the organisation and what is described."""

    draft: Callable[..., Any]
    publish: Callable[..., None]
    close: Callable[..., None]
    copy: Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Room:
    """What the shared views need to know of a room.

    `page` and `own_page` are one page of the public list and of one's own; `start` is the form of a first step before
    there is a listing, and `described` what it says as `draft` takes it.
    """

    name: str
    model: type[Listing]
    view: Permission
    edit: Permission
    names: Names
    steps: Mapping[str, Step]
    page: Callable[[Viewer, Wanted], Pagination]
    own_page: Callable[[Viewer], Pagination]
    find: Callable[[str], Any]
    missing: Callable[[Any], list[lifecycle.Missing]]
    doubts: Callable[[Any], list[Doubt]]
    start: Callable[..., Any]
    described: Callable[[Any], dict[str, Any]]
    verbs: Verbs
    card: Callable[[Viewer, Any], Card]
    present: Callable[[Any, Viewer], dict[str, Any]]


def own(room: Room, public_id: str) -> Any:
    """The listing, for its organisation and for staff who entered it on behalf; for everybody else there is none."""
    listing = reveal(viewer(), room.edit, room.find(public_id))
    if not is_insider(viewer(), listing):
        raise NotFoundError
    return listing


def steps_of(room: Room, listing: Any | None) -> dict[str, Step]:
    """The steps of a listing in order; before there is one, those that every listing has."""
    return {
        name: step
        for name, step in room.steps.items()
        if step.only is None or (listing is not None and step.only(listing))
    }


def run_step(room: Room, listing: Any, name: str) -> ResponseReturnValue:
    """Show a step, or save it and go on to the next. A stale form is shown again beside the present record."""
    step = steps_of(room, listing).get(name)
    if step is None:
        raise NotFoundError
    check_open(listing)
    form = step.form(listing)
    if request.method == "GET":
        form.version.data = str(listing.version)
        return draw_step(room, name, form, listing, 200)
    if step.fill and isinstance(form, ScheduleForm) and (form.wants_row or form.wants_fill):
        step.fill(form, listing)
        return draw_step(room, name, form, listing, 200)
    if not form.validate():
        return draw_step(room, name, form, listing, 422)
    try:
        step.save(form, listing, current_user.user)
    except StaleError as problem:
        form.blame(problem)
        form.version.data = str(listing.version)
        return draw_step(room, name, form, listing, 409)
    except DomainError as problem:
        form.blame(problem)
        return draw_step(room, name, form, listing, 422)
    return redirect(_after(room, listing, name))


def _after(room: Room, listing: Any, name: str) -> str:
    """The next step of a draft; the page of what is public already, or after the last step."""
    order = list(steps_of(room, listing))
    following = order[order.index(name) + 1 :]
    if listing.published_at is None and following and request.form.get("then") != "leave":
        return url_for(f"{room.name}.edit", public_id=listing.public_id, step=following[0])
    return url_for(f"{room.name}.show", public_id=listing.public_id)


def draw_step(room: Room, name: str, form: ListingForm, listing: Any | None, status: int) -> ResponseReturnValue:
    """The page of a step; `listing` is None while there is none yet."""
    with db.session.no_autoflush:
        page = render_template(
            "listings/step.html",
            room=room.name,
            steps=steps_of(room, listing),
            step=name,
            fields=room.steps[name].template,
            form=form,
            listing=listing,
            stale=room.present(listing, viewer()) if status == 409 and listing is not None else None,
        )
    return page, status


def add_row(form: ScheduleForm) -> None:
    """One more line for the table, where scripts do not run."""
    if len(form.periods.entries) < MOST_PERIODS:
        form.periods.append_entry()
