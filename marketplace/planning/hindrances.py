"""What stands between cooperatives without any chance and the needs that ask for their goods: one hard rule each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from marketplace.planning.models import Hindrance
from marketplace.planning.supply import Offered
from marketplace.planning.wanted import Wanted

if TYPE_CHECKING:
    from matching import Matcher

AT_ONCE = 100
"""Near misses of a need that are told at once; those told leave the index, until no more come."""
MOST_NEEDS = 300
"""The needs with the most room are asked; what only a smaller one would take stays without a reason."""


def hindrances_of(
    offers: Sequence[Offered], needs: Sequence[Wanted], matcher: Matcher, on: date
) -> dict[tuple[int, str], Hindrance]:
    """By cooperative and good, the rule whose mending would let a need take an offer that nothing takes now.

    Offers that break several rules for every need, or for which nobody asks, are not in it.
    """
    from matching import build

    by_id = {one.record.id: one for one in offers if one.record is not None}
    index = build([one.record for one in by_id.values() if one.record is not None])
    goods = {code for one in by_id.values() for code in _codes(one)}
    found: dict[tuple[int, str], Hindrance] = {}
    for need in _asking(needs, goods, matcher):
        while len(index):
            misses = matcher.suggest(index, need.record, top=AT_ONCE, on=on).near_misses
            for miss in misses:
                one = by_id[miss.offer_id]
                found.setdefault((one.organisation_id, one.good), Hindrance(miss.rule))
                index.remove(miss.offer_id)
            if len(misses) < AT_ONCE:
                break
    return found


def _codes(offered: Offered) -> set[str]:
    return {good.code for good in offered.record.goods} if offered.record is not None else set()


def _asking(needs: Sequence[Wanted], goods: set[str], matcher: Matcher) -> list[Wanted]:
    """The needs that any of these goods might answer, those with the most room first."""
    related = [
        need
        for need in needs
        if any(
            not goods.isdisjoint(matcher.catalogue.relatives(good.code, need.record.buyer_kind))
            for good in need.record.goods
        )
    ]
    return sorted(related, key=lambda need: (-need.kg, need.id))[:MOST_NEEDS]
