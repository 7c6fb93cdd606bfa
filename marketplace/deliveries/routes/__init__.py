"""Pages of the delivery book; importing the modules attaches their views."""

from marketplace.deliveries import (
    agenda,
    page,
    words,
)  # the broker's day, the contract's page and the history need them
from marketplace.deliveries.routes import book, deliveries, payments, track
from marketplace.deliveries.routes.blueprint import bp

__all__ = ["agenda", "book", "bp", "deliveries", "page", "payments", "track", "words"]
