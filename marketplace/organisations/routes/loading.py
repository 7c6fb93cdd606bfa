"""Finding the organisation of an address, for those who may know of it."""

from __future__ import annotations

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisation_by_public_id, organisation_with_everything
from marketplace.web.guards import viewer


def organisation_for(permission: Permission, public_id: str) -> Organisation:
    """The organisation if the viewer has the permission for it, else NotFoundError."""
    return reveal(viewer(), permission, organisation_by_public_id(public_id))


def whole_organisation_for(permission: Permission, public_id: str) -> Organisation:
    """The same with all that belongs to it."""
    return reveal(viewer(), permission, organisation_with_everything(public_id))
