"""A group mended after somebody left: who said yes keeps what was planned, and as few others as possible change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations

from matching.errors import PoolError
from matching.pooling.plan import PoolPlan
from matching.pooling.problem import PoolProblem
from matching.pooling.solving import pool

ZERO = Decimal(0)
TRIED = 60
"""So many groups are solved to find the fewest changes; from then on whoever need not change is kept one by one."""
SHARP = 1e-9
"""Solved to the end: what stays open must not hide in a gap."""
Amounts = Mapping[str, tuple[Decimal, ...]]
Codes = frozenset[str]
Solve = Callable[[Codes], PoolPlan | None]


@dataclass(frozen=True, slots=True)
class Repair:
    """The mended group. `changed` are those of the agreed and the asked who would give something else than before."""

    plan: PoolPlan
    changed: Codes


def repair(
    problem: PoolProblem, agreed: Amounts, asked: Amounts, *, may_change_agreed: bool = False, seconds: float = 0.25
) -> Repair:
    """The group in which who said yes keeps what was planned; of such, one that leaves least open with fewest changes.

    `agreed` and `asked` are kilograms for each ask by code: of those who said yes, and of those who have not answered;
    who left stands in `problem.locked_out`. Who said yes takes part in any case, and gives something else only when so
    much is not there any more, or when they may change: then the fewest of them who let least stay open. Of groups with
    equally few changes the cheapest is taken. Each of at most some TRIED groups is searched for so many seconds.
    PoolError when no group within the limits keeps all who agreed.
    """
    search = _Search(problem, agreed, asked, seconds)
    may, everybody = (frozenset(agreed) if may_change_agreed else search.unable), frozenset(asked)
    loosest = search.solved(may, everybody)
    if loosest is None:
        raise PoolError("those who agreed do not make a group within the limits", "locked_in")
    target = _open(loosest)
    free = search.fewest(may, lambda some: search.solved(some, everybody), target)
    others = search.fewest(everybody, lambda some: search.solved(free, some), target)
    plan = search.solved(free, others) or loosest
    given = {supply.code: supply.kg for supply in plan.supplies}
    nothing = (ZERO,) * len(problem.asks)
    before = {**asked, **agreed}
    return Repair(plan, frozenset(code for code, kg in before.items() if given.get(code, nothing) != kg))


@dataclass
class _Search:
    """The same problem with different people held to what they were asked for; what was solved once is remembered."""

    problem: PoolProblem
    agreed: Amounts
    asked: Amounts
    seconds: float
    known: dict[tuple[Codes, Codes], PoolPlan | None] = field(default_factory=dict)

    @property
    def unable(self) -> Codes:
        """Who agreed to more than there is of it now."""
        of = {one.code: one for one in self.problem.candidates}
        rows = {
            c: [(kg, self.problem.open_kg(of[c], at)) for at, kg in enumerate(row)] for c, row in self.agreed.items()
        }
        return frozenset(code for code, row in rows.items() if any(kg > there for kg, there in row))

    def solved(self, free_agreed: Codes, free_asked: Codes) -> PoolPlan | None:
        """The best group in which only these may give something else than before; None where there is none."""
        key = free_agreed, free_asked
        if key not in self.known:
            held = {c: kg for c, kg in self.agreed.items() if c not in free_agreed}
            held |= {c: kg for c, kg in self.asked.items() if c not in free_asked}
            cells = {(code, at): kg for code, row in held.items() for at, kg in enumerate(row)}
            locked = replace(self.problem, locked_kg=cells, locked_in=frozenset(self.agreed))
            try:
                self.known[key] = pool(locked, self.seconds, SHARP)
            except PoolError:  # what is held cannot be kept: not all of it is there any more, or a limit forbids it
                self.known[key] = None
        return self.known[key]

    def fewest(self, codes: Codes, solve: Solve, target: Decimal) -> Codes:
        """The fewest of these who must be free for no more than `target` to stay open, the cheapest of such."""
        for size in range(len(codes)):
            some = [frozenset(chosen) for chosen in combinations(sorted(codes), size)]
            if len(self.known) + len(some) > TRIED:
                return self._one_by_one(codes, solve, target)
            if found := [(plan.cost_dong, sorted(free)) for free in some if (plan := _within(solve(free), target))]:
                return frozenset(min(found)[1])
        return codes

    def _one_by_one(self, codes: Codes, solve: Solve, target: Decimal) -> Codes:
        """Whoever can be held to it is, in the order of their codes: nobody changes who could have stayed."""
        for code in sorted(codes):
            if _within(solve(codes - {code}), target):
                codes = codes - {code}
        return codes


def _within(plan: PoolPlan | None, target: Decimal) -> PoolPlan | None:
    return plan if plan is not None and _open(plan) <= target else None


def _open(plan: PoolPlan) -> Decimal:
    return sum(plan.short_kg, ZERO)
