"""What a reader may see of a case: whose names, whose contacts, which events.

Before its own yes a cooperative sees the buyer and itself. Once introduced it sees the buyer's contact and the names
and shares of the other introduced cooperatives, who sign the same paper, but never their telephones. The buyer sees
every cooperative that was proposed to it, and the contacts of those it has met. The owning broker sees all names.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, PlannedShare
from marketplace.offers.models import Offer

OF_MEMBERS = {events.CASE_JOINED, events.CASE_LEFT}
OF_TALKS = {events.TERMS_PROPOSED, events.TERMS_ACCEPTED}


@dataclass(frozen=True, slots=True)
class Sight:
    """One reader before one case."""

    case: Case
    own: frozenset[int]
    is_staff: bool

    @property
    def has_met(self) -> bool:
        """Whether the reader's side has been introduced."""
        met = self.case.introduced_ids
        return bool(met) if self.is_staff else bool(met & self.own)

    @property
    def reads_terms(self) -> bool:
        """Whether the reader may read what was proposed, also after the case was closed."""
        return self.is_staff or any(self.case.has_consented(side) for side in self.own)

    def names(self, organisation_id: int) -> bool:
        """Whether the reader may know that this organisation is a side here."""
        if self.is_staff or organisation_id in self.own or organisation_id == self.case.buyer_id:
            return True
        if self.case.buyer_id in self.own:
            return True
        return self.has_met and organisation_id in self.case.introduced_ids

    def contacts(self, organisation_id: int) -> bool:
        """Whether the reader may see how to reach this side, and its private price."""
        if organisation_id not in self.case.introduced_ids:
            return False
        if self.is_staff or organisation_id in self.own:
            return True
        return self.has_met and self.case.buyer_id in {organisation_id, *self.own}

    def sees_share(self, organisation_id: int) -> bool:
        """Whether the reader may know what is planned for this cooperative: itself, the buyer and the broker."""
        return self.is_staff or organisation_id in self.own or self.case.buyer_id in self.own

    @property
    def planned_shares(self) -> list[PlannedShare]:
        """What a pooled order plans, as far as the reader may know it, in order of time."""
        return [one for one in self.case.planned_shares if self.sees_share(one.organisation_id)]

    @property
    def offers(self) -> list[Offer]:
        """The offers whose cooperatives the reader may know, the reader's own first."""
        known = [offer for side, offer in self.case.offers.items() if self.names(side)]
        return sorted(known, key=lambda offer: offer.organisation_id not in self.own)

    def reads(self, event: AuditEvent) -> bool:
        """Whether the reader may read this event of the case's history."""
        if self.is_staff:
            return True
        if event.name in OF_TALKS and not self.reads_terms:
            return False
        side = (event.data.get("after") or {}).get("organisation_id")
        if event.name == events.SHARES_PLANNED:
            return self.sees_share(int(side or 0))
        about = side if event.name in OF_MEMBERS else None
        spoken_for = {event.on_behalf_of_id, about} - {None}
        return all(self.names(int(side)) for side in spoken_for if side is not None)

    def readable(self, history: Iterable[AuditEvent]) -> list[AuditEvent]:
        """The events of a history that the reader may read."""
        return [event for event in history if self.reads(event)]


def sight_of(viewer: Viewer, case: Case) -> Sight:
    """What this viewer, who may see the case, sees of it."""
    own = viewer.organisation_ids & case.party_organisation_ids
    return Sight(case, own, viewer.user_id in case.broker_user_ids)
