"""From rows to a figure: the sums of a population, and of many indicators counted from organisations in one scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import Milli, db
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.facts import Column, Facts
from marketplace.indicators.engine.figure import Figure, LeftOut
from marketplace.indicators.engine.organisations import Part, part_of
from marketplace.indicators.engine.places import Level, place_of
from marketplace.indicators.engine.populations import FROM_ORGANISATIONS, IN_CELLS
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Origin

FENCE = sa.literal_column("0", sa.Integer)
"""As the offset of a sub-select: both databases then make its rows once, instead of working out a reason again
wherever it is mentioned."""
Found = list[tuple[str | None, Figure]]


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
        sa.func.count(sa.case((_is_shown(counted), 1))),
        sa.func.count(),
    ]


def answer(question: Question, rows: Iterable[Sequence[Any]]) -> Figure:
    """The figure of one place: what `sums_of` tells of it."""
    numerator = denominator = Decimal(0)
    demonstration, left_out = 0, dict.fromkeys(LeftOut, 0)
    for code, above, below, shown, number in rows:
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


def figures_of(questions: Sequence[Question], by: Level = Level.COUNTRY) -> list[Found]:
    """For each of these questions about the same organisations (day, place, size) its figure by place; one scan.

    What every row of an indicator is an organisation for is first gathered into cells with equal facts; those
    indicators are then told of a few hundred cells by the same expressions that make their rows.
    """
    facts = Facts(questions[0])
    parts = {question: part_of(question, facts) for question in questions if question.code in IN_CELLS}
    names = facts.names()
    for question in questions:
        if question not in parts:
            part_of(question, facts)  # notes what it needs, before the lines are made
    cells = facts.cells(by, names)
    told = [
        _of_cells(number, parts[question], cells) if question in parts else _of_rows(number, question, facts, by)
        for number, question in enumerate(questions)
    ]
    found: dict[int, Found] = {number: [] for number in range(len(questions))}
    rows = sorted(db.session.execute(sa.union_all(*told)), key=lambda row: (row[0], row[1] is None, row[1]))
    for (number, place), lines in groupby(rows, key=lambda row: (row[0], row[1])):
        found[number].append((place, answer(questions[number], [line[2:] for line in lines])))
    return list(found.values())


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
    shown = sa.case((_is_shown(told), told.c.n), else_=nothing())
    return sa.select(
        sa.literal_column(str(number), sa.Integer),
        told.c.place,
        told.c.left_out,
        _sum(told.c.numerator),
        _sum(told.c.denominator),
        _sum(shown),
        _sum(told.c.n),
    ).group_by(told.c.place, told.c.left_out)


def _of_rows(number: int, question: Question, facts: Facts, by: Level) -> sa.Select[Any]:
    counted = gathered(FROM_ORGANISATIONS[question.code](question, facts))
    place = place_of(by, counted.c.province_code, counted.c.commune_code).label("place")
    code, above, below, shown, rows = sums_of(counted)
    thousandths = (sa.type_coerce(number * 1000, Milli) for number in (shown, rows))
    columns = (sa.literal_column(str(number), sa.Integer), place, code, above, below, *thousandths)
    return sa.select(*columns).group_by(place, code)


def _is_shown(told: sa.FromClause) -> Column:
    stands = sa.or_(told.c.numerator != 0, told.c.denominator != 0)
    return sa.and_(stands, told.c.origin == Origin.DEMONSTRATION.value)


def _sum(amount: Column) -> Column:
    return sa.func.coalesce(sa.func.sum(amount), nothing(), type_=Milli)
