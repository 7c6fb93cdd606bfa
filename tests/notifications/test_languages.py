"""People are told in the language they last chose: on the site at once, in mails from then on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from flask import Flask

from marketplace.contracts.models import AnnexReason
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import notify
from marketplace.notifications.digests import run_digests
from marketplace.notifications.models import OutboxMessage, Topic
from tests.cast import Cast, user
from tests.client import Browser

WHY = {"number": 2, "why": AnnexReason.QUANTITY.label}  # a word that has its own translation
OPENED = _l("Có đề nghị lập phụ lục số %(number)s: %(why)s.", **WHY)


def test_one_event_is_told_to_each_in_the_own_language(app: Flask, cast: Cast, browser: Callable[..., Browser]) -> None:
    readers = {"en": browser(cast.minh), "vi": browser(cast.hoa)}
    for language, reader in readers.items():
        reader.post("/preferences", {"language": language, "next": "/"})
    with app.app_context():
        for person in (cast.minh, cast.hoa):
            notify(user_ids=[person], key="at once", sentence=OPENED, path="/contracts/x", topic=Topic.CONTRACT)
            notify(user_ids=[person], key="of the day", sentence=OPENED, path="/cases/x", topic=Topic.CASE)
        assert run_digests(date(2026, 11, 23)) == 2
        db.session.commit()
        mails = db.session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)).all()
        told = {user(person).email: person for person in (cast.minh, cast.hoa)}
        for mail in mails:
            is_english = told[mail.recipient] == cast.minh
            assert ("phụ lục số 2" in mail.body, "Annex 2" in mail.body) == (not is_english, is_english)
            assert ("tin mới" in mail.subject or "phụ lục" in mail.subject) != is_english
        assert len(mails) == 4
    for language, reader in readers.items():
        words = reader.get("/notifications").words()
        assert ("Thay đổi khối lượng" in words) == (language == "vi")
