"""The rows of what was told: one for each event and person, with its line in the inbox and its mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.alerts.models import AlertDigest, AlertMessage, SavedSearch, ScoreAlert, Telling
from marketplace.alerts.pairs import best_pairs
from marketplace.alerts.wording import Listed, Told, other_side, words_below, words_of, words_of_several
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.labels import Sentence
from marketplace.labels import lazy_gettext as _l
from marketplace.needs.models import Need
from marketplace.notifications.actions import notify, queue_mail
from marketplace.notifications.addresses import absolute, path_to
from marketplace.notifications.languages import language_at
from marketplace.notifications.models import Topic
from marketplace.offers.models import Offer
from marketplace.suggestions.lines import Line

ROWS_AT_ONCE = 500
LISTS = ("suggestions.for_offer", "suggestions.for_need")


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
    return Page("suggestions.show", _places(line.offer, line.need))


def listing_page(listing: Listed) -> Page:
    """The page of a listing."""
    return Page(f"{listing.__tablename__}.show", {"public_id": listing.public_id})


def is_known(user_id: int, key: str) -> bool:
    """Whether the person was told of this event, or knew of it."""
    return db.session.scalar(sa.select(AlertMessage.id).filter_by(user_id=user_id, key=key)) is not None


def pairs_reaching(listings: Iterable[Listed], at_least: int) -> list[Line]:
    """The pairs of these listings that reach the score now.

    To be asked before anything is written: a market younger than the transaction begins a new one.
    """
    return [line for listing in listings for line in best_pairs(listing) if line.score >= at_least]


def note_known(alert: ScoreAlert, lines: Sequence[Line]) -> int:
    """Note that these pairs are there already, so that they are not told as new; how many they are.

    What was noted so for this alert before is forgotten first: at another score other pairs are news. What the person
    was told of before stays as it is.
    """
    untold = sa.delete(AlertMessage).where(AlertMessage.alert_id == alert.id, AlertMessage.told_at.is_(None))
    db.session.execute(untold)
    for start in range(0, len(lines), ROWS_AT_ONCE):
        _note(alert, lines[start : start + ROWS_AT_ONCE])
    alert.is_unread = False
    return len(lines)


def _note(alert: ScoreAlert, lines: Sequence[Line]) -> None:
    """In one statement; of what is there, whoever has written it meanwhile, only the score known becomes the higher."""
    dialect = sqlite if db.session.connection().dialect.name == "sqlite" else postgresql
    rows = [
        {
            "user_id": alert.user_id, "key": pair_key(line), "alert_id": alert.id, "offer_id": line.offer.id,
            "need_id": line.need.id, "score": line.score, "telling": alert.telling,
        }
        for line in lines
    ]  # fmt: skip
    noted = dialect.insert(AlertMessage).values(rows)
    higher = noted.excluded.score > AlertMessage.score
    again = noted.on_conflict_do_update(
        index_elements=["user_id", "key"], set_={"score": noted.excluded.score}, where=higher
    )
    db.session.execute(again)


@dataclass(frozen=True, slots=True)
class News:
    """A pair that a person is to be told of, for one side of it, and the person's alerts that it reaches."""

    person: User
    own: Listed
    line: Line
    alerts: Sequence[ScoreAlert]


def tell_pairs(news: Sequence[News], event: Listed) -> bool:
    """Tell one person of the pairs of one event, each pair once, in one message; whether there was any to tell.

    A pair that several alerts wait for is told in the way of the one that asks for most: by mail rather than on the
    site alone. Who was told of it on the site when it had fewer points, and asked for a mail from more on, gets the
    mail; the inbox does not repeat it.
    """
    due = list({pair_key(one.line): found for one in news if (found := _due(one)) is not None}.values())
    if not due:
        return False
    person, page = due[0].news.person, _page_of([one.news for one in due], event)
    kept = [(one, row) for one in due for row in _kept(one, page)]
    said = [(one, row) for one, row in kept if not one.was_told]
    mailed = [(one, row) for one, row in kept if row.telling is Telling.AT_ONCE]
    if said:
        _line(person, said[0][1].key, Sentence(_words, [one.news for one, _row in said], page), page)
    if mailed:
        _mail(person, mailed[0][1].key, Sentence(_words, [one.news for one, _row in mailed], page), page)
    return bool(kept)


@dataclass(frozen=True, slots=True)
class _Due:
    """News that were not told in this way before, the alert that decides how, and the row that is there already."""

    news: News
    alert: ScoreAlert
    before: AlertMessage | None
    was_told: bool


def _due(news: News) -> _Due | None:
    before = _before(news)
    known = before.score if before is not None else None
    reached = [alert for alert in news.alerts if known is None or known < alert.at_least]
    if not reached:
        return None
    chosen = max(reached, key=_asks_for)
    was_told = before is not None and before.told_at is not None
    if was_told and (before is None or before.telling is not Telling.SITE or chosen.telling is Telling.SITE):
        return None
    return _Due(news, chosen, before, was_told)


def _before(news: News) -> AlertMessage | None:
    asked = sa.select(AlertMessage).filter_by(user_id=news.person.id, key=pair_key(news.line))
    return db.session.scalar(asked.execution_options(populate_existing=True))


def _page_of(news: Sequence[News], event: Listed) -> Page:
    """Why, for one pair; the suggestions of their listing, or the listing that came, for several."""
    if len(news) == 1:
        return pair_page(news[0].line)
    own = news[0].own
    if any((type(one.own), one.own.id) != (type(own), own.id) for one in news):
        return listing_page(event)
    if isinstance(own, Offer):
        return Page("suggestions.for_offer", {"offer_id": own.public_id})
    return Page("suggestions.for_need", {"need_id": own.public_id})


def _words(told: Sequence[News], page: Page) -> str:
    """For whoever reads now: of one pair that has its own page, or of several."""
    if page == pair_page(told[0].line):
        return _pair_words(told[0], page)
    return words_of_several(
        [Told(one.own, other_side(one.line, one.own), one.line.score, _pair_words(one, page)) for one in told]
    )


def _pair_words(news: News, page: Page) -> str:
    words = words_below if page.endpoint in LISTS else words_of
    return words(news.line, news.own)


def is_by_itself(row: AlertMessage) -> bool:
    """Whether the pair was told in a message of its own, which leads to its own page."""
    if row.offer is None or row.need is None:
        return True
    return row.path == Page("suggestions.show", _places(row.offer, row.need)).path


def _places(offer: Offer, need: Need) -> dict[str, str]:
    return {"need_id": need.public_id, "offer_id": offer.public_id}


def _kept(due: _Due, page: Page) -> Iterator[AlertMessage]:
    """The row that now says the pair is told; nothing where somebody noted or forgot it meanwhile."""
    news, line, before = due.news, due.news.line, due.before
    with force_locale(language_at(news.person.email)):
        words = _pair_words(news, page)
    told = {
        "alert_id": due.alert.id, "score": line.score, "telling": due.alert.telling,
        "sentence": words, "path": page.path, "told_at": now(),
    }  # fmt: skip
    if before is not None:
        still = AlertMessage.telling == Telling.SITE if due.was_told else AlertMessage.told_at.is_(None)
        yield from _changed(before, still, told)
        return
    about = {"offer_id": line.offer.id, "need_id": line.need.id}
    row = AlertMessage(user_id=news.person.id, key=pair_key(line), **about, **told)
    if is_first(row):
        yield row


def _asks_for(alert: ScoreAlert) -> tuple[int, bool, int]:
    ways = (Telling.SITE, Telling.DAILY, Telling.AT_ONCE)
    return ways.index(alert.telling), bool(alert.offer_id or alert.need_id), alert.at_least


def _changed(row: AlertMessage, still: sa.ColumnElement[bool], told: Mapping[str, object]) -> Iterator[AlertMessage]:
    """The row with its new values; nothing where somebody changed or forgot it meanwhile."""
    change = sa.update(AlertMessage).where(AlertMessage.id == row.id, still).values(**told).returning(AlertMessage.id)
    if db.session.scalar(change.execution_options(synchronize_session=False)) is not None:
        db.session.refresh(row)
        yield row


def tell_listing(person: User, search: SavedSearch, listing: Listed, sentence: Sentence) -> bool:
    """Tell the person of a listing that answers a search, once for all searches; whether this was the time."""
    key = listing_key(listing)
    if is_known(person.id, key):
        return False
    side = {"offer_id" if isinstance(listing, Offer) else "need_id": listing.id}
    row = AlertMessage(user_id=person.id, key=key, **side)
    page = listing_page(listing)
    row.search_id, row.telling = search.id, search.telling
    with force_locale(language_at(person.email)):
        row.sentence, row.path, row.told_at = str(sentence), page.path, now()
    if not is_first(row):
        return False
    _line(person, row.key, sentence, page)
    if search.telling is Telling.AT_ONCE:
        _mail(person, row.key, sentence, page)
    return True


def _line(person: User, key: str, sentence: Sentence, page: Page) -> None:
    """In the inbox; the mail is the alert's own affair."""
    notify(user_ids=[person.id], key=f"alert:{key}", sentence=sentence, path=page.path, topic=Topic.SUGGESTION)


def _mail(person: User, key: str, sentence: Sentence, page: Page) -> None:
    subject = _l("Tin mới trên Liên Kết: %(start)s", start=Sentence(_start, sentence))
    body = _l("%(sentence)s\n\nXem trên Liên Kết:\n%(link)s", sentence=sentence, link=page.address)
    queue_mail(recipient=person.email, key=f"alert:{person.public_id}:{key}", subject=subject, body=body)


def _start(sentence: Sentence) -> str:
    return str(sentence)[:100]


def is_first(row: AlertMessage | AlertDigest) -> bool:
    """Write the row; False, and nothing written, where the database has one like it."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        return False
    return True
