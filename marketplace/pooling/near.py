"""Offers that one change keeps out of a group, as they are now, each with what would mend it."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.clock import today
from marketplace.offers.models import Offer
from marketplace.pooling.models import Variant
from marketplace.pooling.tables import asked_of
from marketplace.suggestions import gateway
from marketplace.suggestions.lines import read_in
from marketplace.suggestions.market import VanishedError
from matching.sentences import mend_sentence, near_miss_sentence

MOST = 10


@dataclass(frozen=True, slots=True)
class Near:
    """An offer kept out by one rule: why, and the single change that would let it in."""

    offer: Offer
    reason: str
    mend: str


def near_of(variant: Variant) -> list[Near]:
    """At most MOST, the best first; none where this session is older than the market."""
    asked = asked_of(variant)
    try:
        shown = gateway.supply(
            variant.pool.need, on=today(), top=MOST, certificates=asked.certificates, maximum_km=asked.maximum_km
        )
    except VanishedError:  # the next look finds them: the list only stands beside the table
        return []
    lang = read_in()
    return [Near(offer, near_miss_sentence(miss, lang), mend_sentence(miss, lang)) for miss, offer in shown.near_misses]
