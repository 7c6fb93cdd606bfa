"""What people say of a suggestion."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.suggestions.gateway import weights_version
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback
from marketplace.suggestions.shortlists import line_of


def reject_suggestion(
    *, by: User, organisation: Organisation, offer: Offer, need: Need, reason: RejectionReason, note: str | None
) -> SuggestionFeedback:
    """Keep "không phù hợp vì…" of one side; said again, the new reason replaces the old and both stay in the audit."""
    line = line_of(offer, need)
    said = db.session.scalar(
        sa.select(SuggestionFeedback).filter_by(offer_id=offer.id, need_id=need.id, organisation_id=organisation.id)
    )
    before = said.reason.value if said else None
    if said is None:
        said = SuggestionFeedback(offer_id=offer.id, need_id=need.id, organisation_id=organisation.id)
        db.session.add(said)
    said.user_id, said.reason, said.note = by.id, reason, note
    said.score = int(line.score) if line else None
    said.weights_version = weights_version()
    db.session.flush()
    record(
        events.SUGGESTION_JUDGED, said, by=by, on_behalf_of=organisation, before=before, after=reason.value, note=note
    )
    return said


def withdraw_rejection(*, by: User, said: SuggestionFeedback) -> None:
    """Let the pair be suggested again; the audit keeps both."""
    record(events.SUGGESTION_JUDGED, said, by=by, before=said.reason.value, after=None)
    db.session.delete(said)
    db.session.flush()
