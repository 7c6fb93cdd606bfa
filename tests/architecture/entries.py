"""The words of the table of access: who is who, and how a route's entries are written down."""

from __future__ import annotations

from collections.abc import Mapping

People = frozenset[str]
Entry = tuple[Mapping[str, str], People]


def people(names: str) -> People:
    """People by their names in the cast."""
    return frozenset(names.split())


MEMBERS, MANAGERS = people("lan hoa tu mai minh son"), people("hoa tu mai minh son")
BROKERS, STAFF = people("binh quan"), people("binh quan thu")
SIGNED_IN = MEMBERS | STAFF | people("an")
ALL = SIGNED_IN | people("stranger")
NOBODY: People = frozenset()
AN, THU = people("an"), people("thu")
PLANNERS = STAFF | AN
HOUSE, HOUSE_MANAGERS = people("lan hoa"), people("hoa")
PARTIES, SPEAKERS = people("lan hoa minh binh"), people("hoa minh binh")


def one(who: People, **places: str) -> list[Entry]:
    """A route with one entry."""
    return [(places, who)]


def each(records: Mapping[str, People], **more: str) -> list[Entry]:
    """An entry for each record at `public_id`."""
    return [({"public_id": name, **more}, who) for name, who in records.items()]
