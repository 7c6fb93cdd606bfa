"""The one engine: figure, breakdown, trend and rows, all from the same population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import Milli, db
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.columns import nothing
from marketplace.indicators.engine.confidential import told, told_of_whole
from marketplace.indicators.engine.figure import Figure, LeftOut, PlaceFigure
from marketplace.indicators.engine.places import Level, place_of
from marketplace.indicators.engine.populations import population
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.targets import target_of
from marketplace.organisations.models import Organisation, Origin


def compute(question: Question) -> Figure:
    """The figure; DomainError for a question that has no meaning."""
    return compute_many([question])[0]


def compute_many(questions: Sequence[Question]) -> list[Figure]:
    """The figures, in the order of the questions."""
    return [_figure(question) for question in questions]


def breakdown(question: Question, by: Level) -> list[PlaceFigure]:
    """The figure of each place of a level, by code; their sum is the whole."""
    counted = population(question).subquery()
    code = place_of(by, counted.c.province_code, counted.c.commune_code)
    asked = sa.select(code.label("place"), *_sums(counted)).group_by(code).order_by(code)
    found = [(row.place, _answer(question, row[1:])) for row in db.session.execute(asked)]
    if question.indicator.confidential:
        found = told(question, by, found)
    return [PlaceFigure(figure, code) for code, figure in found]


def series(question: Question, days: Sequence[date]) -> list[Figure]:
    """The figure at each day."""
    return compute_many([replace(question, day=day) for day in days])


def rows(question: Question) -> sa.Select[Any]:
    """The population, numerator rows first, then those that only stand below the line, then what is left out."""
    counted = population(question).subquery()
    chosen = sa.select(counted)
    if question.indicator.subject is Subject.ORGANISATION:
        chosen = chosen.join(Organisation, Organisation.id == counted.c.subject_id)
        return chosen.order_by(*_order(counted), Organisation.folded, counted.c.subject_id)
    return chosen.order_by(*_order(counted), counted.c.subject_id)


def _order(counted: sa.Subquery) -> tuple[sa.ColumnElement[Any], ...]:
    return (sa.case((counted.c.left_out.is_(None), 0), else_=1), counted.c.numerator.desc())


def _figure(question: Question) -> Figure:
    counted = population(question).subquery()
    found = _answer(question, db.session.execute(sa.select(*_sums(counted))).one())
    if question.indicator.confidential:
        found = told_of_whole(found)
    return replace(found, target=target_of(question))


def _sums(counted: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    left_out = [sa.func.count(sa.case((counted.c.left_out == code.value, 1))) for code in LeftOut]
    return [
        sa.func.coalesce(sa.func.sum(counted.c.numerator), nothing(), type_=Milli),
        sa.func.coalesce(sa.func.sum(counted.c.denominator), nothing(), type_=Milli),
        sa.func.count(sa.case((counted.c.origin == Origin.DEMONSTRATION, 1))),
        *left_out,
    ]


def _answer(question: Question, row: Sequence[Any]) -> Figure:
    numerator, denominator, demonstration, *left_out = row
    return Figure(
        question=question,
        numerator=Decimal(numerator),
        denominator=Decimal(denominator) if question.indicator.has_denominator else None,
        demonstration=demonstration,
        left_out={code: count for code, count in zip(LeftOut, left_out, strict=True) if count},
    )
