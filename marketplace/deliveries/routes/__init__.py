"""Pages of the delivery book; importing the modules attaches their views."""

from marketplace.deliveries import page, words  # the contract's page and the history need them
from marketplace.deliveries.routes import book, deliveries, payments, track
from marketplace.deliveries.routes.blueprint import bp

__all__ = ["book", "bp", "deliveries", "page", "payments", "track", "words"]
