"""The problem as arrays and as a linear program.

Columns: one for each usable chance; for every commune and size class four steps of rising cost that its links
climb; one for the links that stay missing. Rows: a cooperative is linked once; a need's kilograms and suppliers; a
desk's work; links of a group = its steps; links + missing = what the target asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.planning.costing import STEPS, link_cost
from matching.planning.problem import Chance, PlanProblem

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Model:
    """`chances` are the usable ones; the first columns are theirs, the last is the links that stay missing.

    One missing link costs ten times what all links of a plan together can: no saving makes a plan smaller.
    """

    chances: tuple[Chance, ...]
    cost: NDArray[np.float64]
    most: NDArray[np.float64]
    matrix: Any
    limit: NDArray[np.float64]
    equal: Any
    equals: NDArray[np.float64]

    @property
    def width(self) -> int:
        return len(self.chances)

    def asking(self, wanted: int) -> Model:
        """The same program asked for so many links."""
        most, equals = self.most.copy(), self.equals.copy()
        most[-1] = equals[-1] = wanted
        return replace(self, most=most, equals=equals)


def usable(problem: PlanProblem) -> tuple[Chance, ...]:
    """Chances of unlinked cooperatives whose quantity the need has room for, in order of their codes."""
    unlinked = {one.code for one in problem.cooperatives if not one.linked}
    room = {need.code: need.kg for need in problem.needs if need.most_links != 0}
    found = (c for c in problem.chances if c.cooperative in unlinked and c.kg <= room.get(c.need, -1))
    return tuple(sorted(found, key=lambda chance: (chance.cooperative, chance.need)))


def model_of(problem: PlanProblem, wanted: int) -> Model:
    """The program for so many new links."""
    from scipy.sparse import coo_array

    chances = usable(problem)
    of = {one.code: one for one in problem.cooperatives}
    limits = _limits(problem, chances)
    groups = [
        ([of[c.cooperative].commune for c in chances], [o.commune for o in of.values() if not o.linked],
         problem.weights.commune),
        ([of[c.cooperative].size for c in chances], [o.size for o in of.values() if not o.linked],
         problem.weights.size),
    ]  # fmt: skip
    cost = [np.array([link_cost(problem, chance) for chance in chances])]
    most, equal, width = [np.ones(len(chances))], _Rows(), len(chances)
    for names, everybody, weight in groups:
        width = _climb(names, everybody, weight, equal, cost, most, width)
    dearest = 10 * (wanted + 1) * (float(cost[0].max(initial=0)) + problem.weights.commune + problem.weights.size)
    cost.append(np.array([dearest]))
    most.append(np.array([float(wanted)]))
    equal.row([*range(len(chances)), width], [1.0] * (len(chances) + 1), float(wanted))
    width += 1
    return Model(
        chances=chances,
        cost=np.concatenate(cost),
        most=np.concatenate(most),
        matrix=coo_array(limits.triplets(), shape=(limits.height, width)).tocsr(),
        limit=np.array(limits.right),
        equal=coo_array(equal.triplets(), shape=(equal.height, width)).tocsr(),
        equals=np.array(equal.right),
    )


class _Rows:
    """Rows of a program as triplets."""

    def __init__(self) -> None:
        self.height = 0
        self.right: list[float] = []
        self._at: list[tuple[Numbers, Numbers, NDArray[np.float64]]] = []

    def row(self, columns: Sequence[int], values: Sequence[float], right: float) -> None:
        """One row."""
        at = np.full(len(columns), self.height, np.int64)
        self._at.append((at, np.array(columns, np.int64), np.array(values, float)))
        self.right.append(right)
        self.height += 1

    def group(self, names: Sequence[str | None], values: Any, limit: dict[str, float]) -> None:
        """A row for each name that has a limit, over the columns that carry the name."""
        used = sorted({name for name in names if name is not None and name in limit})
        place = {name: self.height + at for at, name in enumerate(used)}
        columns = np.array([at for at, name in enumerate(names) if name in place], np.int64)
        rows = np.array([place[name] for name in names if name in place], np.int64)
        weights = np.broadcast_to(np.asarray(values, float), (len(names),))
        self._at.append((rows, columns, weights[columns] if len(columns) else np.zeros(0)))
        self.right.extend(limit[name] for name in used)
        self.height += len(used)

    def triplets(self) -> tuple[Any, tuple[Any, Any]]:
        """For scipy: (values, (rows, columns))."""
        rows, columns, values = (np.concatenate([part[at] for part in self._at]) for at in range(3))
        return values, (rows, columns)


def _limits(problem: PlanProblem, chances: tuple[Chance, ...]) -> _Rows:
    """What links may take: each cooperative once, the kilograms and suppliers of needs, the work of desks."""
    needs = {need.code: need for need in problem.needs}
    limits = _Rows()
    limits.group([c.cooperative for c in chances], 1.0, dict.fromkeys((one.code for one in problem.cooperatives), 1.0))
    tonnes = np.array([float(c.kg) / 1000 for c in chances])
    limits.group([c.need for c in chances], tonnes, {code: float(need.kg) / 1000 for code, need in needs.items()})
    count = len(chances)
    slots = {code: float(min(need.most_links, count)) for code, need in needs.items() if need.most_links is not None}
    limits.group([c.need for c in chances], 1.0, slots)
    limits.group(
        [needs[c.need].desk for c in chances], 1.0, {d: float(min(m, count)) for d, m in problem.workload.items()}
    )
    return limits


def _climb(
    names: Sequence[str],
    everybody: Sequence[str],
    weight: float,
    equal: _Rows,
    cost: list[NDArray[np.float64]],
    most: list[NDArray[np.float64]],
    width: int,
) -> int:
    """Steps of rising cost for each group that has a chance; returns the new number of columns."""
    if weight == 0:
        return width
    size: dict[str, int] = {}
    for name in everybody:
        size[name] = size.get(name, 0) + 1
    columns: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        columns.setdefault(name, []).append(at)
    for name, mine in sorted(columns.items()):
        steps = np.full(STEPS, size[name] / STEPS)
        cost.append(weight * (np.arange(STEPS) + 0.5) / STEPS)
        most.append(steps)
        equal.row([*mine, *range(width, width + STEPS)], [1.0] * len(mine) + [-1.0] * STEPS, 0.0)
        width += STEPS
    return width
