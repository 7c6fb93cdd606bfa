"""A country is planned province by province: what they share is divided beforehand, so that nothing is used twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from marketplace.planning.problem import Province, Room
from marketplace.planning.quantities import PARTS

Use = tuple[int, Decimal]
"""A link as its need sees it: the need's number and the kilograms."""


def divided_rooms(rooms: Mapping[int, Room], provinces: Sequence[Province]) -> dict[str, dict[int, Room]]:
    """Each need's room cut into parts as one supplier takes them, and these shared out by how many cooperatives of
    each province could supply it. Together never more than there is.
    """
    chances: dict[int, Counter[str]] = {}
    for province in provinces:
        for pair in province.pairs:
            chances.setdefault(pair.wanted.id, Counter())[province.code] += 1
    shares: dict[str, dict[int, Room]] = {province.code: {} for province in provinces}
    for need, counts in chances.items():
        room = rooms[need]
        parts = PARTS if room.most_links is None else room.most_links
        part = (room.kg / max(parts, 1)).to_integral_value(ROUND_FLOOR)
        for code, given in divided(parts, counts).items():
            shares[code][need] = Room(part * given, None if room.most_links is None else given)
    return shares


def without(rooms: Mapping[int, Room], used: Iterable[Use]) -> dict[int, Room]:
    """What is left of the rooms when these links are made."""
    return _changed(rooms, used, -1)


def with_again(rooms: Mapping[int, Room], used: Iterable[Use]) -> dict[int, Room]:
    """The rooms as they are when these links are unmade."""
    return _changed(rooms, used, 1)


def _changed(rooms: Mapping[int, Room], used: Iterable[Use], sign: int) -> dict[int, Room]:
    found = dict(rooms)
    for need, kilograms in used:
        room = found[need]
        links = None if room.most_links is None else room.most_links + sign
        found[need] = Room(room.kg + sign * kilograms, links)
    return found


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
