"""What a plan costs, in plain arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log2

from matching.planning.plan import Link
from matching.planning.problem import Chance, PlanProblem

STEPS = 4
"""Groups are climbed in so many equal steps of rising cost."""


def link_cost(problem: PlanProblem, chance: Chance) -> float:
    """What a link costs by itself, never below a tenth: 1, more when unlikely, less when pressed for."""
    return max(1.0 - problem.weights.unlikely * log2(chance.likelihood) - chance.pressing, 0.1)


def plan_cost(problem: PlanProblem, links: Sequence[Link]) -> float:
    """The links' own costs, and for every commune and size class the steps that its links climb."""
    chance = {(one.cooperative, one.need): one for one in problem.chances}
    own = sum(link_cost(problem, chance[link.cooperative, link.need]) for link in links)
    of = {one.code: one for one in problem.cooperatives}
    unlinked = [one for one in problem.cooperatives if not one.linked]
    chosen = [of[link.cooperative] for link in links]
    communes = _climbed((one.commune for one in chosen), (one.commune for one in unlinked))
    sizes = _climbed((one.size for one in chosen), (one.size for one in unlinked))
    return own + problem.weights.commune * communes + problem.weights.size * sizes


def _climbed(chosen: Iterable[str], everybody: Iterable[str]) -> float:
    """The sum over groups: links fill quarters of the group one after another, each dearer than the one before."""
    size, total = Counter(everybody), 0.0
    for name, count in Counter(chosen).items():
        quarter, left = size[name] / STEPS, float(count)
        for step in range(STEPS):
            taken = min(left, quarter)
            total += taken * (step + 0.5) / STEPS
            left -= taken
    return total
