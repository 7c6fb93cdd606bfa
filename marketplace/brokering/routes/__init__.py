"""Pages of brokering; importing the modules attaches their views."""

from marketplace.brokering import words  # the history needs them
from marketplace.brokering.routes import (
    cases,
    consents,
    desk,
    ledgers,
    lists,
    members,
    messages,
    opening,
    pairs,
    simulation,
    terms,
)
from marketplace.brokering.routes.blueprint import bp

__all__ = [
    "bp",
    "cases",
    "consents",
    "desk",
    "ledgers",
    "lists",
    "members",
    "messages",
    "opening",
    "pairs",
    "simulation",
    "terms",
    "words",
]
