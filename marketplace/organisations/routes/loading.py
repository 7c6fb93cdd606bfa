"""Finding the organisation of an address, for those who may know of it."""

from __future__ import annotations

from flask import Response as FlaskResponse
from flask import abort, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.accounts.models import User
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.files.actions import store
from marketplace.files.models import StoredFile
from marketplace.files.serving import send
from marketplace.organisations.models import Organisation, Origin
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


def recorded_organisation_for(public_id: str) -> Organisation:
    """The organisation for staff who record facts of it; what the press reported has none that count."""
    return _counted(whole_organisation_for(Permission.FACT_RECORD, public_id))


def attested_organisation_for(public_id: str) -> Organisation:
    """The same for staff or for the organisation's own managers: facts that it may state of itself."""
    staff = can(viewer(), Permission.FACT_RECORD)
    return _counted(
        whole_organisation_for(Permission.FACT_RECORD if staff else Permission.ORGANISATION_EDIT, public_id)
    )


def _counted(found: Organisation) -> Organisation:
    if found.origin is Origin.REPORTED:
        raise NotFoundError
    return found


def stored(upload: FileStorage | None, *, by: User) -> StoredFile | None:
    """The file of a form's field `file`, kept; None when none was chosen. FileRefusedError on that field."""
    return store(upload, by=by) if upload and upload.filename else None


def send_paper(file_id: int | None) -> FlaskResponse:
    """The kept file; NotFoundError when there is none. The caller has checked who may have it."""
    file = db.session.get(StoredFile, file_id) if file_id else None
    if file is None:
        raise NotFoundError
    return send(file)


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
