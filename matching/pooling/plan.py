"""The answer: who supplies how much and when, what stays open, and how far the plan can be from the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Stage(StrEnum):
    """How the plan was found."""

    GREEDY = "greedy"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Supply:
    """What one supplier gives: kilograms for each ask, in order."""

    code: str
    kg: tuple[Decimal, ...]

    @property
    def total_kg(self) -> Decimal:
        """Over all periods."""
        return sum(self.kg, ZERO)


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A group with its quantities. `parts` add up to `cost_dong`, the objective, which also holds what is no money.

    No plan of this problem costs less than `bound_dong`; `finished` is False when a limit of time ended the search,
    and only then may another run differ.
    """

    supplies: tuple[Supply, ...]
    short_kg: tuple[Decimal, ...]
    parts: Mapping[str, Decimal]
    bound_dong: Decimal
    stage: Stage
    finished: bool

    @property
    def cost_dong(self) -> Decimal:
        """The objective."""
        return sum(self.parts.values(), ZERO)

    @property
    def gap(self) -> Decimal:
        """How much dearer than the bound it may be, as a share of its own cost; 0 for a plan proven best."""
        over = self.cost_dong - self.bound_dong
        return ZERO if over <= 0 else over / max(abs(self.cost_dong), Decimal(1))

    @property
    def is_complete(self) -> bool:
        """Whether nothing stays open."""
        return not any(self.short_kg)

    @property
    def total_kg(self) -> Decimal:
        """Everything supplied."""
        return sum((one.total_kg for one in self.supplies), ZERO)

    def share(self, code: str) -> Decimal:
        """A supplier's share of everything supplied, from 0 to 1."""
        mine = sum((one.total_kg for one in self.supplies if one.code == code), ZERO)
        return mine / self.total_kg if self.total_kg else ZERO
