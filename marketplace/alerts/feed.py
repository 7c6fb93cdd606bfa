"""The market's feed of changes, read in steps from where the last step ended."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.alerts.models import AlertCursor, SearchKind
from marketplace.extensions import db
from marketplace.suggestions.market_models import ListingKind, MarketChange, MarketClock

KINDS = {ListingKind.OFFER: SearchKind.OFFERS, ListingKind.NEED: SearchKind.NEEDS}


@dataclass(frozen=True, slots=True)
class Step:
    """The number the step leads to, and the ids of what changed in it, by list. Empty at the end of the feed."""

    change_no: int
    ids: dict[SearchKind, list[int]]

    @property
    def changes(self) -> int:
        """How many listings changed."""
        return sum(map(len, self.ids.values()))


def next_step(after: int, most: int) -> Step:
    """The next changes after a number, at most so many, in their order.

    Numbers become visible in order, so a step misses nothing below its end. A renewal of the whole market (reference
    data loaded anew) names no listing and is no step: nobody's listing was published or changed by it.
    """
    later = sa.select(MarketChange.kind, MarketChange.listing_id, MarketChange.change_no)
    rows = db.session.execute(
        later.where(MarketChange.change_no > after).order_by(MarketChange.change_no).limit(most)
    ).all()
    ids = {kind: [row.listing_id for row in rows if KINDS[row.kind] is kind] for kind in SearchKind}
    return Step(rows[-1].change_no if rows else after, ids)


def last_change() -> int:
    """The number of the latest change; 0 before the first."""
    return db.session.scalar(sa.select(MarketClock.change_no)) or 0


def locked_cursor() -> AlertCursor:
    """How far the alerts have come: one row, held until the end of the transaction, so that two runs take turns."""
    found = db.session.get(AlertCursor, 1, with_for_update=True, populate_existing=True)
    if found is None:
        found = AlertCursor(id=1, change_no=0)
        db.session.add(found)
        db.session.flush()
    return found
