"""Who asked to be told of what, and may be told now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.alerts.models import SavedSearch, ScoreAlert, SearchKind, Telling
from marketplace.alerts.pairs import is_live
from marketplace.alerts.wording import Listed
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.extensions import db


@dataclass(slots=True)
class Audience:
    """Alerts by organisation, searches by kind, and the people behind them."""

    alerts: dict[int, list[tuple[ScoreAlert, User]]] = field(default_factory=dict)
    searches: dict[SearchKind, list[tuple[SavedSearch, User]]] = field(default_factory=dict)

    def of(self, listing: Listed) -> list[tuple[ScoreAlert, User]]:
        """The alerts about this listing whose people may still see its suggestions."""
        asked = self.alerts.get(listing.organisation_id, [])
        return [(alert, person) for alert, person in asked if alert.covers(listing) and _may(person, listing)]

    def by_person(self, listing: Listed) -> Iterator[tuple[User, list[ScoreAlert]]]:
        """The same, each person once with all alerts about the listing."""
        found: dict[int, tuple[User, list[ScoreAlert]]] = {}
        for alert, person in self.of(listing):
            found.setdefault(person.id, (person, []))[1].append(alert)
        yield from found.values()


def audience() -> Audience:
    """Everybody who has asked to be told and is active."""
    found = Audience()
    alerts = sa.select(ScoreAlert, User).join(User, User.id == ScoreAlert.user_id).where(is_live())
    for alert, person in db.session.execute(alerts.where(User.disabled_at.is_(None)).order_by(ScoreAlert.at_least)):
        found.alerts.setdefault(alert.organisation_id, []).append((alert, person))
    searches = sa.select(SavedSearch, User).join(User, User.id == SavedSearch.user_id)
    searches = searches.where(
        SavedSearch.paused_at.is_(None),
        SavedSearch.removed_at.is_(None),
        SavedSearch.telling != Telling.NEVER,
        User.disabled_at.is_(None),
    )
    for search, person in db.session.execute(searches.order_by(SavedSearch.id)):
        found.searches.setdefault(search.kind, []).append((search, person))
    return found


def _may(person: User, listing: Listed) -> bool:
    """Whether the person belongs to the listing's organisation and may see its suggestions."""
    viewer = person.viewer()
    mine = listing.organisation_id in viewer.organisation_ids
    return mine and can(viewer, Permission.SUGGESTION_VIEW, listing)
