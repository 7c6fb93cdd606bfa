"""Which listings by their numbers, their public ids, and their place in the indexes of the market."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions.fact_rows import PIECE
from marketplace.suggestions.needs_index import NeedsIndex
from matching import NeedRecord, OfferIndex, OfferRecord


class Read(NamedTuple):
    """What was read again: public ids of offers and of needs, and the goods that the offers are and were of."""

    offers: list[str]
    needs: list[str]
    goods: set[str]


def ended(owner: sa.SQLColumnExpression[int], end: sa.SQLColumnExpression[date], before: date, on: date) -> list[int]:
    """The listings of which a period ended from the day `before` on and before the day `on`."""
    return list(db.session.scalars(sa.select(owner).where(end >= before, end < on).distinct()))


def public_ids(model: type[Offer] | type[Need], ids: list[int]) -> list[str]:
    """Their public ids; of a number that nobody has, none."""
    found: list[str] = []
    for start in range(0, len(ids), PIECE):
        chosen = model.id.in_(ids[start : start + PIECE])
        found += db.session.scalars(sa.select(model.public_id).where(chosen))
    return found


def put(
    index: OfferIndex | NeedsIndex, public_id: str, records: dict[str, OfferRecord] | dict[str, NeedRecord]
) -> None:
    """Put the record of this listing in, or take it out where there is none any more."""
    record = records.get(public_id)
    if record is None:
        index.remove(public_id)
    else:
        index.replace(record)  # type: ignore[arg-type]
