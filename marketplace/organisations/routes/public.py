"""The list, and one organisation's page."""

from __future__ import annotations

from flask import render_template, request

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.clock import today
from marketplace.organisations.attested import attested_of, place_of
from marketplace.organisations.forms.index import OrganisationFilters
from marketplace.organisations.profile import is_agricultural_cooperative
from marketplace.organisations.queries import members_of_union, organisations_page, status_on, unions_of
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import whole_organisation_for
from marketplace.organisations.sizes import size_class
from marketplace.organisations.tracing import is_link
from marketplace.web.guards import public, viewer


@bp.get("/organisations")
@public
def index() -> str:
    """Organisations the reader may know of."""
    form = OrganisationFilters(request.args)
    pages = organisations_page(viewer(), form.wanted())
    return render_template("organisations/index.html", form=form, pages=pages)


@bp.get("/organisations/<string:public_id>")
@public
def show(public_id: str) -> str:
    """The profile. Officials read what registers say; brokers contacts and money too; its own people the note too."""
    found = whole_organisation_for(Permission.ORGANISATION_VIEW, public_id)
    own = found.id in viewer().organisation_ids
    trusted = own or viewer().is_broker
    size = (
        size_class(found.official_members, found.annual_revenue, found.total_capital)
        if is_agricultural_cooperative(found)
        else None
    )
    return render_template(
        "organisations/show.html",
        organisation=found,
        own=own,
        trusted=trusted,
        inside=trusted or viewer().is_official,
        status=status_on(found, today()),
        size=size,
        attested=attested_of(found),
        rating_place=place_of,
        is_trace_link=is_link,
        unions=unions_of(found),
        union_members=members_of_union(found),
        day=today(),
        history=timeline(viewer(), found, limit=50)
        if trusted and can(viewer(), Permission.ORGANISATION_EDIT, found)
        else [],
    )
