"""From rows to a figure: the sums of a population, and of many indicators counted from organisations in one scan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import Milli, db
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.facts import FENCE, Column, Facts
from marketplace.indicators.engine.figure import Figure, LeftOut
from marketplace.indicators.engine.organisations import part_of
from marketplace.indicators.engine.places import Level, place_of
from marketplace.indicators.engine.question import Question
from marketplace.organisations.models import Origin

Found = list[tuple[str | None, Figure]]


def gathered(chosen: sa.Select[Any]) -> sa.CTE:
    """The rows of a population, each made once: its reasons would otherwise be asked again for every sum."""
    return chosen.cte("counted").prefix_with("MATERIALIZED")


def sums_of(counted: sa.CTE) -> list[Column]:
    """Numerator, denominator, rows for show that count, and how many rows carry each code."""
    stands = sa.or_(counted.c.numerator != 0, counted.c.denominator != 0)
    return [
        _sum(counted.c.numerator),
        _sum(counted.c.denominator),
        sa.func.count(sa.case((sa.and_(stands, counted.c.origin == Origin.DEMONSTRATION), 1))),
        *(sa.func.count(sa.case((counted.c.left_out == code.value, 1))) for code in LeftOut),
    ]


def answer(question: Question, row: Sequence[Any]) -> Figure:
    """The figure of one line of sums."""
    numerator, denominator, demonstration, *left_out = row
    return Figure(
        question=question,
        numerator=Decimal(numerator),
        denominator=Decimal(denominator) if question.indicator.has_denominator else None,
        demonstration=int(demonstration),
        left_out={code: int(count) for code, count in zip(LeftOut, left_out, strict=True) if count},
    )


def figures_of(questions: Sequence[Question], by: Level = Level.COUNTRY) -> list[Found]:
    """For each of these questions about the same organisations (day, place, size) its figure by place; one scan.

    Organisations are first gathered into cells with equal facts; the indicators are then told of a few hundred cells
    by the same expressions that make their rows.
    """
    facts = Facts(questions[0])
    parts = [part_of(question, facts) for question in questions]
    cells = facts.cells(None if by is Level.COUNTRY else partial(place_of, by))
    columns: list[Column] = [sa.column("place"), sa.column("origin"), sa.column("n", Milli())]
    for number, part in enumerate(parts):
        columns += [
            sa.case((part.within, part.numerator), else_=nothing()).label(f"numerator_{number}"),
            sa.case((part.within, part.denominator), else_=nothing()).label(f"denominator_{number}"),
            sa.case((part.within, part.left_out), else_=None).label(f"left_out_{number}"),
        ]
    told = sa.select(*columns).select_from(cells).offset(FENCE).subquery()
    wanted = [column for number in range(len(parts)) for column in _cell_sums(told, number)]
    rows = db.session.execute(sa.select(told.c.place, *wanted).group_by(told.c.place).order_by(told.c.place)).all()
    width = 3 + len(LeftOut)
    return [
        _placed(question, [(row[0], row[1 + number * width : 1 + (number + 1) * width]) for row in rows])
        for number, question in enumerate(questions)
    ]


def _placed(question: Question, rows: Iterable[tuple[str | None, Sequence[Any]]]) -> Found:
    """Places without a row of this indicator are left out."""
    return [(place, answer(question, sums)) for place, sums in rows if any(sums)]


def _cell_sums(told: sa.Subquery, number: int) -> list[Column]:
    numerator, denominator = told.c[f"numerator_{number}"], told.c[f"denominator_{number}"]
    out = told.c[f"left_out_{number}"]
    stands = sa.or_(numerator != 0, denominator != 0)
    shown = sa.and_(stands, told.c.origin == Origin.DEMONSTRATION.value)
    return [
        _sum(numerator),
        _sum(denominator),
        _sum(sa.case((shown, told.c.n), else_=nothing())),
        *(_sum(sa.case((out == code.value, told.c.n), else_=nothing())) for code in LeftOut),
    ]


def _sum(amount: Column) -> Column:
    return sa.func.coalesce(sa.func.sum(amount), nothing(), type_=Milli)
