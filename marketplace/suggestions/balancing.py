"""What both sides' wishes come to over the whole market, made beside requests and stored as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, TypeAlias

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import changes, gateway, market, snapshots
from marketplace.suggestions.market_models import BalancedPair, MarketBalance, MarketClock
from matching import NeedRecord, OfferRecord
from matching.batch import MatchTable, match

LISTED = 50
AT_ONCE = 2000
ONE = 1
Ids: TypeAlias = tuple[dict[str, int], dict[str, int]]


def refresh_snapshot() -> int:
    """Read the market anew and keep its index for processes that start; the number of offers in it.

    Commits after reading: nobody waits for the database while files are written. The caller commits their name.
    """
    market.read_anew()
    with market.asking() as found:
        db.session.commit()
        snapshots.keep(found.settings.data_dir, snapshots.Snapshot(found.index, found.change_no, found.day))
        return len(found.index)


def is_due(day: date) -> bool:
    """Whether anything the balance depends on has changed since it was made."""
    made = db.session.get(MarketBalance, ONE)
    last = (changes.clock()[0], day, gateway.weights_version())
    return made is None or (made.change_no, made.day, made.weights_version) != last


def refresh_balance() -> int:
    """Balance the market as it is now and let the result take the place of the one before; the number of pairs.

    Commits on the way, so that nobody waits for the database while it computes: pairs are written in pieces under a new
    turn, then the turn is made the one that counts. Asked for by several at once, the one that began to write last
    counts.
    """
    weights = gateway.weights_version()
    with market.asking() as found:
        db.session.commit()
        day, change_no = found.day, found.change_no
        needs = sorted(found.needs, key=lambda need: need.id)
        table = match(found.index, needs, gateway.matcher(), top=LISTED, on=day)
        table, offers = _offers_of(found, table)
    ids = _ids(Need, [one.id for one in needs]), _ids(Offer, table.offer_ids)
    db.session.commit()
    turn = _written(_rows(table, needs, offers, day, ids))
    _let_count(MarketBalance(id=ONE, turn=turn, change_no=change_no, day=day, made_at=now(), weights_version=weights,
                             pairs=len(table)))  # fmt: skip
    return len(table)


def _offers_of(found: market.Market, table: MatchTable) -> tuple[MatchTable, list[OfferRecord]]:
    """The records of the offers that stand in pairs, and the table numbered by them."""
    import numpy as np

    places, numbers = np.unique(table.offer, return_inverse=True)
    names = [table.offer_ids[place] for place in places.tolist()]
    known = found.records(names)
    return replace(table, offer=numbers, offer_ids=names), [known[name] for name in names]


def _rows(
    table: MatchTable, needs: Sequence[NeedRecord], offers: Sequence[OfferRecord], day: date, ids: Ids
) -> Iterator[dict[str, Any]]:
    """The balanced pairs in the order shown; asks the database nothing."""
    from matching.exposure import shown_order
    from matching.lists import places
    from matching.two_sided import balance, capacities, seller_scores

    if not len(table):
        return
    need, offer, buyer = table.need, table.offer, table.tenths / 10
    seller = seller_scores(table, needs, offers, on=day)
    wanted, offered = capacities(needs, offers)
    mutual = balance(need, offer, buyer, seller, need_capacity=wanted, offer_capacity=offered)
    order = shown_order(need, offer, buyer, mutual)
    need_ids, offer_ids = ids
    place = places(need[order]) + 1
    for at, rank in zip(order.tolist(), place.tolist(), strict=True):
        yield {
            "need_id": need_ids[needs[need[at]].id],
            "offer_id": offer_ids[offers[offer[at]].id],
            "place": rank,
            "buyer_score": _three(buyer[at]),
            "seller_score": _three(seller[at]),
            "mutual": _three(min(mutual[at], 1.0)),
        }


def _three(value: float) -> Decimal:
    return Decimal(round(float(value) * 1000)) / 1000


def _ids(model: type[Offer] | type[Need], public_ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(public_ids), AT_ONCE):
        some = public_ids[start : start + AT_ONCE]
        rows = db.session.execute(sa.select(model.public_id, model.id).where(model.public_id.in_(some)))
        found.update((row[0], row[1]) for row in rows)
    return found


def _written(rows: Iterable[dict[str, Any]]) -> int:
    """Write the pairs under a turn of their own, a commit for each piece; the turn."""
    pieces = _pieces(rows)
    first = next(pieces, [])  # all is computed before the lock is taken
    turn = _next_turn()
    for piece in chain([first] if first else [], pieces):
        db.session.execute(sa.insert(BalancedPair), [{**row, "turn": turn} for row in piece])
        db.session.commit()
    return turn


def _next_turn() -> int:
    """A turn nobody writes under. Held with the clock until the commit of its first pairs, so that two turns differ."""
    _hold_the_clock()
    made = db.session.scalar(sa.select(MarketBalance.turn))
    begun = db.session.scalar(sa.select(sa.func.max(BalancedPair.turn)))
    return max(made or 0, begun or 0) + 1


def _let_count(made: MarketBalance) -> None:
    """Unless a later turn counts already; then the pairs of this one go with all that do not count."""
    _hold_the_clock()
    counts = db.session.scalar(sa.select(MarketBalance.turn)) or 0
    if made.turn > counts:
        db.session.merge(made)
    db.session.commit()
    _clear(max(made.turn, counts))


def _hold_the_clock() -> None:
    db.session.execute(sa.select(MarketClock.id).with_for_update())


def _clear(turn: int) -> None:
    """Remove the pairs of earlier turns, a few thousand at a time: nobody waits for them."""
    while old := db.session.execute(
        sa.select(BalancedPair.turn, BalancedPair.need_id).where(BalancedPair.turn < turn).distinct().limit(100)
    ).all():
        for number, need_id in old:
            gone = sa.delete(BalancedPair).where(BalancedPair.turn == number, BalancedPair.need_id == need_id)
            db.session.connection().execute(gone)
        db.session.commit()


def _pieces(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some
