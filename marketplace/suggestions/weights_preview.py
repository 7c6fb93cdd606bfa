"""What other weights would change: the first five suggestions of a few real needs, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions import gateway, queries
from marketplace.suggestions.weights import Weights, parameters_of
from matching.parameters import Parameters
from matching.records import Suggestion

OF_EACH_ORIGIN = 4
FIRST = 5


@dataclass(frozen=True, slots=True)
class Place:
    """One of the first five: whose offer, its score, and its rank under the other weights (None: not among five)."""

    rank: int
    offer_id: str
    name: str
    score: Decimal
    other_rank: int | None

    @property
    def rise(self) -> int:
        """How many places it gained; below zero where it lost some."""
        return 0 if self.other_rank is None else self.other_rank - self.rank


@dataclass(frozen=True, slots=True)
class NeedPreview:
    """The first five of a need under the weights in force and under the proposed ones."""

    need: Need
    before: Sequence[Place]
    after: Sequence[Place]

    @property
    def changes(self) -> bool:
        """Whether another order or other offers would be shown."""
        return [place.offer_id for place in self.before] != [place.offer_id for place in self.after]


def preview(before: Weights, after: Weights) -> list[NeedPreview]:
    """The newest public needs, registered ones and reported ones, with their first five under both sets of weights.

    Needs without any suggestion under either are left out.
    """
    found = [_of(need, parameters_of(before), parameters_of(after)) for need in _needs()]
    return [one for one in found if one.before or one.after]


def _of(need: Need, before: Parameters, after: Parameters) -> NeedPreview:
    now, then = _first(need, before), _first(need, after)
    return NeedPreview(need, _places(now, then), _places(then, now))


def _first(need: Need, chosen: Parameters) -> list[tuple[Suggestion, Offer]]:
    """The first five under these weights, best first."""
    return gateway.shortlist(need, on=today(), top=FIRST * 4, misses=0, parameters=chosen, brief=True).suggestions[
        :FIRST
    ]


def _places(shown: list[tuple[Suggestion, Offer]], other: list[tuple[Suggestion, Offer]]) -> list[Place]:
    ranks = {one.offer_id: rank for rank, (one, _) in enumerate(other, start=1)}
    return [
        Place(rank, one.offer_id, offer.organisation.name, one.score, ranks.get(one.offer_id))
        for rank, (one, offer) in enumerate(shown, start=1)
    ]


def _needs() -> list[Need]:
    newest = sa.select(Need).where(is_public(Need)).order_by(Need.id.desc()).options(*queries.need_parts())
    reported = Need.origin == Origin.REPORTED
    return [
        need
        for kind in (~reported, reported)
        for need in db.session.scalars(newest.where(kind).limit(OF_EACH_ORIGIN)).all()
    ]
