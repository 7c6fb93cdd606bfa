"""The organisation a person is acting for on this device."""

from __future__ import annotations

from flask import g, session

from marketplace.accounts.sessions import ask_again
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from marketplace.web.guards import viewer

SESSION_KEY = "acting_organisation_id"


def acting_organisation() -> Organisation | None:
    """The one chosen on this device, else the first of the person's organisations, else None; read once a request."""
    if "acting_organisation" not in g:
        chosen = viewer().acting_organisation_id
        g.acting_organisation = db.session.get(Organisation, chosen) if chosen is not None else None
    found: Organisation | None = g.acting_organisation
    return found


def act_for(organisation: Organisation) -> None:
    """Choose among one's own organisations, one joined in this very request too; NotFoundError for any other."""
    ask_again()
    if organisation.id not in viewer().organisation_ids:
        raise NotFoundError
    session[SESSION_KEY] = organisation.id
    g.pop("acting_organisation", None)
    ask_again()
