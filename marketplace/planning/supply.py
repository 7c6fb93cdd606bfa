"""What cooperatives have to sell: their open public offers with what is free of them by the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.catalogue.price_queries import PriceBook
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.offers.models import Offer, OfferKind
from marketplace.organisations.models import Origin
from marketplace.suggestions import fact_rows
from marketplace.suggestions.facts import OfferFacts
from marketplace.suggestions.records import can_be_matched, offer_record
from matching import OfferRecord

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer of goods (no service), with its record for the matcher; None where nothing of it is left."""

    facts: OfferFacts
    record: OfferRecord | None

    @property
    def id(self) -> int:
        return self.facts.common.id

    @property
    def organisation_id(self) -> int:
        return self.facts.common.organisation_id

    @property
    def good(self) -> str:
        return self.facts.common.commodity_code or ""


def offers_of(organisation_ids: Sequence[int], on: date, prices: PriceBook) -> list[Offered]:
    """The offers of these organisations that name their goods; a fixed number of queries for each thousand of them."""
    return [
        Offered(facts, offer_record(facts, on, prices) if facts.spans and can_be_matched(facts, on) else None)
        for facts in fact_rows.public_offers(_of_organisations(organisation_ids))
        if facts.common.commodity_code is not None
    ]


def goods_like(code: str) -> sa.Select[Any]:
    """The numbers of open public offers of a good or of anything below it."""
    from marketplace.indicators.engine.goods import in_group

    return _open_offers().where(in_group(Offer.commodity_code, code))


def _of_organisations(organisation_ids: Sequence[int]) -> list[int]:
    return sorted(number for some in _pieces(organisation_ids) for number in some)


def _pieces(organisation_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(organisation_ids), AT_ONCE):
        chosen = Offer.organisation_id.in_(organisation_ids[start : start + AT_ONCE])
        yield db.session.scalars(_open_offers().where(chosen)).all()


def _open_offers() -> sa.Select[Any]:
    real = (Offer.origin != Origin.REPORTED, Offer.kind != OfferKind.SERVICE)
    return sa.select(Offer.id).where(is_public(Offer), *real)
