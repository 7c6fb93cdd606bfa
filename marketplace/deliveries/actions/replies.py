"""The right of reply: an organisation's own words beside its record."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.errors import DomainError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation, TrackReply


def reply_to_track(*, by: User, organisation: Organisation, text: str) -> TrackReply:
    """A new reply stands instead of the one before; all of them are kept."""
    authorize(by.viewer(), Permission.TRACK_REPLY, organisation)
    if not text.strip():
        raise DomainError(_l("Chưa điền mục này."), field="text")
    reply = TrackReply(organisation_id=organisation.id, text=text.strip(), by_id=by.id)
    db.session.add(reply)
    db.session.flush()
    record(events.TRACK_REPLIED, organisation, by=by, on_behalf_of=organisation)
    return reply
