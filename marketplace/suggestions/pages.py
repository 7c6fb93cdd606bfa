"""Pages of shortlists as one session read them a moment ago: given again as long as nothing they tell has changed.

A page belongs to the session that was given it and to nobody else. One question names everything it depends on: the
market's change number, the weights, the model, the balance, and the reader's unread messages. What is hidden or
withdrawn changes the number, so it is out in the next request. No page is given again after a minute.

Pages are kept packed, as nearly every reader takes them: packing costs more than all else about a page given again.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from threading import Lock
from typing import ParamSpec, TypeAlias

from flask import Response, request, session
from flask_wtf.csrf import generate_csrf

from marketplace.clock import today
from marketplace.suggestions import market, moment
from marketplace.web.guards import viewer
from marketplace.web.i18n import preferences

P = ParamSpec("P")
Key: TypeAlias = tuple[object, ...]
KEPT_SECONDS = 60
MOST_BYTES = 24_000_000
LONGEST_PAGE = 1_000_000
"""In bytes of memory, as all pages of a process in `MOST_BYTES`."""
PACKED = 5
"""How hard gzip tries, of 9: beyond it a page gets slower faster than it gets smaller."""


@dataclass
class Pages:
    """The pages of one process; the ones read longest ago leave first."""

    kept: OrderedDict[Key, tuple[float, bytes]] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> bytes | None:
        """The packed page under this key, if it is young enough."""
        with self.lock:
            made, page = self.kept.get(key, (0.0, None))
            if page is None or time.monotonic() - made > KEPT_SECONDS:
                self._drop(key)
                return None
            self.kept.move_to_end(key)
            return page

    def put(self, key: Key, page: bytes) -> None:
        """Keep a packed page, unless it is one of the longest."""
        size = sys.getsizeof(page)
        if size > LONGEST_PAGE:
            return
        with self.lock:
            self._drop(key)
            self.kept[key] = (time.monotonic(), page)
            self.size += size
            while self.size > MOST_BYTES:
                self._drop(next(iter(self.kept)))

    def _drop(self, key: Key) -> None:
        _made, page = self.kept.pop(key, (0.0, None))
        self.size -= 0 if page is None else sys.getsizeof(page)


def remembered(view: Callable[P, str]) -> Callable[P, str | Response]:
    """Give a session the page it read a moment ago, while all that the page tells is as it was.

    Stands under the guard, which is asked every time. The view is one that only reads.
    """

    @wraps(view)
    def page_of(*args: P.args, **kwargs: P.kwargs) -> str | Response:
        key = _key()
        if key is None:
            return view(*args, **kwargs)
        pages = market.beside("pages", Pages)
        page = pages.get(key)
        if page is None:
            page = gzip.compress(view(*args, **kwargs).encode(), PACKED, mtime=0)
            pages.put(key, page)
        return _given(page)

    return page_of


def _given(page: bytes) -> Response:
    """The page as the reader takes it: packed, or whole where the browser does not say that it unpacks."""
    if not request.accept_encodings["gzip"]:
        return Response(gzip.decompress(page), mimetype="text/html")
    return Response(page, mimetype="text/html", headers={"Content-Encoding": "gzip"})


def _key() -> Key | None:
    """Everything the page depends on; None where it cannot be kept: nobody signed in, or words for once only."""
    token = session.get("_user_id")
    if token is None or "_flashes" in session:
        return None
    generate_csrf()  # the page's forms carry it: a session without one is given one now
    return (
        token,
        session.get("csrf_token"),
        repr(viewer()),
        request.full_path,
        preferences(),
        today(),
        *moment.read(viewer().user_id),
    )
