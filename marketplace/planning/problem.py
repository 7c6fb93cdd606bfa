"""From what was read to the problem that `matching.planning` solves, for one province."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from marketplace.planning.chances import Pair
from marketplace.planning.counted import Counted
from marketplace.planning.renewals import SUPPOSED, Renewal
from marketplace.planning.wanted import Wanted

if TYPE_CHECKING:
    from matching.planning import Chance, Opening, PlanProblem

BROKERS = "brokers"
"""The one desk of a plan: which broker works a link is decided afterwards, so they share one limit."""


@dataclass(frozen=True, slots=True)
class Room:
    """What of a need a plan may use: kilograms over its term, and further suppliers (None: not said)."""

    kg: Decimal
    most_links: int | None


@dataclass(frozen=True, slots=True)
class Province:
    """What is known of one province: who is counted, what the unlinked have to sell, which links are possible, which
    contracts could be renewed."""

    code: str
    counted: Sequence[Counted]
    goods: Mapping[int, frozenset[str]]
    pairs: Sequence[Pair]
    offers: int = 0
    renewals: Sequence[Renewal] = ()
    renewal_likelihood: float = SUPPOSED

    @property
    def unlinked(self) -> list[Counted]:
        return [one for one in self.counted if not one.linked]


@dataclass(frozen=True, slots=True)
class Levers:
    """What a scenario presses for, as shares from 0 to 1, and the communes that are poor."""

    soe: float
    poor_commune: float
    plant: float
    poor: Collection[str] = field(default_factory=frozenset)

    def pressing(self, pair: Pair, commune: str) -> float:
        """How much the pair is pressed for, from 0 to 1: the priorities that hold, and less where several compete."""
        pressed = (
            (self.soe, bool(pair.wanted.facts.is_state_owned)),
            (self.plant, pair.wanted.facts.has_plant),
            (self.poor_commune, commune in self.poor),
        )
        held = sum(share for share, holds in pressed if holds)
        return min(held / max(sum(share for share, _ in pressed), 1.0), 1.0)


def rooms_of(needs: Sequence[Wanted]) -> dict[int, Room]:
    """All that each need has room for."""
    return {need.id: Room(need.kg, need.most_links) for need in needs}


def problem_of(
    province: Province, rooms: Mapping[int, Room], target: Decimal, levers: Levers, work: int | None
) -> PlanProblem:
    """The problem of one province; `work` is how many new links all brokers together can take on, None for any."""
    from matching.planning import Cooperative, PlanProblem

    cooperatives = tuple(
        Cooperative(
            str(one.organisation_id), one.commune, one.linked, one.size,
            province.goods.get(one.organisation_id, frozenset()),
        )
        for one in province.counted
    )  # fmt: skip
    communes = {one.organisation_id: one.commune for one in province.counted}
    return PlanProblem(
        cooperatives=cooperatives,
        needs=(*_openings(province.pairs, rooms), *_to_renew(province.renewals)),
        chances=(
            *(_chance(pair, levers.pressing(pair, communes[pair.offered.organisation_id])) for pair in province.pairs),
            *(_renewed(one, province.renewal_likelihood) for one in province.renewals),
        ),
        target=target,
        workload={} if work is None else {BROKERS: work},
    )


def _openings(pairs: Sequence[Pair], rooms: Mapping[int, Room]) -> list[Opening]:
    """The needs that anybody here could supply, in order of their numbers."""
    from matching.planning import Opening

    named = {pair.wanted.id: pair.wanted for pair in pairs}
    return [
        Opening(str(number), named[number].facts.common.commodity_code or "", room.kg, room.most_links, BROKERS)
        for number, room in sorted(rooms.items())
        if number in named
    ]


def _to_renew(renewals: Sequence[Renewal]) -> list[Opening]:
    """A contract has room for its own sides. Whoever works its case renews it: that is no new link of a broker."""
    from matching.planning import Opening

    kg: dict[str, Decimal] = {}
    goods = {one.code: one.good for one in renewals}
    for one in renewals:
        kg[one.code] = kg.get(one.code, Decimal(0)) + one.kg
    return [Opening(code, goods[code], kg[code]) for code in sorted(kg)]


def _renewed(one: Renewal, likelihood: float) -> Chance:
    """A renewal is pressed for before any new link: nobody looks for a partner for who has one."""
    from matching.planning import Chance

    return Chance(str(one.organisation_id), one.code, one.kg, likelihood, pressing=1.0)


def _chance(pair: Pair, pressing: float) -> Chance:
    from matching.planning import Chance

    return Chance(str(pair.offered.organisation_id), str(pair.wanted.id), pair.kg, pair.likelihood, pressing)
