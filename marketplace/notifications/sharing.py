"""Short addresses to paste into Zalo: whoever finds one learns nothing; who belongs there is led to the page."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from marketplace.errors import NotFoundError, Sentence
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.addresses import absolute
from marketplace.notifications.models import ShortLink

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""32 signs that nobody confuses and no chat cuts off."""
LENGTH = 13
"""65 random bits: nobody finds an address by trying."""
PUBLIC_ID = re.compile(r"[0-9a-f]{32}")
_CASE = _l("Liên Kết: vụ việc kết nối của đơn vị bạn có việc cần xem.")
_BOOK = _l("Liên Kết: sổ giao nhận, thanh toán của đơn vị bạn có việc cần xem.")
INVITATIONS: Mapping[str, Sentence] = {
    "brokering.show": _CASE,
    "contracts.show": _l("Liên Kết: hợp đồng của đơn vị bạn có việc cần xem."),
    "deliveries.book": _BOOK,
    "deliveries.show": _BOOK,
    "deliveries.show_payment": _BOOK,
}
"""The pages that have short addresses, and what is said when one is sent: no name, good, quantity or price."""


def share(path: str) -> ShortLink:
    """The short address of one of our pages, made when first asked for; NotFoundError for any other path."""
    _invitation(path)
    found = db.session.scalar(sa.select(ShortLink).filter_by(path=path))
    return found or _made(path)


def _made(path: str) -> ShortLink:
    link = ShortLink(code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)), path=path)
    try:
        with db.session.begin_nested():
            db.session.add(link)
            db.session.flush()
    except IntegrityError:  # somebody else asked at the same moment
        return db.session.scalars(sa.select(ShortLink).filter_by(path=path)).one()
    return link


def short_link(code: str) -> ShortLink:
    """The link with this code; NotFoundError when there is none."""
    link = db.session.get(ShortLink, code)
    if link is None:
        raise NotFoundError
    return link


def message_of(link: ShortLink) -> str:
    """What to paste into Zalo, in the language of the page that shows it."""
    return f"{_invitation(link.path)}\n{absolute('notifications.short', code=link.code)}"


def _invitation(path: str) -> Sentence:
    try:
        endpoint, places = current_app.url_map.bind("localhost").match(path, method="GET")
    except HTTPException:
        raise NotFoundError from None
    if endpoint not in INVITATIONS or not PUBLIC_ID.fullmatch(places["public_id"]):
        raise NotFoundError
    return INVITATIONS[endpoint]
