"""Finding the organisation of an address, for those who may know of it."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import (
    organisation_by_public_id,
    organisation_with_everything,
    successor_of,
)
from marketplace.web.guards import viewer


def organisation_for(permission: Permission, public_id: str) -> Organisation:
    """The organisation if the viewer has the permission for it, else NotFoundError.

    The address of a merged one leads to its successor, for those who may know of that one.
    """
    return _living(permission, organisation_by_public_id(public_id))


def whole_organisation_for(permission: Permission, public_id: str) -> Organisation:
    """The same with all that belongs to it."""
    return _living(permission, organisation_with_everything(public_id))


def _living(permission: Permission, found: Organisation | None) -> Organisation:
    if found is not None and found.merged_into_id is not None:
        abort(_leading_to(reveal(viewer(), permission, successor_of(found))))
    return reveal(viewer(), permission, found)


def _leading_to(successor: Organisation) -> Response:
    """The same page of the successor; what was sent to the old address is not carried out there."""
    if request.method not in {"GET", "HEAD"} or request.endpoint is None:
        return redirect(url_for(".show", public_id=successor.public_id), 303)
    places = {**(request.view_args or {}), "public_id": successor.public_id}
    return redirect(url_for(request.endpoint, **places), 301)
