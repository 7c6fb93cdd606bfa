"""Who could supply a plant that nobody has built: cooperatives with what they have free, month by month."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from marketplace.catalogue.models import Commune
from marketplace.extensions import db
from marketplace.indicators.definitions import COOPERATIVES
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.planning.quantities import MONTHS, by_month
from marketplace.planning.supply import goods_like
from marketplace.suggestions import fact_rows

if TYPE_CHECKING:
    from matching.planning import Grower

LIKELIHOOD = 0.5
"""How likely a cooperative within reach would supply a plant that does not exist: nobody knows, so one in two."""


def read_growers(good: str, on: date, province_code: str | None = None) -> list[Grower]:
    """Cooperatives that offer the good or anything below it, each once, with the middle of its commune as its place.

    Those whose commune nobody has stated are nowhere and left out. In order of their numbers, in a few queries for
    each few thousand offers.
    """
    from matching.planning import Grower

    places = _places(good, province_code)
    offers = sorted(number for numbers, _ in places.values() for number in numbers)
    months: defaultdict[int, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * MONTHS)
    for facts in fact_rows.public_offers(offers):
        mine = facts.common.organisation_id
        months[mine] = [sum(pair, Decimal(0)) for pair in zip(months[mine], by_month(facts.spans, on), strict=True)]
    return [
        Grower(str(number), good, *places[number][1], tuple(kilograms), LIKELIHOOD)
        for number, kilograms in sorted(months.items())
        if any(kilograms)
    ]


def _places(good: str, province_code: str | None) -> dict[int, tuple[list[int], tuple[float, float]]]:
    """The offers of each cooperative and the point where it stands."""
    asked = (
        sa.select(Organisation.id, Offer.id, Commune.lat, Commune.lon)
        .join(Offer, Offer.organisation_id == Organisation.id)
        .join(Commune, Commune.code == Organisation.commune_code)
        .where(Offer.id.in_(goods_like(good)), Organisation.kind.in_(COOPERATIVES))
    )
    if province_code is not None:
        asked = asked.where(Organisation.province_code == province_code)
    found: dict[int, tuple[list[int], tuple[float, float]]] = {}
    for number, offer_id, lat, lon in db.session.execute(asked):
        found.setdefault(number, ([], (lat, lon)))[0].append(offer_id)
    return found
