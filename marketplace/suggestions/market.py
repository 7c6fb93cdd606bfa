"""The market in this process: the index of all public offers and the needs, as fresh as the reader's transaction.

It is read from the tables once, in pieces. Then every request asks one cheap question, what changed since, and only
that is read again. What the session at hand has written and not committed is put in for that session alone. At a new
day the listings of which a period has ended are read again; certificates and windows are judged when asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock

import sqlalchemy as sa
import structlog
from flask import Flask, current_app

from marketplace.catalogue.price_queries import PriceBook, price_book
from marketplace.clock import today
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.suggestions import changes, fact_rows
from marketplace.suggestions.changes import Changes, Touched
from marketplace.suggestions.gates import Gate
from marketplace.suggestions.needs_index import NeedsIndex
from marketplace.suggestions.records import can_be_matched, need_record, offer_record
from matching import NeedRecord, OfferIndex, OfferRecord, build
from matching.ranking import Ranking

EXTENSION = "lienket-market"
MOST_REMEMBERED = 2000
_lock = Lock()
_log = structlog.get_logger("market")


class Market:
    """The index and the needs of one application, day and change number. Use it inside `asking`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.gate = Gate()
        self.offers: OfferIndex | None = None
        self.needs = NeedsIndex()
        self.day = date.min
        self.change_no = -1
        self.remembered: dict[tuple[object, ...], Ranking] = {}
        self.stale = Touched()
        self._prices: PriceBook | None = None

    @property
    def index(self) -> OfferIndex:
        """The offers; ready inside `asking`."""
        if self.offers is None:
            raise RuntimeError("the market is asked outside of `asking`")
        return self.offers

    def is_behind(self, on: date, found: Changes) -> bool:
        """Whether something must be read before an answer for that day."""
        news = found.change_no > self.change_no or found.everything
        return self.offers is None or self.day != on or news or bool(self.stale)

    def catch_up(self, on: date, found: Changes) -> None:
        """Read what `found` says, what has ended by the day, and what an open transaction left behind."""
        if self.offers is None or found.everything or self.stale.everything or on < self.day:
            self._read_all(on)
        else:
            offers = {*found.offers, *self.stale.offers}
            needs = {*found.needs, *self.stale.needs}
            if on > self.day:
                self._prices = None
                offers.update(_ended(OfferPeriod.offer_id, OfferPeriod.end, self.day, on))
                needs.update(_ended(NeedPeriod.need_id, NeedPeriod.end, self.day, on))
                self.day = on
            self.read(offers, needs)
        self.stale = Touched()
        self.change_no = max(self.change_no, found.change_no)

    def read(self, offers: Iterable[int], needs: Iterable[int]) -> None:
        """Read these listings again, by id; those that may not be matched any more leave."""
        self.remembered.clear()
        offer_ids, need_ids = sorted(offers), sorted(needs)
        offered = {one.id: one for one in self._offer_records(offer_ids)} if offer_ids else {}
        wanted = {one.id: one for one in self._need_records(need_ids)} if need_ids else {}
        for public_id in _public_ids(Offer, offer_ids):
            _put(self.index, public_id, offered)
        for public_id in _public_ids(Need, need_ids):
            _put(self.needs, public_id, wanted)

    def _read_all(self, on: date) -> None:
        self.remembered.clear()
        self.day, self._prices = on, None
        self.offers = build(self._offer_records(None))
        self.needs = NeedsIndex(self._need_records(None))
        _log.info("market read", offers=len(self.offers), needs=len(self.needs))

    def prices(self) -> PriceBook:
        """The references of the market's day."""
        if self._prices is None:
            self._prices = price_book(self.day)
        return self._prices

    def _offer_records(self, ids: list[int] | None) -> Iterator[OfferRecord]:
        for facts in fact_rows.public_offers(ids):
            if can_be_matched(facts, self.day):
                yield offer_record(facts, self.day, self.prices())

    def _need_records(self, ids: list[int] | None) -> Iterator[NeedRecord]:
        for facts in fact_rows.public_needs(ids):
            if can_be_matched(facts, self.day):
                yield need_record(facts, self.day, self.prices())


@contextmanager
def asking(on: date | None = None) -> Iterator[Market]:
    """The market as this session sees it now, for answers of one day (today if None)."""
    day = on or today()
    market = _market_of(current_app)
    mine = changes.pending(db.session())
    found = changes.since(market.change_no)
    if mine:
        with market.gate.writing(), _with(market, day, mine):
            yield market
        return
    if market.is_behind(day, found):
        with market.gate.writing():
            found = changes.since(market.change_no)
            if market.is_behind(day, found):
                market.catch_up(day, found)
    with market.gate.reading():
        yield market


@contextmanager
def _with(market: Market, day: date, mine: Touched) -> Iterator[None]:
    """What only this session sees is in the market meanwhile, and is read again by the next who asks."""
    try:
        market.catch_up(day, changes.since(market.change_no))
        market.read(mine.offers, mine.needs)
        yield
    finally:
        market.remembered.clear()
        if mine.everything:
            market.offers = None
        market.stale = Touched(mine.offers, mine.needs)


def offers() -> OfferIndex:
    """All public offers that may be matched today. Between two calls others may renew it: ask within `asking`."""
    with asking() as market:
        return market.index


def needs() -> NeedsIndex:
    """All public needs that may be matched today, as above."""
    with asking() as market:
        return market.needs


def prices_on(day: date) -> PriceBook:
    """The reference prices of a day, read once where it is the market's own."""
    market = _market_of(current_app)
    return market.prices() if market.day == day else price_book(day)


def forget() -> None:
    """Read everything again for the next question."""
    current_app.extensions.pop(EXTENSION, None)


def _market_of(app: Flask) -> Market:
    """One for the application; another database or day of settings is another market."""
    settings: Settings = app.config["SETTINGS"]
    with _lock:
        market: Market | None = app.extensions.get(EXTENSION)
        if market is None or market.settings is not settings:
            market = app.extensions[EXTENSION] = Market(settings)
        return market


def _ended(owner: sa.SQLColumnExpression[int], end: sa.SQLColumnExpression[date], before: date, on: date) -> list[int]:
    """The listings of which a period ended since the market's day."""
    return list(db.session.scalars(sa.select(owner).where(end >= before, end < on).distinct()))


def _public_ids(model: type[Offer] | type[Need], ids: list[int]) -> list[str]:
    found: list[str] = []
    for start in range(0, len(ids), fact_rows.PIECE):
        chosen = model.id.in_(ids[start : start + fact_rows.PIECE])
        found += db.session.scalars(sa.select(model.public_id).where(chosen))
    return found


def _put(
    index: OfferIndex | NeedsIndex, public_id: str, records: dict[str, OfferRecord] | dict[str, NeedRecord]
) -> None:
    record = records.get(public_id)
    if record is None:
        index.remove(public_id)
    else:
        index.replace(record)  # type: ignore[arg-type]
