"""The problems of a reading and their plans: one province at a time, or several beside each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from marketplace.planning.asked import Asked, PlantAsked
from marketplace.planning.dividing import Use, divided, divided_rooms, with_again, without
from marketplace.planning.problem import Levers, Province, Room, problem_of, rooms_of
from marketplace.planning.reading import Reading
from marketplace.planning.renewals import RENEWAL

if TYPE_CHECKING:
    from matching.planning import Grower, Plan, PlanProblem, Plant, PlantCase

AT_ONCE = 4
"""So many provinces are solved between two looks whether anybody still wants the plan."""
JOBS = 2
PLANT = "plant:"
"""How the need of a supposed plant begins its code; the plant's number follows."""
Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Solved:
    """A province with its problem (plants and all), its plan, and the plan it would have without the plants."""

    province: Province
    problem: PlanProblem
    plan: Plan
    without_plants: Plan


def solve_all(asked: Asked, reading: Reading, provinces: Sequence[Province], told: Told) -> list[Solved]:
    """The plan of every province, in their order; `told` hears how far it is, from 0 to 100.

    Several provinces share needs and brokers: these are divided first, and what some leave is then offered to those
    that fall short, one after the other. A supposed plant takes cooperatives of its own province alone, if there are
    several (how full it would run is told of all within reach).
    """
    setting = Setting(
        asked,
        reading,
        Levers(
            asked.soe_priority / 100, asked.poor_commune_priority / 100, asked.plant_priority / 100, reading.poor.codes
        ),
    )
    rooms, work = rooms_for(reading, provinces), work_for(asked, reading, provinces)
    plain = {one.code: setting.problem(one, rooms[one.code], work[one.code]) for one in provinces}
    problems = {code: setting.with_plants(problem, code) for code, problem in plain.items()}
    plans = _planned(problems, asked.seconds, told)
    changed = {code: plain[code] for code, problem in problems.items() if problem is not plain[code]}
    without_plants = plans | _planned(changed, asked.seconds, told)
    found = [Solved(one, problems[one.code], plans[one.code], without_plants[one.code]) for one in provinces]
    return found if len(found) == 1 else _second_round(found, setting, told)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all provinces have in common."""

    asked: Asked
    reading: Reading
    levers: Levers

    def problem(self, province: Province, rooms: Mapping[int, Room], work: int | None) -> PlanProblem:
        """The problem of a province without any plant."""
        return problem_of(province, rooms, self.asked.target, self.levers, work)

    def with_plants(self, problem: PlanProblem, code: str) -> PlanProblem:
        """The problem with every plant that concerns the province."""
        from matching.planning import with_plant

        for one in self.asked.plants:
            if len(self.reading.counted) == 1 or one.province == code:
                plant = _plant(one, self.asked.plant_priority)
                problem = with_plant(problem, plant, self.reading.growers[one.id]).problem
        return problem


def _second_round(found: Sequence[Solved], setting: Setting, told: Told) -> list[Solved]:
    """Provinces that fall short once more, each with its own part and all that nobody uses; the better plan stays."""
    from matching.planning import plan_each_while

    left = without(rooms_of(setting.reading.needs), (use for one in found for use in _uses(one.plan)))
    free = _free_work(found, setting)
    again: list[Solved] = []
    for one in found:
        if one.plan.reaches or free == 0:
            again.append(one)
            continue
        told(100)
        seconds = setting.asked.seconds * JOBS / len(found)
        rooms = with_again(left, _uses(one.plan))
        work = None if free is None else free + new_links(one.plan)
        problem = setting.with_plants(setting.problem(one.province, rooms, work), one.province.code)
        better = plan_each_while({"": problem}, seconds, lambda _share: told(100))[""]
        if len(better.links) <= len(one.plan.links):
            again.append(one)
            continue
        free = None if free is None else free + new_links(one.plan) - new_links(better)
        left = without(rooms, _uses(better))
        again.append(replace(one, problem=problem, plan=better))
    return again


def _uses(plan: Plan) -> Iterator[Use]:
    for link in plan.links:
        if link.need.isdecimal():
            yield int(link.need), link.kg


def _free_work(found: Sequence[Solved], setting: Setting) -> int | None:
    """How many more links the brokers could take on, None where nobody set a limit."""
    if setting.asked.workload is None:
        return None
    return setting.asked.workload * len(setting.reading.brokers) - sum(new_links(one.plan) for one in found)


def new_links(plan: Plan) -> int:
    """How many of its links are work of brokers that nobody has yet: all but renewals."""
    return sum(not link.need.startswith(RENEWAL) for link in plan.links)


def fill_of(plant: PlantAsked, growers: Sequence[Grower]) -> PlantCase:
    """Who lies within a plant's reach and how full it would run, whoever is counted."""
    from matching.planning import PlanProblem, with_plant

    return with_plant(PlanProblem((), (), (), Decimal(0)), _plant(plant, 0), growers)


def rooms_for(reading: Reading, provinces: Sequence[Province]) -> dict[str, dict[int, Room]]:
    """The room of needs for each province: all of it for one alone, else its part."""
    rooms = rooms_of(reading.needs)
    return {one.code: rooms for one in provinces} if len(provinces) == 1 else divided_rooms(rooms, provinces)


def work_for(asked: Asked, reading: Reading, provinces: Sequence[Province]) -> dict[str, int | None]:
    """How many new links the brokers can take on for each province, None where nobody set a limit."""
    if asked.workload is None:
        return dict.fromkeys((one.code for one in provinces), None)
    unlinked = {one.code: len(one.unlinked) for one in provinces}
    return dict(divided(asked.workload * len(reading.brokers), unlinked))


def _plant(plant: PlantAsked, priority: int) -> Plant:
    from matching.planning import Plant

    code = f"{PLANT}{plant.id}"
    return Plant(code, plant.good, plant.lat, plant.lon, plant.kg_a_month, float(plant.reach_km), priority / 100)


def _planned(problems: Mapping[str, PlanProblem], seconds: int, told: Told) -> dict[str, Plan]:
    """The plans, a few at once; the search of each ends in its part of the seconds."""
    from matching.planning import plan_each_while

    names = sorted(problems)
    found: dict[str, Plan] = {}
    each = float(seconds) if len(names) < 2 else seconds * JOBS / len(names)
    for start in range(0, len(names), AT_ONCE):
        some = {name: problems[name] for name in names[start : start + AT_ONCE]}
        backend, jobs = ("threading", min(JOBS, len(some))) if len(some) > 1 else ("sequential", 1)

        def heard(share: float, done: int = start, now: int = len(some)) -> None:
            told(int(100 * (done + share * now) / len(names)))

        found |= plan_each_while(some, each, heard, backend, jobs)
        told(100 * len(found) // len(names))
    return found
