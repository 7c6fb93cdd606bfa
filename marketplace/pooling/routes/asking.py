"""How a page asks: the market is read, what was locked for it is let go, then the search runs."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.clock import today
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.pooling.market import Asked, Reading, read
from marketplace.pooling.solving import Answer, Locks, Wishes, solve
from marketplace.suggestions.market import VanishedError


def reading_of(need: Need, asked: Asked) -> Reading:
    """The market as this request may see it; asked again in a new transaction where it was older than the market."""
    try:
        return read(need, asked, on=today())
    except VanishedError:
        db.session.rollback()
        return read(need, asked, on=today())


def searched(
    need: Need, asked: Asked, wishes: Wishes, decided: Callable[[Reading], Locks]
) -> tuple[Reading, Locks, Answer]:
    """The market, what is decided of it, and the best group around that.

    Nothing may have been written before: the transaction ends before the search, so that nobody waits for it.
    """
    reading = reading_of(need, asked)
    locks = decided(reading)
    db.session.rollback()
    return reading, locks, solve(reading, wishes, locks)
