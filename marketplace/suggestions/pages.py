"""Pages of shortlists as one session read them a moment ago: given again as long as nothing they tell has changed.

A page belongs to the session that was given it and to nobody else. One question names everything it depends on: the
market's change number, the weights, the model, the balance, and the reader's unread messages. Of the changes only
those count that a need's list can tell (`news`); what is hidden or withdrawn is one, so it is out in the next request.
No page is given again after a minute.

Pages are kept packed, as nearly every reader takes them: packing costs more than all else about a page given again.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request, session
from flask_wtf.csrf import generate_csrf

from marketplace.clock import today
from marketplace.suggestions import market, moment
from marketplace.suggestions.keeping import Key, Shelf
from marketplace.web.guards import viewer
from marketplace.web.i18n import preferences

P = ParamSpec("P")
KEPT_SECONDS = 60
MOST_BYTES = 24_000_000
PACKED = 5
"""How hard gzip tries, of 9: beyond it a page gets slower faster than it gets smaller."""


def _shelf() -> Shelf[bytes]:
    """The packed pages of a process."""
    return Shelf(MOST_BYTES, KEPT_SECONDS)


def remembered(view: Callable[P, str]) -> Callable[P, str | Response]:
    """Give a session the page it read a moment ago, while all that the page tells is as it was.

    Stands under the guard, which is asked every time. The view is one that only reads.
    """

    @wraps(view)
    def page_of(*args: P.args, **kwargs: P.kwargs) -> str | Response:
        key = _key(kwargs.get("need_id"))
        if key is None:
            return view(*args, **kwargs)
        pages = market.beside("pages", _shelf)
        page = pages.get(key)
        if page is None:
            page = gzip.compress(view(*args, **kwargs).encode(), PACKED, mtime=0)
            pages.put(key, page, len(page))
        return _given(page)

    return page_of


def _given(page: bytes) -> Response:
    """The page as the reader takes it: packed, or whole where the browser does not say that it unpacks."""
    if not request.accept_encodings["gzip"]:
        return Response(gzip.decompress(page), mimetype="text/html")
    return Response(page, mimetype="text/html", headers={"Content-Encoding": "gzip"})


def _key(need_id: object) -> Key | None:
    """Everything the page depends on; None where it cannot be kept: nobody signed in, words for once only, or news
    that this request does not see yet.
    """
    token = session.get("_user_id")
    if token is None or "_flashes" in session:
        return None
    generate_csrf()  # the page's forms carry it: a session without one is given one now
    of_need = need_id if isinstance(need_id, str) else None
    now = moment.read(viewer().user_id, of_need)
    last = now.change_no if of_need is None else market.standing(of_need)
    if of_need is not None and last is None:
        return None
    return (
        token,
        session.get("csrf_token"),
        repr(viewer()),
        request.full_path,
        preferences(),
        today(),
        *now._replace(change_no=last),
    )
