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
from matching import Matcher, OfferIndex, build
from matching.goods_catalogue import VocabularyCatalogue
from matching.parameters import Parameters

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
    needs = [need for need in _needs() if gateway.can_be_matched(need, today())]
    offers = _offers(needs)
    index = build(gateway.offer_record(offer, today()) for offer in offers.values())
    found = [_of(need, index, offers, parameters_of(before), parameters_of(after)) for need in needs]
    return [one for one in found if one.before or one.after]


def _of(need: Need, index: OfferIndex, offers: dict[str, Offer], before: Parameters, after: Parameters) -> NeedPreview:
    now, then = (_scores(need, index, offers, chosen) for chosen in (before, after))
    return NeedPreview(need, _places(now, then, offers), _places(then, now, offers))


def _scores(need: Need, index: OfferIndex, offers: dict[str, Offer], chosen: Parameters) -> dict[str, Decimal]:
    """The scores of the first five by public id, best first; a need is not shown its own organisation's offers."""
    matcher = Matcher(VocabularyCatalogue(), chosen)
    found = matcher.suggest(index, gateway.need_record(need, today()), top=FIRST * 4, on=today()).suggestions
    others = [one for one in found if offers[one.offer_id].organisation_id != need.organisation_id]
    return {one.offer_id: one.score for one in others[:FIRST]}


def _places(shown: dict[str, Decimal], other: dict[str, Decimal], offers: dict[str, Offer]) -> list[Place]:
    ranks = {offer_id: rank for rank, offer_id in enumerate(other, start=1)}
    return [
        Place(rank, offer_id, offers[offer_id].organisation.name, score, ranks.get(offer_id))
        for rank, (offer_id, score) in enumerate(shown.items(), start=1)
    ]


def _needs() -> list[Need]:
    newest = sa.select(Need).where(is_public(Need)).order_by(Need.id.desc()).options(*queries.need_parts())
    reported = Need.origin == Origin.REPORTED
    return [
        need
        for kind in (~reported, reported)
        for need in db.session.scalars(newest.where(kind).limit(OF_EACH_ORIGIN)).all()
    ]


def _offers(needs: Sequence[Need]) -> dict[str, Offer]:
    """The public offers that may answer any of the needs."""
    codes = {
        code
        for need in needs
        for code in gateway.related_codes(need.commodity_code or "", gateway.buyer_kind(need.organisation))
    }
    found = queries.open_offers(sorted(codes), not_of=0)
    return {offer.public_id: offer for offer in found if gateway.can_be_matched(offer, today())}
