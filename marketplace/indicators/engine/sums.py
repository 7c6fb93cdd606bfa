"""From rows to a figure: the sums of a population, and of many indicators counted from organisations in one scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import Milli
from marketplace.indicators.engine.areas import communes_by_place
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.facts import Column, Facts
from marketplace.indicators.engine.figure import Figure, LeftOut
from marketplace.indicators.engine.organisations import Part, part_of, population_of
from marketplace.indicators.engine.places import By, Level, Place, place_of
from marketplace.indicators.engine.populations import FROM_ORGANISATIONS, IN_CELLS, facts_for
from marketplace.indicators.engine.question import Question, Shape
from marketplace.indicators.engine.statements import Executable, Statement, made_once
from marketplace.organisations.models import Origin

FENCE = sa.literal_column("0", sa.Integer)
"""As the offset of a sub-select: both databases then make its rows once, instead of working out a reason again
wherever it is mentioned."""
Found = list[tuple[str | None, Figure]]
Rows = Sequence[Sequence[Any]]
PARTS_OF: dict[str, Callable[[Question, Facts, By], Executable]] = {
    "I9": lambda question, facts, _by: population_of(question, facts),
    "O10": communes_by_place,
}
"""Indicators whose parts by province are not the rows of their population."""
ASKS_ALONE = frozenset({"I9"})
"""Indicators whose population asks the database while it is written, for the place it is asked of."""


def gathered(chosen: sa.Select[Any]) -> sa.CTE:
    """The rows of a population, each made once: its reasons would otherwise be asked again for every sum."""
    return chosen.cte().prefix_with("MATERIALIZED")


def sums_of(counted: sa.CTE) -> list[Column]:
    """For each code of what is left out: numerator, denominator, rows for show that count, and how many rows carry it.

    To be grouped by `counted.c.left_out`.
    """
    return [
        counted.c.left_out,
        _sum(counted.c.numerator),
        _sum(counted.c.denominator),
        sa.func.count(sa.case((is_shown(counted), 1))),
        sa.func.count(),
    ]


def answer(question: Question, rows: Iterable[Sequence[Any]]) -> Figure:
    """The figure of one place: what `sums_of` tells of it."""
    numerator = denominator = Decimal(0)
    demonstration, left_out = 0, dict.fromkeys(LeftOut, 0)
    for code, above, below, shown, number, *_once in rows:
        numerator, denominator, demonstration = numerator + above, denominator + below, demonstration + int(shown)
        if code is not None:
            left_out[LeftOut(code)] += int(number)
    return Figure(
        question=question,
        numerator=numerator,
        denominator=denominator if question.indicator.has_denominator else None,
        demonstration=demonstration,
        left_out={code: number for code, number in left_out.items() if number},
    )


def figures_of(questions: Sequence[Question], by: By = Level.COUNTRY) -> list[Found]:
    """For each of these questions about the same organisations (day, place, size) its figure by place; one scan."""
    if any(question.code in ASKS_ALONE for question in questions):
        told = _told(Statement(_scan(questions, by)), questions)
    else:
        told = _told(scan(tuple(Shape.of(question) for question in questions), by), questions)
    return [
        [(place, answer(question, rows)) for place, rows in by_place.items()]
        for question, by_place in zip(questions, told, strict=True)
    ]


def parts_of_organisations(questions: Sequence[Question], place: Place, by: By) -> list[dict[str | None, Rows]]:
    """For each of these questions, asked of a place instead of its own, its sums by province or unit; one scan.

    The seventh of a row's numbers is what it counts once for, however many provinces tell of it (`answer_once`). Of
    I9 the organisations alone; I7 cannot be told by parts.
    """
    asked = [replace(question, place=place) for question in questions]
    return _told(scan(tuple(Shape.of(one) for one in asked), by, in_parts=True), asked)


def answer_once(question: Question, rows: Iterable[Sequence[Any]]) -> Figure:
    """The figure of rows from several parts: lines for the same thing are one, and the best of them counts."""
    added, things = list[Sequence[Any]](), dict[str, Sequence[Any]]()
    for row in rows:
        if row[5] is None:
            added.append(row)
        elif (other := things.get(row[5])) is None:
            things[row[5]] = row
        else:
            things[row[5]] = (None, *(max(one, two) for one, two in zip(row[1:5], other[1:5], strict=True)), row[5])
    return answer(question, [*added, *things.values()])


def _told(scanned: Statement, questions: Sequence[Question]) -> list[dict[str | None, Rows]]:
    """The sums of each question by place, the unknown place last; one query."""
    found: list[dict[str | None, Rows]] = [{} for _question in questions]
    lines = sorted(scanned.rows(*questions), key=lambda row: (row[0], row[1] is None, row[1]))
    for (number, place), some in groupby(lines, key=lambda row: (row[0], row[1])):
        found[number][place] = [tuple(line[2:]) for line in some]
    return found


def _scan(questions: Sequence[Question], by: By, *, in_parts: bool = False) -> sa.CompoundSelect[Any]:
    """The sums of all these questions by place: their number among them, the place, what `sums_of` tells, and once.

    What every row of an indicator is an organisation for is first gathered into cells with equal facts; those
    indicators are then told of a few hundred cells by the same expressions that make their rows.
    """
    facts = facts_for(questions[0])
    parts = {question: part_of(question, facts) for question in questions if question.code in IN_CELLS}
    names = facts.names()
    for question in questions:
        if question not in parts:
            part_of(question, facts)  # notes what it needs, before the lines are made
    cells = facts.cells(by, names)
    return sa.union_all(
        *(
            _of_cells(number, parts[one], cells)
            if one in parts
            else _of_rows(number, _rows_of(one, facts, by, in_parts=in_parts), by)
            for number, one in enumerate(questions)
        )
    )


scan = made_once(_scan)


def _rows_of(question: Question, facts: Facts, by: By, *, in_parts: bool) -> Executable:
    if in_parts and question.code in PARTS_OF:
        return PARTS_OF[question.code](question, facts, by)
    return FROM_ORGANISATIONS[question.code](question, facts)


def _of_cells(number: int, part: Part, cells: sa.CTE) -> sa.Select[Any]:
    told = (
        sa.select(
            cells.c.place,
            cells.c.origin,
            cells.c.n,
            part.numerator.label("numerator"),
            part.denominator.label("denominator"),
            part.left_out.label("left_out"),
        )
        .select_from(cells)
        .where(part.within)
        .offset(FENCE)
        .subquery()
    )
    shown = sa.case((is_shown(told), told.c.n), else_=nothing())
    return sa.select(
        sa.literal_column(str(number), sa.Integer),
        told.c.place,
        told.c.left_out,
        _sum(told.c.numerator),
        _sum(told.c.denominator),
        _sum(shown),
        _sum(told.c.n),
        sa.null().cast(sa.String),
    ).group_by(told.c.place, told.c.left_out)


def _of_rows(number: int, population: Executable, by: By) -> sa.Select[Any]:
    which = sa.literal_column(str(number), sa.Integer)
    if isinstance(population, sa.CompoundSelect):  # sums already
        return sa.select(which, *population.subquery().c)
    counted = gathered(population)
    place = place_of(by, counted.c.province_code, counted.c.commune_code).label("place")
    code, above, below, shown, rows = sums_of(counted)
    thousandths = (sa.type_coerce(number * 1000, Milli) for number in (shown, rows))
    columns = (which, place, code, above, below, *thousandths, sa.null().cast(sa.String))
    return sa.select(*columns).group_by(place, code)


def is_shown(told: sa.FromClause) -> Column:
    """Whether a row stands above or below the line and is for show."""
    stands = sa.or_(told.c.numerator != 0, told.c.denominator != 0)
    return sa.and_(stands, told.c.origin == Origin.DEMONSTRATION.value)


def _sum(amount: Column) -> Column:
    return sa.func.coalesce(sa.func.sum(amount), nothing(), type_=Milli)
