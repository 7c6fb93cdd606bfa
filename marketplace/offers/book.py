"""Where the rules of what is usual find offers: services are compared with services of their kind."""

import sqlalchemy as sa

from marketplace.extensions import Milli
from marketplace.listings.usual.stated import Book
from marketplace.offers.models import Offer, OfferPeriod

OFFERS = Book(
    listing=Offer,
    period=OfferPeriod,
    owner=OfferPeriod.offer_id.expression,
    kilograms=sa.type_coerce(OfferPeriod.firm_kg + OfferPeriod.flexible_kg, Milli),
    amount=lambda period: period.firm_kg + period.flexible_kg,
    kind=("kind", "service"),
)
