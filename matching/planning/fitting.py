"""Which of the suggested links fit together, counted exactly: the solver's floats do not decide at a limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from matching.planning.problem import Chance, PlanProblem


def fitting(problem: PlanProblem, chances: Sequence[Chance], suggested: Iterable[int], most: int) -> list[int]:
    """Numbers of the chances that are taken, in their order: each suggested one, in turn, that every limit allows."""
    needs = {need.code: need for need in problem.needs}
    room = {need.code: need.kg for need in problem.needs}
    links, work, linked = Counter[str](), Counter[str](), set[str]()
    taken: list[int] = []
    for at in suggested:
        chance = chances[at]
        need = needs[chance.need]
        full = need.most_links is not None and links[need.code] >= need.most_links
        busy = need.desk is not None and work[need.desk] >= problem.workload.get(need.desk, len(chances))
        if len(taken) >= most or chance.cooperative in linked or chance.kg > room[need.code] or full or busy:
            continue
        taken.append(at)
        linked.add(chance.cooperative)
        links[need.code] += 1
        room[need.code] = room[need.code] - chance.kg
        if need.desk is not None:
            work[need.desk] += 1
    return sorted(taken)
