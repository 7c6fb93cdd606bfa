"""Pairs that no plan brings together: a side said no, or this very offer was found unfit for this very need."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.brokering.queries import refusals
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.suggestions.models import SuggestionFeedback


@dataclass(frozen=True, slots=True)
class Apart:
    """Sellers and buyers that are kept apart now, and pairs of offer and need that somebody put aside."""

    sides: frozenset[tuple[int, int]]
    listings: frozenset[tuple[int, int]]


def read_apart() -> Apart:
    """What stands between organisations: every no that stands, and every pair put aside."""
    unfit = sa.select(SuggestionFeedback.offer_id, SuggestionFeedback.need_id)
    open_needs = sa.select(Need.id).where(is_public(Need))
    put_aside = db.session.execute(unfit.where(SuggestionFeedback.need_id.in_(open_needs)))
    return Apart(frozenset(refusals()), frozenset((row[0], row[1]) for row in put_aside))
