"""Following the market's changes and telling people, each event once a person; the cursor moves with the messages.

A message is for people who may see both sides when it is made: the listings are public, the person is active and
still belongs to the side the alert is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import force_locale

from marketplace.accounts.models import User
from marketplace.alerts.feed import Step, last_change, locked_cursor, next_step
from marketplace.alerts.messages import tell_listing, tell_pair
from marketplace.alerts.models import SavedSearch, ScoreAlert, SearchKind, Telling
from marketplace.alerts.pairs import Listed, best_pairs, is_live, watched_pairs, words_of
from marketplace.alerts.searching import model_of, question, read
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import place_words, title_of
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions.lines import Line
from marketplace.suggestions.queries import need_parts, offer_parts, rejections

AT_ONCE = 20
"""Changes in one step: on SQLite nobody else writes until its commit."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one step did: changes read, messages told."""

    changes: int
    messages: int


@dataclass(slots=True)
class Audience:
    """Who asked for what: alerts by organisation, searches by kind, and the people behind them."""

    alerts: dict[int, list[tuple[ScoreAlert, User]]] = field(default_factory=dict)
    searches: dict[SearchKind, list[tuple[SavedSearch, User]]] = field(default_factory=dict)

    def of(self, listing: Listed) -> list[tuple[ScoreAlert, User]]:
        """The alerts about this listing whose people may still see its suggestions."""
        asked = self.alerts.get(listing.organisation_id, [])
        return [(alert, person) for alert, person in asked if alert.covers(listing) and _may(person, listing)]


def send_alerts(most: int = AT_ONCE) -> Sent:
    """Read the next changes of the market, at most so many, and tell whom they concern; the caller commits.

    Called again until `changes` is 0 it has told everything. Two at once come one after the other.
    """
    cursor, audience = locked_cursor(), _audience()
    if not audience.alerts and not audience.searches:
        cursor.change_no = max(cursor.change_no, last_change())
        return Sent(0, 0)
    step = next_step(cursor.change_no, most)
    with force_locale("vi"):
        told = sum(_tell_of_pairs(listing, audience) for listing in _public(step))
        told += sum(_tell_of_searches(kind, ids, audience) for kind, ids in step.ids.items() if ids)
    cursor.change_no = step.change_no
    db.session.flush()
    return Sent(step.changes, told)


def send_all() -> Sent:
    """Follow the market to its last change, a commit each step; what was done in all."""
    changes = messages = 0
    while (sent := send_alerts()).changes:
        db.session.commit()
        changes, messages = changes + sent.changes, messages + sent.messages
    db.session.commit()
    return Sent(changes, messages)


def _audience() -> Audience:
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


def _public(step: Step) -> list[Listed]:
    """The changed listings that everybody may see now."""
    offers = sa.select(Offer).where(Offer.id.in_(step.ids[SearchKind.OFFERS])).options(*offer_parts())
    needs = sa.select(Need).where(Need.id.in_(step.ids[SearchKind.NEEDS])).options(*need_parts())
    found: list[Listed] = [*db.session.scalars(offers).unique(), *db.session.scalars(needs).unique()]
    return [listing for listing in found if listing.is_public]


def _may(person: User, listing: Listed) -> bool:
    """Whether the person belongs to the listing's organisation and may see its suggestions."""
    viewer = person.viewer()
    mine = listing.organisation_id in viewer.organisation_ids
    return mine and can(viewer, Permission.SUGGESTION_VIEW, listing)


def _tell_of_pairs(listing: Listed, audience: Audience) -> int:
    """Tell both sides' people of the pairs that this change may have lifted."""
    lines = list(watched_pairs(listing))
    if audience.of(listing):
        known = {(line.offer.id, line.need.id) for line in lines}
        lines += [line for line in best_pairs(listing) if (line.offer.id, line.need.id) not in known]
    return sum(_tell_both(line, audience) for line in lines)


def _tell_both(line: Line, audience: Audience) -> int:
    told = 0
    for side in (line.offer, line.need):
        due = [(alert, person) for alert, person in audience.of(side) if line.score >= alert.at_least]
        if not due or _put_aside(line, side):
            continue
        sentence = words_of(line, side)
        told += sum(tell_pair(person, alert, line, sentence) for alert, person in due)
    return told


def _put_aside(line: Line, side: Listed) -> bool:
    """Whether the side said already that the pair does not fit."""
    if isinstance(side, Offer):
        return line.need.id in rejections(side.organisation_id, offer=side)
    return line.offer.id in rejections(side.organisation_id, need=side)


def _tell_of_searches(kind: SearchKind, ids: Sequence[int], audience: Audience) -> int:
    return sum(_tell_of_search(search, person, ids) for search, person in audience.searches.get(kind, []))


def _tell_of_search(search: SavedSearch, person: User, ids: Sequence[int]) -> int:
    """Tell of the listings that were published or changed since the search was saved and answer it now.

    Filters that cannot be read would find too much: the search's page says so, and nothing is told.
    """
    reading = read(search.filters, search.filters_version)
    if not reading.narrows:
        return 0
    model, viewer = model_of(search.kind), person.viewer()
    fitting = question(viewer, search.kind, reading.wanted).where(model.id.in_(ids), model.changed_at >= search.since)
    others = db.session.scalars(fitting.where(model.organisation_id.not_in(viewer.organisation_ids)))
    return sum(
        tell_listing(person, search, listing, _words_of_listing(search, listing, reading.in_one_line))
        for listing in others.unique()
    )


def _words_of_listing(search: SavedSearch, listing: Listed, criteria: str) -> str:
    where = place_words(listing)
    names = {
        "search": search.name,
        "goods": title_of(listing),
        "who": f"{listing.organisation.name}, {where}" if where else listing.organisation.name,
        "criteria": criteria,
    }
    if search.kind is SearchKind.OFFERS:
        return str(_l("Chào bán khớp “%(search)s”: %(goods)s của %(who)s. %(criteria)s.", **names))
    return str(_l("Nhu cầu mua khớp “%(search)s”: %(goods)s của %(who)s. %(criteria)s.", **names))
