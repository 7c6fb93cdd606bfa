"""The change feed: every commit that changes what suggestions tell of a listing says so in the same transaction.

Session events watch what is flushed, so no action can forget it. Numbers are given at the very end, under the lock
of one row that is held until the commit: who reads up to a number has missed nothing below it. A statement over
many rows, which no event sees row by row, renews everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from marketplace.extensions import BULK_CHANGES, db
from marketplace.needs.models import Need, NeedCriterion, NeedPeriod, NeedPlace
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Certificate, Organisation, Site, TrackRecord
from marketplace.suggestions.market_models import ListingKind, MarketChange, MarketClock
from marketplace.suggestions.models import SuggestionFeedback

TOUCHED = "touched listings"
WATCHED = frozenset(
    {
        "offers", "offer_periods", "offer_certificates", "needs", "need_periods", "need_criteria", "need_places",
        "organisations", "sites", "certificates", "commodities", "communes", "provinces", "reference_prices",
    }
)  # fmt: skip
ROWS_AT_ONCE = 500


@dataclass
class Touched:
    """What a transaction changed so far: listings by id, organisations whose listings all changed, or everything."""

    offers: set[int] = field(default_factory=set)
    needs: set[int] = field(default_factory=set)
    organisations: set[int] = field(default_factory=set)
    everything: bool = False

    def __bool__(self) -> bool:
        return self.everything or bool(self.offers or self.needs or self.organisations)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the feed says after a number: the number it goes to, whether everything is new, and which listings."""

    change_no: int
    everything: bool
    offers: tuple[int, ...]
    needs: tuple[int, ...]


NOTHING = Changes(-1, False, (), ())


def since(change_no: int) -> Changes:
    """The listings changed after `change_no`, by id, in order of their change; one question."""
    later = sa.select(MarketClock.change_no, MarketClock.renewed_no, MarketChange.kind, MarketChange.listing_id)
    rows = db.session.execute(
        later.outerjoin(MarketChange, MarketChange.change_no > change_no).order_by(MarketChange.change_no)
    ).all()
    if not rows:
        return Changes(0, False, (), ())
    return Changes(
        change_no=rows[0][0],
        everything=rows[0][1] > change_no,
        offers=tuple(row[3] for row in rows if row[2] is ListingKind.OFFER),
        needs=tuple(row[3] for row in rows if row[2] is ListingKind.NEED),
    )


def clock() -> tuple[int, int]:
    """The number of the last change, and that of the last time everything was renewed."""
    row = db.session.execute(sa.select(MarketClock.change_no, MarketClock.renewed_no)).one_or_none()
    return (0, 0) if row is None else (row[0], row[1])


def pending(session: Session) -> Touched:
    """What the session has flushed and not committed yet, by listing."""
    session.flush()
    touched: Touched = session.info.get(TOUCHED, Touched())
    everything = touched.everything or not WATCHED.isdisjoint(session.info.get(BULK_CHANGES, ()))
    return Touched(
        touched.offers | _listings_of(session, Offer, touched.organisations),
        touched.needs | _listings_of(session, Need, touched.organisations),
        everything=everything,
    )


def register_feed() -> None:
    """Watch every session of the site. Said again, it changes nothing."""
    for name, watch in (
        ("after_flush", _collect),
        ("do_orm_execute", _notice_bulk),
        ("before_commit", _number),
        ("after_soft_rollback", _forget),
    ):
        if not sa.event.contains(db.session, name, watch):
            sa.event.listen(db.session, name, watch)


def _collect(session: Session, _context: object) -> None:
    """The session still stands as before the flush; new rows have their ids already."""
    for instance in _written(session):
        if isinstance(instance, (Offer, Need, OfferPeriod, NeedPeriod, NeedCriterion, NeedPlace)):
            _touched(session).needs.update(_ids_of_needs(instance))
            _touched(session).offers.update(_ids_of_offers(instance))
        elif isinstance(instance, Organisation):
            _touched(session).organisations.add(instance.id)
        elif isinstance(instance, SuggestionFeedback):
            _touched(session).offers.update(_all_of(instance, "offer_id"))
            _touched(session).needs.update(_all_of(instance, "need_id"))
        elif isinstance(instance, TrackRecord):
            _touched(session).organisations.add(instance.organisation_id)
        elif isinstance(instance, (Site, Certificate)):
            _touched(session).organisations.update(_all_of(instance, "organisation_id"))


def _written(session: Session) -> Iterator[Any]:
    yield from session.new
    yield from session.deleted
    yield from (instance for instance in session.dirty if session.is_modified(instance))


def _ids_of_offers(instance: Any) -> set[int]:
    if isinstance(instance, Offer):
        return {instance.id}
    return _all_of(instance, "offer_id") if isinstance(instance, OfferPeriod) else set()


def _ids_of_needs(instance: Any) -> set[int]:
    if isinstance(instance, Need):
        return {instance.id}
    return set() if isinstance(instance, (Offer, OfferPeriod)) else _all_of(instance, "need_id")


def _all_of(instance: Any, name: str) -> set[int]:
    """The owner now and the one before, where a row changed hands."""
    history = sa.inspect(instance).attrs[name].history
    return {owner for owner in (*history.sum(), getattr(instance, name)) if owner is not None}


def _notice_bulk(state: ORMExecuteState) -> None:
    if state.is_update or state.is_delete or state.is_insert:
        table = getattr(state.statement, "table", None)
        state.session.info.setdefault(BULK_CHANGES, set()).add(getattr(table, "name", ""))


def _touched(session: Session) -> Touched:
    touched: Touched = session.info.setdefault(TOUCHED, Touched())
    return touched


def _number(session: Session) -> None:
    """Write the feed, last of all: the lock of the clock is waited for with nothing left to do but commit."""
    if session.in_nested_transaction():
        return
    touched = pending(session)
    session.info.pop(TOUCHED, None)
    session.info.pop(BULK_CHANGES, None)
    rows = [(ListingKind.OFFER, number) for number in sorted(touched.offers)]
    rows += [(ListingKind.NEED, number) for number in sorted(touched.needs)]
    if touched:
        _write(session, rows, everything=touched.everything)


def _write(session: Session, rows: list[tuple[ListingKind, int]], *, everything: bool) -> None:
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    steps = len(rows) + everything
    clock = insert(MarketClock).values(id=1, change_no=steps, renewed_no=steps if everything else 0)
    ticked = {"change_no": MarketClock.change_no + steps}
    if everything:
        ticked["renewed_no"] = MarketClock.change_no + steps
    last = connection.scalar(
        clock.on_conflict_do_update(index_elements=["id"], set_=ticked).returning(MarketClock.change_no)
    )
    assert last is not None  # noqa: S101 - an upsert returns its row
    numbered = [
        {"kind": kind, "listing_id": listing_id, "change_no": last - steps + place}
        for place, (kind, listing_id) in enumerate(rows, start=1)
    ]
    for start in range(0, len(numbered), ROWS_AT_ONCE):
        change = insert(MarketChange).values(numbered[start : start + ROWS_AT_ONCE])
        newer = {"change_no": change.excluded.change_no}
        connection.execute(change.on_conflict_do_update(index_elements=["kind", "listing_id"], set_=newer))


def _listings_of(session: Session, model: type[Offer] | type[Need], organisations: Iterable[int]) -> set[int]:
    owners = sorted(organisations)
    found: set[int] = set()
    for start in range(0, len(owners), ROWS_AT_ONCE):
        some = owners[start : start + ROWS_AT_ONCE]
        found.update(session.scalars(sa.select(model.id).where(model.organisation_id.in_(some))))
    return found


def _forget(session: Session, previous: SessionTransaction) -> None:
    """Undone to the beginning. What a savepoint undoes may stay named: a listing read again for nothing."""
    if previous.parent is None:
        session.info.pop(TOUCHED, None)
        session.info.pop(BULK_CHANGES, None)
