"""What a need's list tells, kept apart from the frame around it: made once for all whom it tells the same.

A body depends on the need, on how the goods that answer it stand, and of its reader on the language and on the roles,
in the organisations they are held in: they decide who may read it (asked again of every reader) and what may be
proposed. So what it is drawn with, `_told_for_need.html`, must not tell who reads. Where it would tell more of the
reader (a case of the need, a suggestion put aside), it is made for this reader and not kept.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import request
from markupsafe import Markup

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Unassigned
from marketplace.clock import today
from marketplace.suggestions import market, moment
from marketplace.suggestions.asked import asked
from marketplace.suggestions.exposures import Note
from marketplace.suggestions.keeping import Key, Shelf
from marketplace.web.guards import viewer
from marketplace.web.i18n import preferences

KEPT_SECONDS = 600
MOST_BYTES = 16_000_000
PACKED = 1


@dataclass(frozen=True)
class Whose(Unassigned):
    """Of a listing what decides who may read its list."""

    party_organisation_ids: frozenset[int]
    is_public: bool


@dataclass(frozen=True, slots=True)
class Body:
    """A list drawn: its goods, its heading, what stands above and below the links to its other pages.

    It has so many lines, of so many in all. It `is_shared` by all readers of the same roles.
    """

    whose: Whose
    goods: str
    heading: str
    above: str
    below: str
    lines: int
    of: int
    note: Note
    is_shared: bool

    @property
    def rows(self) -> Sequence[None]:
        """As many as there are lines, to be counted."""
        return [None] * self.lines


Packed = tuple[Body, bytes, bytes]


def body_of(need_id: str, make: Callable[[], Body]) -> Body:
    """The body of a need's list for who reads it now, made where none is kept that tells the same.

    Raises NotFoundError for who may not read it.
    """
    key = _key(need_id)
    if key is None:
        return make()
    shelf = market.beside("bodies", _shelf)
    kept = shelf.get(key)
    if kept is not None:
        reveal(viewer(), Permission.SUGGESTION_VIEW, kept[0].whose)
        return _whole(*kept)
    body = make()
    if body.is_shared:
        packed = _packed(body)
        shelf.put(key, packed, len(packed[1]) + len(packed[2]) + len(body.heading))
    return body


def _shelf() -> Shelf[Packed]:
    return Shelf(MOST_BYTES, KEPT_SECONDS)


def _key(need_id: str) -> Key | None:
    """Everything a body depends on; None where that was not asked at the beginning, or where news came since."""
    now = moment.known()
    last = None if now is None else market.standing(need_id)
    if now is None or last is None:
        return None
    roles = viewer().platform_role, tuple(sorted(viewer().organisation_roles.items()))
    around = now._replace(unread=0, change_no=last)
    return need_id, roles, preferences().language, request.script_root, asked(), today(), *around


def _packed(body: Body) -> Packed:
    above, below = (gzip.compress(text.encode(), PACKED) for text in (body.above, body.below))
    return replace(body, above="", below=""), above, below


def _whole(body: Body, *parts: bytes) -> Body:
    above, below = (Markup(gzip.decompress(one).decode()) for one in parts)  # noqa: S704 - drawn by our templates
    return replace(body, above=above, below=below)
