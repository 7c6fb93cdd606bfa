"""The problem: cooperatives and whether they will be linked at the day, needs with room, chances between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from matching.errors import PlanError

ZERO = Decimal(0)
MOST = Decimal(10) ** 12
"""Kilograms beyond which a number is a slip, not a quantity."""


@dataclass(frozen=True, slots=True)
class Cooperative:
    """One of those that are counted. `linked` is at the target's day: a contract that has expired by then is none.

    `commune` and `size` are what a fair plan spreads over; `goods` what it has to sell.
    """

    code: str
    commune: str
    linked: bool
    size: str = ""
    goods: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opening:
    """A need with room: kilograms still wanted over its term, the most suppliers it takes, the desk that works it."""

    code: str
    good: str
    kg: Decimal
    most_links: int | None = None
    desk: str | None = None

    def __post_init__(self) -> None:
        if not self.kg.is_finite() or not 0 <= self.kg <= MOST:
            raise PlanError("a need has less than nothing open, or more than there is", self.code)
        if self.most_links is not None and self.most_links < 0:
            raise PlanError("a need takes less than no supplier", self.code)


@dataclass(frozen=True, slots=True)
class Chance:
    """A possible link: what the cooperative would supply, and how likely it comes to a contract (0 < likelihood ≤ 1).

    `pressing` is added for what the owner of the plan presses for (a state-owned buyer, a poor commune, a plant): it
    lowers the cost of the link and never makes an impossible one possible.
    """

    cooperative: str
    need: str
    kg: Decimal
    likelihood: float
    pressing: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.likelihood <= 1:
            raise PlanError("a likelihood lies above 0 and up to 1", self.cooperative)
        if not self.kg.is_finite() or not 0 < self.kg <= MOST:
            raise PlanError("a link supplies something, and no more than there is", self.cooperative)
        if not 0 <= self.pressing <= 1:
            raise PlanError("pressing lies between 0 and 1", self.cooperative)


@dataclass(frozen=True, slots=True)
class PlanWeights:
    """What a link costs: 1 for being one, `unlikely` for each halving of its likelihood, `commune` and `size` for the
    last of all unlinked cooperatives of a commune or size class, in proportion less for the first ones."""

    unlikely: float = 0.5
    commune: float = 0.3
    size: float = 0.1

    def __post_init__(self) -> None:
        if not all(0 <= weight <= 100 for weight in (self.unlikely, self.commune, self.size)):
            raise PlanError("a weight lies between 0 and 100", "weights")


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """The whole question. `target` is the share of all cooperatives that is to be linked, from 0 to 1; `workload` the
    most new links of a desk (a desk that is not named has no limit)."""

    cooperatives: tuple[Cooperative, ...]
    needs: tuple[Opening, ...]
    chances: tuple[Chance, ...]
    target: Decimal
    workload: Mapping[str, int] = field(default_factory=dict)
    weights: PlanWeights = field(default_factory=PlanWeights)

    def __post_init__(self) -> None:
        if not self.target.is_finite() or not 0 <= self.target <= 1:
            raise PlanError("a target lies between 0 and 1", "target")
        if any(most < 0 for most in self.workload.values()):
            raise PlanError("a desk has less than no time", "workload")
        people, needs = {one.code for one in self.cooperatives}, {need.code for need in self.needs}
        if len(people) != len(self.cooperatives) or len(needs) != len(self.needs):
            raise PlanError("two of them have one code", "codes")
        pairs = {(chance.cooperative, chance.need) for chance in self.chances}
        if len(pairs) != len(self.chances):
            raise PlanError("one pair has two chances", "chances")
        if any(chance.cooperative not in people or chance.need not in needs for chance in self.chances):
            raise PlanError("a chance of somebody unknown", "chances")

    @property
    def linked(self) -> int:
        """How many are linked at the day without the plan."""
        return sum(one.linked for one in self.cooperatives)

    @property
    def wanted(self) -> int:
        """How many must be linked for the target, whole cooperatives."""
        return int((self.target * len(self.cooperatives)).to_integral_value(ROUND_CEILING))

    @property
    def missing(self) -> int:
        """How many new links the target asks for."""
        return max(self.wanted - self.linked, 0)
