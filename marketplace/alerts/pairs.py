"""Pairs as alerts see them: the lines of a listing, and what a watched counterpart makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.alerts.models import ScoreAlert
from marketplace.alerts.wording import Listed
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import gateway
from marketplace.suggestions.lines import Line
from marketplace.suggestions.queries import need_parts, offer_parts
from marketplace.suggestions.shortlists import buyers_of, line_of, shortlist_of

Record = TypeVar("Record", Offer, Need)


def best_pairs(listing: Listed) -> list[Line]:
    """The suggestions that the listing's own page shows first, without those its organisation put aside."""
    return (buyers_of(listing) if isinstance(listing, Offer) else shortlist_of(listing)).lines


def watched_pairs(listing: Listed) -> Iterator[Line]:
    """The pairs of the listing with other sides' public listings for which somebody set an alert."""
    code = listing.commodity_code or ""
    if isinstance(listing, Offer):
        needs = _watched(Need, ScoreAlert.need_id, gateway.related_codes(code), listing).options(*need_parts())
        found = (line_of(listing, need) for need in db.session.scalars(needs).unique())
    else:
        codes = gateway.related_codes(code, gateway.buyer_kind(listing.organisation))
        offers = _watched(Offer, ScoreAlert.offer_id, codes, listing).options(*offer_parts())
        found = (line_of(offer, listing) for offer in db.session.scalars(offers).unique())
    return filter(None, found)


def _watched(
    model: type[Record], single: InstrumentedAttribute[int | None], codes: list[str], other: Listed
) -> sa.Select[Record]:
    """Public listings of these goods, of other organisations, that a live alert is about."""
    every = sa.and_(ScoreAlert.offer_id.is_(None), ScoreAlert.need_id.is_(None))
    whole = sa.and_(ScoreAlert.organisation_id == model.organisation_id, every)
    asked = sa.exists().where(is_live(), sa.or_(single == model.id, whole))
    fitting = sa.and_(model.commodity_code.in_(codes), model.organisation_id != other.organisation_id)
    return sa.select(model).where(fitting, is_public(model), asked).order_by(model.id)


def is_live() -> sa.ColumnElement[bool]:
    """Alerts that neither rest nor are gone."""
    return sa.and_(ScoreAlert.paused_at.is_(None), ScoreAlert.removed_at.is_(None))
