"""What people do with their saved searches and alerts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.alerts import jobs
from marketplace.alerts.messages import note_known, pairs_reaching
from marketplace.alerts.models import Asked, SavedSearch, ScoreAlert, SearchKind, Telling
from marketplace.alerts.queries import covered
from marketplace.alerts.searching import VERSION, read
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.clock import now
from marketplace.errors import DomainError, NotAllowedError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.changes import is_member
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.suggestions.lines import Line

MOST_SEARCHES = 20
MOST_ALERTS = 20
LATE = timedelta(minutes=2)
"""A listing may be on the market this long after the instant it says; rather new twice than never."""


def save_search(*, by: User, kind: SearchKind, name: str, filters: Mapping[str, str], telling: Telling) -> SavedSearch:
    """Keep the filters of a list. DomainError for filters that cannot be read or are kept already, a name
    taken, or too many."""
    reading = read(filters)
    if not reading.narrows:
        raise DomainError(_l("Có điều kiện chưa đọc được. Hãy sửa trong danh sách rồi lưu lại."))
    _one_at_a_time(by)
    if _count(SavedSearch, by) >= MOST_SEARCHES:
        message = _l("Bạn đã lưu %(most)s tìm kiếm, nhiều nhất có thể. Hãy xóa bớt rồi lưu lại.", most=MOST_SEARCHES)
        raise DomainError(message)
    _check_name(by, name)
    _check_filters(by, kind, filters)
    made = SavedSearch(
        user_id=by.id, kind=kind, name=name, filters=dict(filters), filters_version=VERSION, telling=telling
    )
    db.session.add(made)
    db.session.flush()
    record(events.SEARCH_SAVED, made, by=by, after={"name": None, "telling": telling})
    return made


def change_search(*, by: User, search: SavedSearch, name: str, telling: Telling) -> None:
    """Another name, another way of telling; DomainError(field="name") for a name taken."""
    if name != search.name:
        _one_at_a_time(by)
        _check_name(by, name)
    before = {"name": None, "telling": search.telling}  # the history says that it changed: the name is the person's own
    search.name, search.telling = name, telling
    db.session.flush()
    record(events.SEARCH_CHANGED, search, by=by, before=before, after={"name": None, "telling": telling})


def visit_search(*, search: SavedSearch) -> None:
    """Remember the visit: what came since the last one is what the page shows as new."""
    search.new_since, search.visited_at = search.visited_at - LATE, now()
    db.session.flush()


def set_alert(
    *, by: User, organisation: Organisation, listing: Offer | Need | None, at_least: int, telling: Telling
) -> tuple[ScoreAlert, int | None]:
    """Tell the person of pairs that reach the score from now on; (the alert, pairs that are there already).

    Pairs that are there already are known, and not told. For a whole organisation they are looked up beside the
    request (None); what is published or changed before that may be told though it was there. NotAllowedError for an
    organisation of others, DomainError for an alert that is there already or too many.
    """
    if not is_member(by, organisation.id) or (listing is not None and listing.organisation_id != organisation.id):
        raise NotAllowedError(_l("Chỉ đặt báo tin được cho đơn vị của mình."))
    there = pairs_reaching([listing], at_least) if listing is not None and listing.is_public else []
    _one_at_a_time(by)
    about = {
        "organisation_id": organisation.id,
        "offer_id": listing.id if isinstance(listing, Offer) else None,
        "need_id": listing.id if isinstance(listing, Need) else None,
    }
    _check_new(by, about)
    made = ScoreAlert(user_id=by.id, at_least=at_least, telling=telling, **about)
    db.session.add(made)
    db.session.flush()
    record(events.ALERT_SET, made, by=by, at_least=at_least)
    return made, _known(made, there)


def change_alert(*, by: User, alert: ScoreAlert, at_least: int, telling: Telling) -> int | None:
    """Another score, another way of telling; how many pairs are there already at that score, as `set_alert` says."""
    there = _there(alert, at_least)
    before = {"at_least": alert.at_least, "telling": alert.telling}
    alert.at_least, alert.telling = at_least, telling
    db.session.flush()
    record(events.ALERT_CHANGED, alert, by=by, before=before, after={"at_least": at_least, "telling": telling})
    return _known(alert, there)


def _there(alert: ScoreAlert, at_least: int) -> list[Line]:
    """The pairs of the one listing an alert is about; those of a whole organisation are for the job."""
    return [] if alert.is_whole else pairs_reaching(covered(alert), at_least)


def _known(alert: ScoreAlert, there: list[Line]) -> int | None:
    if not alert.is_whole:
        return note_known(alert, there)
    alert.is_unread, alert.since = True, now()
    db.session.flush()
    jobs.read.after_commit(alert.id)
    return None


def pause(*, by: User, asked: SavedSearch | ScoreAlert) -> None:
    """Tell nothing until it is resumed; what comes meanwhile is not told later."""
    if asked.paused_at is None:
        asked.paused_at = now()
        _note(asked, by, paused=True)


def resume(*, by: User, asked: SavedSearch | ScoreAlert) -> None:
    """Tell again, from now on."""
    if asked.paused_at is not None:
        there = _there(asked, asked.at_least) if isinstance(asked, ScoreAlert) else []
        asked.paused_at, asked.since = None, now()
        _note(asked, by, paused=False)
        if isinstance(asked, ScoreAlert):
            _known(asked, there)


def remove(*, by: User, asked: SavedSearch | ScoreAlert) -> None:
    """Take it from the person's list; what was told stays told."""
    asked.removed_at = now()
    db.session.flush()
    record(events.SEARCH_REMOVED if isinstance(asked, SavedSearch) else events.ALERT_REMOVED, asked, by=by)


def _note(asked: SavedSearch | ScoreAlert, by: User, *, paused: bool) -> None:
    db.session.flush()
    name = events.SEARCH_CHANGED if isinstance(asked, SavedSearch) else events.ALERT_CHANGED
    record(name, asked, by=by, before={"paused": not paused}, after={"paused": paused})


def _one_at_a_time(by: User) -> None:
    """Two presses of one person come one after the other, so that limits hold."""
    db.session.execute(sa.select(User.id).where(User.id == by.id).with_for_update())


def _count(model: type[Asked], by: User) -> int:
    live = sa.select(sa.func.count()).select_from(model).where(model.user_id == by.id, model.removed_at.is_(None))
    return db.session.scalar(live) or 0


def _check_name(by: User, name: str) -> None:
    same = sa.select(SavedSearch.id).filter_by(user_id=by.id, name=name, removed_at=None)
    if db.session.scalar(same) is not None:
        raise DomainError(_l("Bạn đã có một tìm kiếm tên này. Hãy đặt tên khác."), field="name")


def _check_filters(by: User, kind: SearchKind, filters: Mapping[str, str]) -> None:
    """The same search is not kept twice under two names."""
    for search in db.session.scalars(sa.select(SavedSearch).filter_by(user_id=by.id, kind=kind, removed_at=None)):
        if _said(search.filters) == _said(filters):
            raise DomainError(_l("Bạn đã lưu đúng tìm kiếm này với tên “%(name)s”.", name=search.name))


def _said(filters: Mapping[str, str]) -> dict[str, str]:
    """Filters as they are compared: letter case and spaces make no other search."""
    return {name: " ".join(value.casefold().split()) for name, value in filters.items()}


def _check_new(by: User, about: Mapping[str, int | None]) -> None:
    """Nothing is set twice, nor more than can be looked after."""
    if db.session.scalar(sa.select(ScoreAlert.id).filter_by(user_id=by.id, removed_at=None, **about)) is not None:
        raise DomainError(_l("Bạn đã đặt báo tin này rồi. Hãy sửa số điểm ở báo tin đã có."), field="about")
    if _count(ScoreAlert, by) >= MOST_ALERTS:
        message = _l("Bạn đã đặt %(most)s báo tin, nhiều nhất có thể. Hãy xóa bớt rồi đặt lại.", most=MOST_ALERTS)
        raise DomainError(message)
