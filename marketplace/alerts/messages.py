"""The rows of what was told: one for each event and person, with its line in the inbox and its mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.mails import absolute, path_to
from marketplace.accounts.models import User
from marketplace.alerts.models import AlertDigest, AlertMessage, SavedSearch, ScoreAlert, Telling
from marketplace.alerts.pairs import Listed, best_pairs
from marketplace.alerts.queries import covered
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.notifications.actions import notify, queue_mail
from marketplace.offers.models import Offer
from marketplace.suggestions.lines import Line

ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Page:
    """A page of ours that a message leads to."""

    endpoint: str
    places: dict[str, str]

    @property
    def path(self) -> str:
        """As the site's own links say it, also outside of a request."""
        return path_to(self.endpoint, **self.places)

    @property
    def address(self) -> str:
        """As a mail says it."""
        return absolute(self.endpoint, **self.places)


def pair_key(line: Line) -> str:
    """The name of the event that this pair reaches a score."""
    return f"pair:{line.offer.id}:{line.need.id}"


def listing_key(listing: Listed) -> str:
    """The name of the event that this listing comes to answer a search."""
    return f"listing:{listing.__tablename__}:{listing.id}"


def pair_page(line: Line) -> Page:
    """Where a pair says why."""
    return Page("suggestions.show", {"need_id": line.need.public_id, "offer_id": line.offer.public_id})


def listing_page(listing: Listed) -> Page:
    """The page of a listing."""
    return Page(f"{listing.__tablename__}.show", {"public_id": listing.public_id})


def is_known(user_id: int, key: str) -> bool:
    """Whether the person was told of this event, or knew of it."""
    return db.session.scalar(sa.select(AlertMessage.id).filter_by(user_id=user_id, key=key)) is not None


def learn_known(alert: ScoreAlert) -> int:
    """Note the pairs that reach the score already, so that they are not told as new; how many they are.

    What was noted so for this alert before is forgotten first: at another score other pairs are news. What the person
    was told of before stays as it is.
    """
    untold = sa.delete(AlertMessage).where(AlertMessage.alert_id == alert.id, AlertMessage.told_at.is_(None))
    db.session.execute(untold)
    reaching = [line for listing in covered(alert) for line in best_pairs(listing) if line.score >= alert.at_least]
    for start in range(0, len(reaching), ROWS_AT_ONCE):
        _note_known(alert, reaching[start : start + ROWS_AT_ONCE])
    return len(reaching)


def _note_known(alert: ScoreAlert, lines: Sequence[Line]) -> None:
    """In one statement that leaves alone what is there, whoever has written it meanwhile."""
    dialect = sqlite if db.session.connection().dialect.name == "sqlite" else postgresql
    rows = [
        {
            "user_id": alert.user_id, "key": pair_key(line), "alert_id": alert.id, "offer_id": line.offer.id,
            "need_id": line.need.id, "score": line.score, "telling": alert.telling,
        }
        for line in lines
    ]  # fmt: skip
    db.session.execute(dialect.insert(AlertMessage).values(rows).on_conflict_do_nothing())


def _row(user_id: int, key: str, offer: Offer | None, need: Need | None) -> AlertMessage:
    return AlertMessage(
        user_id=user_id, key=key, offer_id=offer.id if offer else None, need_id=need.id if need else None
    )


def tell_pair(person: User, alert: ScoreAlert, line: Line, sentence: str) -> bool:
    """Tell the person of a pair, once; whether this was the time."""
    if is_known(person.id, pair_key(line)):
        return False
    row = _row(person.id, pair_key(line), line.offer, line.need)
    row.alert_id, row.score = alert.id, line.score
    return _tell(person, row, alert.telling, sentence, pair_page(line))


def tell_listing(person: User, search: SavedSearch, listing: Listed, sentence: str) -> bool:
    """Tell the person of a listing that answers a search, once for all searches; whether this was the time."""
    key = listing_key(listing)
    if is_known(person.id, key):
        return False
    selling = isinstance(listing, Offer)
    row = _row(person.id, key, listing if selling else None, None if selling else listing)  # type: ignore[arg-type]
    row.search_id = search.id
    return _tell(person, row, search.telling, sentence, listing_page(listing))


def _tell(person: User, row: AlertMessage, telling: Telling, sentence: str, page: Page) -> bool:
    """Whether it was told: False for who set an alert at this moment and was shown the pair then."""
    row.telling, row.sentence, row.path, row.told_at = telling, sentence, page.path, now()
    if not is_first(row):
        return False
    notify(user_id=person.id, key=f"alert:{row.key}", sentence=sentence, path=page.path)
    if telling is Telling.AT_ONCE:
        with force_locale("vi"):
            subject = str(_l("Tin mới trên Liên Kết: %(start)s", start=sentence[:100]))
        body = _l("%(sentence)s\n\nXem trên Liên Kết:\n%(link)s", sentence=sentence, link=page.address)
        queue_mail(recipient=person.email, key=f"alert:{person.public_id}:{row.key}", subject=subject, body=body)
    return True


def is_first(row: AlertMessage | AlertDigest) -> bool:
    """Write the row; False, and nothing written, where the database has one like it."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True
