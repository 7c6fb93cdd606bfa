"""A market with exposures: what was shown on earlier days, put down as the log would have it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import exposures

POINTS = {"product": (280, 280), "form_variety": (220, 220), "distance": (100, 200), "price": (15, 20)}


@dataclass(frozen=True, slots=True)
class Part:
    """A shown part."""

    name: str
    points: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A shown pair, as a shortlist has it."""

    offer: Offer
    need: Need
    score: Decimal
    parts: tuple[Part, ...]


def line(offer: Offer, need: Need) -> Line:
    """The pair with four parts that add up to its score."""
    parts = tuple(Part(name, Decimal(got) / 10, Decimal(most) / 10) for name, (got, most) in POINTS.items())
    return Line(offer, need, sum((part.points for part in parts), Decimal(0)), parts)


def shown(need: Need, offers: Iterable[Offer], day: date, **changes: Any) -> None:
    """Log the offers as shown to the buyer on that day."""
    rows = [
        {
            "day": day, "organisation_id": need.organisation_id, "offer_id": offer.id, "need_id": need.id,
            "to_staff": False, "rank": rank, "tenths": 615,
            "parts": {name: list(got) for name, got in POINTS.items()},
            "weights_version": "2026-11-1", "model_version": None, **changes,
        }
        for rank, offer in enumerate(offers, start=1)
    ]  # fmt: skip
    db.session.commit()  # the log is written on a connection of its own, which on SQLite waits for the lock
    exposures.write(rows)
