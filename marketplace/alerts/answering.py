"""Which saved searches the changed listings answer: equal filters are asked once, and many filters in one question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import sqlalchemy as sa
from flask_babel import get_locale

from marketplace.accounts.models import User
from marketplace.alerts.models import SavedSearch, SearchKind
from marketplace.alerts.searching import Reading, model_of, question, read
from marketplace.alerts.wording import Listed
from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.labels import Sentence
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions.queries import need_parts, offer_parts

AT_ONCE = 50
"""Filters in one question."""
Key: TypeAlias = tuple[bool, int, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A listing that answers a search, and the criteria of the search in words."""

    search: SavedSearch
    person: User
    listing: Listed
    criteria: Sentence


@dataclass(frozen=True, slots=True)
class _Group:
    """Searches that ask the same."""

    reading: Reading
    viewer: Viewer
    searches: list[tuple[SavedSearch, User]] = field(default_factory=list)
    _words: dict[str, str] = field(default_factory=dict)

    def in_words(self) -> str:
        """What they ask, in the language of whoever reads now; worked out once a language."""
        language = str(get_locale())
        if language not in self._words:
            search, _person = self.searches[0]
            self._words[language] = read(search.filters, search.filters_version).in_one_line
        return self._words[language]


def answers(kind: SearchKind, ids: Sequence[int], asked: Sequence[tuple[SavedSearch, User]]) -> Iterator[Answer]:
    """For each search the listings among these that were published or changed since it was saved and answer it now.

    A person's own listings are none. Filters that cannot be read would find too much: the search's page says so, and
    nothing is found.
    """
    groups = _groups(asked) if ids else []
    for start in range(0, len(groups), AT_ONCE):
        some = groups[start : start + AT_ONCE]
        found = _found(kind, ids, some)
        listings = _listings(kind, {number for _place, number in found})
        for place, number in found:
            yield from _answers_of(some[place], listings[number])


def _answers_of(group: _Group, listing: Listed) -> Iterator[Answer]:
    for search, person in group.searches:
        if listing.changed_at >= search.since and listing.organisation_id not in person.viewer().organisation_ids:
            yield Answer(search, person, listing, Sentence(group.in_words))


def _groups(asked: Sequence[tuple[SavedSearch, User]]) -> list[_Group]:
    """Nobody is told of own listings, so all people see the same, except that brokers may compare more prices."""
    groups: dict[Key, _Group] = {}
    for search, person in asked:
        viewer = Viewer(platform_role=Role.BROKER if person.platform_role is Role.BROKER else None)
        key = (viewer.is_broker, search.filters_version, tuple(sorted(search.filters.items())))
        if key not in groups:
            groups[key] = _Group(read(search.filters, search.filters_version), viewer)
        groups[key].searches.append((search, person))
    return [group for group in groups.values() if group.reading.narrows]


def _found(kind: SearchKind, ids: Sequence[int], groups: Sequence[_Group]) -> list[tuple[int, int]]:
    """(place of the group, id of a listing that fits it), by id."""
    if not groups:
        return []
    model = model_of(kind)
    parts = []
    for place, group in enumerate(groups):
        fitting = question(group.viewer, kind, group.reading.wanted).where(model.id.in_(ids))
        one = fitting.with_only_columns(model.id.label("id")).subquery()
        parts.append(sa.select(sa.literal(place).label("place"), one.c.id.label("id")))
    return sorted(((row[0], row[1]) for row in db.session.execute(sa.union_all(*parts))), key=lambda pair: pair[::-1])


def _listings(kind: SearchKind, ids: set[int]) -> dict[int, Listed]:
    if not ids:
        return {}
    offers = sa.select(Offer).where(Offer.id.in_(ids)).options(*offer_parts())
    needs = sa.select(Need).where(Need.id.in_(ids)).options(*need_parts())
    if kind is SearchKind.OFFERS:
        return {one.id: one for one in db.session.scalars(offers).unique()}
    return {one.id: one for one in db.session.scalars(needs).unique()}
