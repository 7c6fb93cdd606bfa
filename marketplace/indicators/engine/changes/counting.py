"""The changes of a place counted: by unit and by what is added up, in the order of their days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.engine.changes import flows, organisations
from marketplace.indicators.engine.changes.lines import lines_of
from marketplace.indicators.engine.places import Place
from marketplace.indicators.engine.question import Question, Shape
from marketplace.indicators.engine.statements import Executable, made_once
from marketplace.indicators.engine.units import few

Line = Sequence[Any]
"""The day by its ordinal, then what a row of `units.KINDS` in its compact form is; sums may be negative."""
Changes = dict[str, list[Line]]
"""The lines of a place by the name of what they change (`stored.PartKey`), by day."""
DUE = "due O4"
THOUSAND = 1000


def count_changes(place: Place) -> dict[str, Changes]:
    """All changes of the units of a place, some ten queries."""
    found: dict[str, Changes] = {}
    for name, unit, line in _lines(place):
        found.setdefault(unit, {}).setdefault(name, []).append(line)
    for changes in found.values():
        for some in changes.values():
            some.sort(key=lambda line: line[0])
    return found


def _lines(place: Place) -> Iterator[tuple[str, str, Line]]:
    asked = [Question(date.max, code, place=place) for code in organisations.CODES]
    for row in _of_organisations(*(Shape.of(one) for one in asked)).rows(*asked):
        yield _line(row)
    for code in flows.STRETCHES:
        question = Question(date.max, code, since=date.min, place=place)
        for row in _of_flow(Shape.of(question)).rows(question):
            yield _line(row)
    question = Question(date.max, "O4", since=date.min, place=place)
    for unit, day, in_time, due, *whom in _due(Shape.of(question)).rows(question):
        yield DUE, unit, (day.toordinal(), int(in_time), int(due), *few(*whom[:3]), *few(*whom[3:]))


def _line(row: Sequence[Any]) -> tuple[str, str, Line]:
    code, unit, day, left_out, above, below, shown, number, once = row
    line = (day.toordinal(), left_out, int(above), int(below), shown // THOUSAND, number // THOUSAND, once)
    return f"sums {code}", unit, line


@made_once
def _of_organisations(*shapes: Shape) -> Executable:
    return sa.union_all(*organisations.lines(shapes))


@made_once
def _of_flow(shape: Shape) -> Executable:
    return lines_of(shape.code, flows.STRETCHES[shape.code](shape))


@made_once
def _due(shape: Shape) -> Executable:
    return flows.due(shape)


NAMES: Mapping[str, bool] = {
    **{f"sums {code}": False for code in organisations.CODES},
    **{f"sums {code}": code in {"O3", "O4", "O5", "O7"} for code in flows.STRETCHES},
    DUE: True,
}
"""What the changes tell, and whether it begins anew with each year."""
