"""The answer: the links, the count they lead to, and how far the plan can be from the best."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """One new link of the plan."""

    cooperative: str
    need: str
    kg: Decimal
    likelihood: float


@dataclass(frozen=True, slots=True)
class Plan:
    """The links in order of their codes. No plan of this problem has more links than `reachable` (at most what the
    target asks); `cost` adds up what `PlanWeights` says, and no plan with as many links costs less than `bound`."""

    links: tuple[Link, ...]
    linked_before: int
    wanted: int
    total: int
    reachable: int
    cost: float
    bound: float
    finished: bool

    @property
    def linked_after(self) -> int:
        """The count on the target's day if every link succeeds."""
        return self.linked_before + len(self.links)

    @property
    def reaches(self) -> bool:
        """Whether the target is met on paper."""
        return self.linked_after >= self.wanted

    @property
    def expected(self) -> float:
        """The count to be expected when links succeed as likely as they are said to."""
        return self.linked_before + sum(link.likelihood for link in self.links)

    @property
    def gap(self) -> float:
        """How much dearer than the bound it may be, as a share of its cost."""
        return max(self.cost - self.bound, 0.0) / max(abs(self.cost), 1e-9) if self.links else 0.0
