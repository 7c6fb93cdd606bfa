"""A country is planned province by province: what they share is divided beforehand, so that nothing is used twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from marketplace.planning.problem import Province, Room


def divided_rooms(rooms: Mapping[int, Room], provinces: Sequence[Province]) -> dict[str, dict[int, Room]]:
    """Each need's room shared out by how many cooperatives of each province could supply it.

    Whole kilograms and suppliers; together never more than there is.
    """
    chances: dict[int, Counter[str]] = {}
    for province in provinces:
        for pair in province.pairs:
            chances.setdefault(pair.wanted.id, Counter())[province.code] += 1
    shares: dict[str, dict[int, Room]] = {province.code: {} for province in provinces}
    for need, counts in chances.items():
        room, total = rooms[need], counts.total()
        links = None if room.most_links is None else divided(room.most_links, counts)
        for code, count in counts.items():
            kilograms = (room.kg * count / total).to_integral_value(ROUND_FLOOR)
            shares[code][need] = Room(kilograms, None if links is None else links[code])
    return shares


def divided(whole: int, weights: Mapping[str, int]) -> dict[str, int]:
    """So many shared out by weight, in whole ones: the largest remainders get what is left over."""
    total = sum(weights.values())
    if not total:
        return dict.fromkeys(weights, 0)
    exact = {name: Decimal(whole) * weight / total for name, weight in weights.items()}
    found = {name: int(share) for name, share in exact.items()}
    first = sorted(weights, key=lambda name: (found[name] - exact[name], name))
    for name in first[: whole - sum(found.values())]:
        found[name] += 1
    return found
