"""The market in this process: the index of all public offers and the needs, as fresh as the reader's transaction.

It is read from the tables once, in pieces. Then every request asks one cheap question, what changed since, and only
that is read again. What the session at hand has written and not committed is put in for that session alone. At a new
day the listings of which a period has ended are read again; certificates and windows are judged when asked.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app

from marketplace.catalogue.price_queries import PriceBook, price_book
from marketplace.clock import today
from marketplace.config import Settings
from marketplace.extensions import db
from marketplace.needs.models import Need, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.suggestions import changes, fact_rows, moment, snapshots
from marketplace.suggestions.changes import Changes, Touched
from marketplace.suggestions.gates import Gate
from marketplace.suggestions.listing_ids import Read, ended, public_ids, put
from marketplace.suggestions.needs_index import NeedsIndex
from marketplace.suggestions.news import News
from marketplace.suggestions.records import can_be_matched, need_record, offer_record
from matching import NeedRecord, OfferIndex, OfferRecord, build
from matching.ranking import Ranking

EXTENSION = "lienket-market"
MOST_REMEMBERED = 500
MANY_NEEDS = 1000
T = TypeVar("T")
_lock = Lock()
_log = structlog.get_logger("market")


class VanishedError(Exception):
    """An offer of the index is younger than the transaction that asks: ask again in a new one."""


class Market:
    """The index and the needs of one application, day and change number. Use it inside `asking`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.gate = Gate()
        self.offers: OfferIndex | None = None
        self.needs = NeedsIndex()
        self.day = date.min
        self.change_no = -1
        self.news = News()
        self.remembered: dict[tuple[object, ...], Ranking] = {}
        self.beside: dict[str, Any] = {}
        self.stale = Touched()
        self.unsettled: set[str] = set()
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

    def catch_up(self, on: date) -> None:
        """Read what has changed, what has ended by the day, and what an open transaction left behind."""
        if self.offers is None and not self._starts_from_kept():
            self.read_all(on)
        else:
            found = changes.since(self.change_no)
            if found.everything or self.stale.everything or on < self.day:
                self.change_no = found.change_no
                self.read_all(on)
            else:
                self._read_news(on, found)
        self.stale = Touched()

    def _read_news(self, on: date, found: Changes) -> None:
        offers, needs = {*found.offers, *self.stale.offers}, {*found.needs, *self.stale.needs}
        if on > self.day:
            offers.update(ended(OfferPeriod.offer_id, OfferPeriod.end, self.day, on))
            needs.update(ended(NeedPeriod.need_id, NeedPeriod.end, self.day, on))
            self.day, self._prices = on, None
        number = max(self.change_no, found.change_no)
        self.read(offers, needs, number)
        self.change_no = number

    def _starts_from_kept(self) -> bool:
        """Take the kept index, if there is one that this database can catch up with; else all is to be read."""
        clock = changes.clock()
        kept = snapshots.newest(self.settings.data_dir, clock)
        if kept is None:
            self.change_no = clock[0]
            return False
        self.offers, self.day, self.change_no, self._prices = kept.index, kept.day, kept.change_no, None
        self.news.renew(self.change_no)
        self.needs = NeedsIndex(self._need_records(None))
        _made_to_stay(len(self.needs))
        return True

    def read(self, offers: Iterable[int], needs: Iterable[int], number: int) -> Read:
        """Read these listings again, by id; those that may not be matched any more leave.

        They count as changed with this number, and with them the goods that were put in for one session only.
        """
        offer_ids, need_ids = sorted(offers), sorted(needs)
        offered = {one.id: one for one in self._offer_records(offer_ids)} if offer_ids else {}
        wanted = {one.id: one for one in self._need_records(need_ids)} if need_ids else {}
        named = public_ids(Offer, offer_ids), public_ids(Need, need_ids)
        before = {good for public_id in named[0] for good in self.index.goods_of(public_id)}
        after = {good.code for one in offered.values() for good in one.goods}
        self.news.note(number, goods=before | after | self.unsettled, needs=named[1])
        self.unsettled = set()
        for public_id in named[0]:
            put(self.index, public_id, offered)
        for public_id in named[1]:
            put(self.needs, public_id, wanted)
        return Read(*named, before | after)

    def read_all(self, on: date) -> None:
        """Read every listing from the tables."""
        self.remembered.clear()
        self.news.renew(self.change_no)
        self.day, self._prices = on, None
        self.offers = build(self._offer_records(None), keep=False)
        self.needs = NeedsIndex(self._need_records(None))
        _made_to_stay(len(self.needs))
        _log.info("market read", offers=len(self.offers), needs=len(self.needs))

    def records(self, named: Sequence[str]) -> Mapping[str, OfferRecord]:
        """The records of a few offers by public id. Raises VanishedError for one that this session does not see."""
        found = fact_rows.named_offers(named)
        known = {one.common.public_id: offer_record(one, self.day, self.prices()) for one in found}
        if not known.keys() >= set(named):
            raise VanishedError
        return known

    def last_change(self, need_id: str) -> int:
        """The number of the last change of what a need's list tells; of a need that nothing can answer, of anything."""
        need = self.needs.get(need_id)
        return self.change_no if need is None else self.news.of(need)

    def remember(self, key: tuple[object, ...], ranking: Ranking) -> None:
        """Keep an answer until there are too many; the key tells what it depends on."""
        if len(self.remembered) >= MOST_REMEMBERED:
            self.remembered.clear()
        self.remembered[key] = ranking

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
    if mine:
        with market.gate.writing(), _with(market, day, mine):
            yield market
        return
    if _is_behind(market, day):
        with market.gate.writing():
            market.catch_up(day)
    with market.gate.reading():
        yield market


def _is_behind(market: Market, day: date) -> bool:
    now = moment.known()
    if now is not None and (now.change_no or 0) <= market.change_no:
        return market.is_behind(day, changes.NOTHING)
    return market.offers is None or market.is_behind(day, changes.since(market.change_no))


@contextmanager
def _with(market: Market, day: date, mine: Touched) -> Iterator[None]:
    """What only this session sees is in the market meanwhile; then it leaves, and the next who asks reads it again."""
    mine_read = Read([], [], set())
    try:
        market.catch_up(day)
        mine_read = market.read(mine.offers, mine.needs, market.change_no)
        market.remembered.clear()
        yield
    finally:
        market.remembered.clear()
        # What a failed catching up has left to be read is not forgotten.
        market.stale = Touched(
            market.stale.offers | mine.offers, market.stale.needs | mine.needs, everything=market.stale.everything
        )
        market.unsettled |= mine_read.goods
        for public_id in mine_read.offers:
            market.index.remove(public_id)
        for public_id in mine_read.needs:
            market.needs.remove(public_id)
        if mine.everything:
            market.offers = None


def offers() -> OfferIndex:
    """All public offers that may be matched today. Between two calls others may renew it: ask within `asking`."""
    with asking() as market:
        return market.index


def needs() -> NeedsIndex:
    """All public needs that may be matched today, as above."""
    with asking() as market:
        return market.needs


def beside(name: str, make: Callable[[], T]) -> T:
    """Something kept beside the market of this application, made when it is first asked for."""
    kept: T = _market_of(current_app).beside.setdefault(name, make())
    return kept


def standing(need_id: str) -> int | None:
    """The number of the last change of what the list of a need tells to this session.

    None where the session sees an older state than the market has read: what it is told must not be kept as the news.
    """
    with asking() as found:
        return found.last_change(need_id) if sees_all_of(found) else None


def sees_all_of(market: Market) -> bool:
    """Whether this session sees every change that the market has read; it may have begun before the last of them."""
    now = moment.known()
    seen = changes.clock()[0] if now is None else now.change_no or 0
    return seen >= market.change_no


def prices_on(day: date) -> PriceBook:
    """The reference prices of a day, read once where it is the market's own."""
    market = _market_of(current_app)
    return market.prices() if market.day == day else price_book(day)


def read_anew() -> None:
    """Read everything from the tables now, whatever is known or kept already."""
    market = _market_of(current_app)
    with market.gate.writing():
        market.change_no = changes.clock()[0]
        market.beside.clear()  # kept under numbers that another market may have given
        market.read_all(today())


def forget() -> None:
    """Know nothing, as a process that starts."""
    current_app.extensions.pop(EXTENSION, None)


def _market_of(app: Flask) -> Market:
    """One for the application; another database or day of settings is another market."""
    settings: Settings = app.config["SETTINGS"]
    with _lock:
        market: Market | None = app.extensions.get(EXTENSION)
        if market is None or market.settings is not settings:
            market = app.extensions[EXTENSION] = Market(settings)
        return market


def _made_to_stay(needs: int) -> None:
    """The garbage collector looks at a large market no more: one look would keep every reader waiting."""
    if needs > MANY_NEEDS:
        gc.freeze()
