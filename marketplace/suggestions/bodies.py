"""What a need's list tells, kept apart from the frame around it: made once for all whom it tells the same.

Who may read the list is asked before, every time. The body depends on the need, on how the market stands, and of its
reader on the roles alone, which decide what may be proposed. Where it would tell more of the reader (a case of the
need, a suggestion put aside), it is made for this reader and not kept.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import request
from markupsafe import Markup

from marketplace.clock import today
from marketplace.needs.models import Need
from marketplace.suggestions import market, moment, queries
from marketplace.suggestions.asked import asked
from marketplace.suggestions.exposures import Note
from marketplace.suggestions.keeping import Key, Shelf
from marketplace.web.guards import viewer
from marketplace.web.i18n import preferences

KEPT_SECONDS = 600
MOST_BYTES = 16_000_000
PACKED = 1


@dataclass(frozen=True, slots=True)
class Body:
    """A list above and below the links to its other pages; so many lines of how many; what is noted as shown."""

    above: str
    below: str
    lines: int
    of: int
    note: Note
    has_rejected: bool

    @property
    def rows(self) -> Sequence[None]:
        """As many as there are lines, to be counted."""
        return [None] * self.lines


@dataclass(frozen=True, slots=True)
class _Packed:
    """A body as it is kept."""

    words: tuple[bytes, bytes]
    body: Body


def body_of(need: Need, make: Callable[[], Body]) -> Body:
    """The body of a need's list for who reads it now, made where none is kept that tells the same."""
    key = _key(need)
    if key is None:
        return make()
    shelf = market.beside("bodies", _shelf)
    kept = shelf.get(key)
    if kept is not None:
        return _whole(kept)
    body = make()
    if not body.has_rejected and not queries.has_cases(need):
        packed = _packed(body)
        shelf.put(key, packed, sum(map(len, packed.words)) + body.note.size)
    return body


def _shelf() -> Shelf[_Packed]:
    return Shelf(MOST_BYTES, KEPT_SECONDS)


def _key(need: Need) -> Key | None:
    """Everything a body depends on; None where that was not asked at the beginning of the request."""
    now = moment.known()
    if now is None:
        return None
    roles = viewer().platform_role, tuple(sorted(viewer().organisation_roles.items()))
    world = now._replace(unread=0)
    return need.public_id, need.version, roles, preferences().language, request.script_root, asked(), today(), *world


def _packed(body: Body) -> _Packed:
    above, below = (gzip.compress(text.encode(), PACKED) for text in (body.above, body.below))
    return _Packed((above, below), Body("", "", body.lines, body.of, body.note, has_rejected=False))


def _whole(kept: _Packed) -> Body:
    above, below = (Markup(gzip.decompress(one).decode()) for one in kept.words)  # noqa: S704 - drawn by our templates
    return Body(above, below, kept.body.lines, kept.body.of, kept.body.note, has_rejected=False)
