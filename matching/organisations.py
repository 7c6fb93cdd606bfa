"""Organisations that may be one and the same: by name, tax code, place and telephone. Found, never merged, here.

`duplicates` compares within blocks only (same code, same telephone, same name, or the same beginning or end of the
name within a province), so that 100,000 organisations take seconds and not ten thousand million comparisons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matching.organisation_evidence import Reason, Told, may_be_one, tell, weigh

__all__ = ["LEAST_SCORE", "Likeness", "OrganisationRecord", "Reason", "duplicates", "likenesses_of"]

LEAST_SCORE = 60
MOST_NEIGHBOURS = 40
PIECE = 5


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """What is known of an organisation; None is unknown.

    `commune` and `province` are today's official codes or names, old or new, with or without accents. `kind` is
    htx, lhhtx, tht, enterprise or household; without it the name tells.
    """

    id: str
    name: str
    tax_code: str | None = None
    commune: str | None = None
    province: str | None = None
    phone: str | None = None
    short_name: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two organisations that may be one: ids in order, `score` from `LEAST_SCORE` to 100, and what speaks for and
    against it (`Reason.points` above and below zero)."""

    left: str
    right: str
    score: int
    reasons: tuple[Reason, ...]


def duplicates(records: Iterable[OrganisationRecord]) -> list[Likeness]:
    """Pairs that may be one organisation, the likeliest first; the same pairs whatever the order of the records.

    In a block of many the names are sorted and each is compared with the next `MOST_NEIGHBOURS`. Nothing is raised for
    odd names; records without a letter or digit in their name meet others by code and telephone only.
    """
    told = [tell(record.id, record) for record in sorted(records, key=lambda one: one.id)]
    found = (likeness(told[a], told[b]) for a, b in sorted(_pairs(told)))
    return sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.left, one.right))


def likenesses_of(record: OrganisationRecord, others: Iterable[OrganisationRecord]) -> list[Likeness]:
    """Which of `others` may be this organisation, the likeliest first; every one of them is compared.

    `left` is always the id of `record`.
    """
    own = tell(record.id, record)
    found = (likeness(own, tell(other.id, other)) for other in others if other.id != record.id)
    return sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.right))


def likeness(left: Told, right: Told) -> Likeness | None:
    """The likeness of two, None below `LEAST_SCORE`."""
    reasons = weigh(left, right)
    score = max(0, min(100, sum(reason.points for reason in reasons)))
    return Likeness(left.id, right.id, score, reasons) if score >= LEAST_SCORE else None


def _pairs(told: Sequence[Told]) -> set[tuple[int, int]]:
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(told):
        for key in _keys(one):
            blocks[key].append(at)
    pairs = {pair for members in blocks.values() for pair in _neighbours(told, members)}
    return pairs | _without_place(told)


def _keys(one: Told) -> Iterator[tuple[str, ...]]:
    """The blocks that an organisation stands in."""
    if one.tax_base:
        yield "tax", one.tax_base
    if one.phone:
        yield "phone", one.phone
    for key in one.keys:
        yield "start", one.province or "", key[:PIECE]
        yield "end", one.province or "", key[-PIECE:]


def _without_place(told: Sequence[Told]) -> set[tuple[int, int]]:
    """Organisations whose province is unknown meet those of the same name in every province."""
    named: dict[str, list[int]] = defaultdict(list)
    for at, one in enumerate(told):
        for key in one.keys:
            named[key].append(at)
    lost = [at for at, one in enumerate(told) if one.province is None]
    near = ((at, other) for at in lost for key in told[at].keys for other in named[key][:MOST_NEIGHBOURS])
    return {(min(at, other), max(at, other)) for at, other in near if at != other}


def _neighbours(told: Sequence[Told], members: list[int]) -> Iterator[tuple[int, int]]:
    if len(members) < 2:
        return
    members.sort(key=lambda at: (told[at].name.key, told[at].commune or "", at))
    for place, at in enumerate(members):
        for other in members[place + 1 : place + 1 + MOST_NEIGHBOURS]:
            if at != other and may_be_one(told[at], told[other]):
                yield min(at, other), max(at, other)
