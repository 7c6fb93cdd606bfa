"""In which language a person is written to: the one last chosen on the site."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.notifications.models import MailLanguage
from marketplace.notifications.readers import PEOPLE, USUAL
from marketplace.web.guards import viewer
from marketplace.web.i18n import tells_language


@tells_language
def remember_language(language: str) -> None:
    """The signed-in reader wants this language from now on, in mails too."""
    reader = viewer().user_id
    if reader is None:
        return
    kept = db.session.get(MailLanguage, reader)
    if kept is None:
        db.session.add(MailLanguage(user_id=reader, language=language))
    else:
        kept.language = language
    db.session.flush()


def language_at(address: str) -> str:
    """The language of whoever is reached at this address; the usual one for people who have no account."""
    chosen = sa.select(MailLanguage.language).join(PEOPLE, PEOPLE.c.id == MailLanguage.user_id)
    return db.session.scalar(chosen.where(PEOPLE.c.email == address)) or USUAL
