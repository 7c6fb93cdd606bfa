"""A plan made better by hand: links move, change places and give way to others while that costs less or adds a link.

Every step keeps all limits, in whole grams, and the count never falls; the same plan is improved the same way.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_CEILING

from matching.planning.costing import climbed, link_cost
from matching.planning.problem import Chance, PlanProblem

LESS = 1e-9
"""A step must save so much."""
DEEP = 2
"""So many others, one after another, may have to move for one more link."""
Change = tuple[int, int]
"""A cooperative's number and that of its new chance, -1 for none."""


def improved(
    problem: PlanProblem, chances: Sequence[Chance], chosen: Iterable[int], near: Iterable[int], most: int, until: float
) -> list[int]:
    """Numbers of `chances` in their order: those `chosen`, made better with those `near` until nothing helps or that
    moment (monotonic) is over; at most `most` links."""
    found = _Links(problem, chances, sorted({*chosen, *near}))
    for at in chosen:
        found.change([(found.who[at], at)])
    better = True
    while better and time.monotonic() < until:
        better = False
        for who in range(len(found.held)):
            better |= found.step(who, most)
            if time.monotonic() >= until:
                break
    return sorted(at for at in found.held if at >= 0)


class _Links:
    """Who holds which chance, and what that leaves of needs and desks."""

    def __init__(self, problem: PlanProblem, chances: Sequence[Chance], usable: Sequence[int]) -> None:
        of = {one.code: one for one in problem.cooperatives}
        codes = sorted({chances[at].cooperative for at in usable})
        number, needs = {code: at for at, code in enumerate(codes)}, {need.code: need for need in problem.needs}
        self.who = {at: number[chances[at].cooperative] for at in usable}
        self.need = {at: chances[at].need for at in usable}
        self.grams = {at: int((chances[at].kg * 1000).to_integral_value(ROUND_CEILING)) for at in usable}
        self.cost = {at: link_cost(problem, chances[at]) for at in usable}
        self.open: list[list[int]] = [[] for _ in codes]
        for at in sorted(usable, key=self.cost.__getitem__):
            self.open[self.who[at]].append(at)
        self.room = {code: int(need.kg * 1000) for code, need in needs.items()}
        many = len(chances)
        self.slots = {code: many if need.most_links is None else need.most_links for code, need in needs.items()}
        self.desk = {code: need.desk for code, need in needs.items()}
        self.work = {desk: problem.workload.get(desk or "", many) for desk in self.desk.values()}
        self.members: dict[str, set[int]] = {code: set() for code in needs}
        self.held, self.count = [-1] * len(codes), 0
        self.groups = [[("commune", of[code].commune), ("size", of[code].size)] for code in codes]
        self.steps, self.used = climbed(problem), dict.fromkeys({g for pair in self.groups for g in pair}, 0)

    def change(self, changes: Sequence[Change]) -> bool:
        """Let go of what these hold and give them the others; nothing is changed and False when a limit forbids it."""
        before = [(who, self.held[who]) for who, _ in changes]
        for who, _ in changes:
            self._drop(who)
        for who, at in changes:
            if at >= 0 and not self._fits(at):
                for one, _ in changes:
                    self._drop(one)
                for one, had in before:
                    self._take(one, had)
                return False
            self._take(who, at)
        return True

    def step(self, who: int, most: int) -> bool:
        """The first change that saves something or, where a link is missing, lets this cooperative in; whether any."""
        if self.held[who] < 0 and self.count < most:
            return self._let_in(who, DEEP)
        return any(more < -LESS and self.change(changes) for more, changes in self._ways(who))

    def _let_in(self, who: int, deep: int) -> bool:
        """Give it a chance that is free, else one of somebody for whom another can be found, `deep` times at most."""
        for at in self.open[who]:
            if self._fits(at):
                self._take(who, at)
                return True
        return deep > 0 and any(self._in_place_of(other, who, at, deep) for at, other in self._others(who))

    def _others(self, who: int) -> list[tuple[int, int]]:
        """Those that hold what this one could: (its chance, the other)."""
        return [(at, other) for at in self.open[who] for other in sorted(self.members[self.need[at]])]

    def _in_place_of(self, other: int, who: int, at: int, deep: int) -> bool:
        had = self.held[other]
        if had < 0 or self.need[had] != self.need[at]:
            return False  # it has moved meanwhile
        self._drop(other)
        if self._fits(at):
            self._take(who, at)
            if self._let_in(other, deep - 1):
                return True
            self._drop(who)
        self._take(other, had)
        return False

    def _ways(self, who: int) -> Iterator[tuple[float, list[Change]]]:
        """What may be done with a cooperative as the count stands, with what it adds to the cost: it moves to another
        need, and who is in its way to a third; or it comes in for another that leaves."""
        mine, comes = self.held[who], self.held[who] < 0
        base = self._joining(who) if comes else -self.cost[mine]
        for at in self.open[who]:
            more = base + self.cost[at]
            if not comes:
                yield more, [(who, at)]
            for other in sorted(self.members[self.need[at]] - {who}):
                left = more - self.cost[self.held[other]]
                if comes:
                    yield left - self._leaving(other, who), [(who, at), (other, -1)]
                else:
                    elsewhere = (to for to in self.open[other] if self.need[to] != self.need[at])
                    yield from ((left + self.cost[to], [(who, at), (other, to)]) for to in elsewhere)

    def _joining(self, who: int) -> float:
        """What one more of its commune and size costs."""
        return sum(self.steps[g][self.used[g] + 1] - self.steps[g][self.used[g]] for g in self.groups[who])

    def _leaving(self, who: int, joins: int) -> float:
        """What one less of its commune and size saves once the other has joined."""
        used = {g: self.used[g] + (g in self.groups[joins]) for g in self.groups[who]}
        return sum(self.steps[g][count] - self.steps[g][count - 1] for g, count in used.items())

    def _fits(self, at: int) -> bool:
        need = self.need[at]
        return self.room[need] >= self.grams[at] and self.slots[need] > 0 and self.work[self.desk[need]] > 0

    def _take(self, who: int, at: int) -> None:
        if at >= 0:
            self.held[who] = at
            self.members[self.need[at]].add(who)
            self._count(who, at, 1)

    def _drop(self, who: int) -> None:
        if (at := self.held[who]) >= 0:
            self.held[who] = -1
            self.members[self.need[at]].discard(who)
            self._count(who, at, -1)

    def _count(self, who: int, at: int, more: int) -> None:
        need = self.need[at]
        self.count += more
        self.room[need] -= more * self.grams[at]
        self.slots[need] -= more
        self.work[self.desk[need]] -= more
        for group in self.groups[who]:
            self.used[group] += more
