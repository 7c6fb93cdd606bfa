"""Which listings by their numbers, and their public ids."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions.fact_rows import PIECE


def ended(owner: sa.SQLColumnExpression[int], end: sa.SQLColumnExpression[date], before: date, on: date) -> list[int]:
    """The listings of which a period ended since the market's day."""
    return list(db.session.scalars(sa.select(owner).where(end >= before, end < on).distinct()))


def public_ids(model: type[Offer] | type[Need], ids: list[int]) -> list[str]:
    """Their public ids; of a number that nobody has, none."""
    found: list[str] = []
    for start in range(0, len(ids), PIECE):
        chosen = model.id.in_(ids[start : start + PIECE])
        found += db.session.scalars(sa.select(model.public_id).where(chosen))
    return found
