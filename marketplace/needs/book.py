"""Where the rules of what is usual find needs."""

from marketplace.listings.usual.stated import Book
from marketplace.needs.models import Need, NeedPeriod

NEEDS = Book(
    listing=Need,
    period=NeedPeriod,
    owner=NeedPeriod.need_id.expression,
    kilograms=NeedPeriod.quantity_kg.expression,
    amount=lambda period: period.quantity_kg,
)
