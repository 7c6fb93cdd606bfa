"""Following the market's changes and telling people, each event once a person; the cursor moves with the messages.

A message is for people who may see both sides when it is made: the listings are public, the person is active and
still belongs to the side the alert is for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.alerts.answering import Answer, answers
from marketplace.alerts.audience import Audience, audience
from marketplace.alerts.feed import Step, last_change, locked_cursor, next_step
from marketplace.alerts.messages import tell_listing
from marketplace.alerts.models import SearchKind
from marketplace.alerts.news import tell_of_pairs
from marketplace.alerts.wording import Listed
from marketplace.extensions import db
from marketplace.labels import Sentence
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.presenting import place_words, title_of
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions.queries import need_parts, offer_parts

AT_ONCE = 20
"""Changes in one step: on SQLite nobody else writes until its commit."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What one step did: changes read, messages told."""

    changes: int
    messages: int


def send_alerts(most: int = AT_ONCE) -> Sent:
    """Read the next changes of the market, at most so many, and tell whom they concern; the caller commits.

    Called again until `changes` is 0 it has told everything. Two at once come one after the other. Where nothing has
    changed, or nobody asked, no listing is read.
    """
    cursor = locked_cursor()
    if cursor.change_no >= last_change():
        return Sent(0, 0)
    asked = audience()
    if not asked.alerts and not asked.searches:
        cursor.change_no = last_change()
        return Sent(0, 0)
    step = next_step(cursor.change_no, most)
    told = tell_of_pairs(_public(step), asked) if asked.alerts else 0
    told += sum(_tell_of_searches(kind, ids, asked) for kind, ids in step.ids.items() if ids)
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


def _public(step: Step) -> list[Listed]:
    """The changed listings that everybody may see now."""
    offers = sa.select(Offer).where(Offer.id.in_(step.ids[SearchKind.OFFERS])).options(*offer_parts())
    needs = sa.select(Need).where(Need.id.in_(step.ids[SearchKind.NEEDS])).options(*need_parts())
    found: list[Listed] = [*db.session.scalars(offers).unique(), *db.session.scalars(needs).unique()]
    return [listing for listing in found if listing.is_public]


def _tell_of_searches(kind: SearchKind, ids: Sequence[int], asked: Audience) -> int:
    return sum(
        tell_listing(one.person, one.search, one.listing, Sentence(_words_of_listing, one))
        for one in answers(kind, ids, asked.searches.get(kind, []))
    )


def _words_of_listing(found: Answer) -> str:
    listing = found.listing
    where = place_words(listing)
    names = {
        "search": found.search.name,
        "goods": title_of(listing),
        "who": f"{listing.organisation.name}, {where}" if where else listing.organisation.name,
        "criteria": found.criteria,
    }
    if found.search.kind is SearchKind.OFFERS:
        return str(_l("Chào bán khớp “%(search)s”: %(goods)s của %(who)s. %(criteria)s.", **names))
    return str(_l("Nhu cầu mua khớp “%(search)s”: %(goods)s của %(who)s. %(criteria)s.", **names))
