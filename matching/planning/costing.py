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


def climbed(problem: PlanProblem) -> dict[tuple[str, str], list[float]]:
    """What 0, 1, 2 … links of each commune and size class cost together, by ("commune" or "size", its name)."""
    found = {}
    for kind, weight in (("commune", problem.weights.commune), ("size", problem.weights.size)):
        sizes = Counter(str(getattr(one, kind)) for one in problem.cooperatives if not one.linked)
        for name, size in sizes.items():
            found[kind, name] = [weight * _up_to(count, size) for count in range(size + 1)]
    return found


def _climbed(chosen: Iterable[str], everybody: Iterable[str]) -> float:
    """The sum over groups of what their links climb."""
    size = Counter(everybody)
    return sum(_up_to(count, size[name]) for name, count in Counter(chosen).items())


def _up_to(count: int, size: int) -> float:
    """So many links of a group fill quarters of it one after another, each dearer than the one before."""
    quarter, left, total = size / STEPS, float(count), 0.0
    for step in range(STEPS):
        taken = min(left, quarter)
        total += taken * (step + 0.5) / STEPS
        left -= taken
    return total
