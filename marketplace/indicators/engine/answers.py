"""The one engine: figure, breakdown, trend and rows, all from the same population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.checks import check_choices, check_places
from marketplace.indicators.engine.counting import TOGETHER, figures, figures_by_place
from marketplace.indicators.engine.figure import Figure, PlaceFigure
from marketplace.indicators.engine.kept import one_reading
from marketplace.indicators.engine.places import Level
from marketplace.indicators.engine.populations import population
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.sums import Found
from marketplace.indicators.engine.targets import targets_for
from marketplace.organisations.models import Organisation


def compute(question: Question) -> Figure:
    """The figure; DomainError for a question that has no meaning."""
    return compute_many([question])[0]


def compute_many(questions: Sequence[Question]) -> list[Figure]:
    """The figures, in the order of the questions: what is kept and still right, else counted; one scan of the
    organisations for all that are counted from those of one place at one day, one query for any other, one for all
    targets.
    """
    asked = _checked(questions)
    with one_reading() as reading:
        found = {question: figure for question in asked if (figure := reading.known(question)) is not None}
        for some in _groups([question for question in asked if question not in found]):
            for question, figure in zip(some, figures(some, reading), strict=True):
                found[question] = figure
                reading.keep(question, figure)
    targets = targets_for(questions)
    return [replace(found[question], target=target) for question, target in zip(questions, targets, strict=True)]


def breakdown(question: Question, by: Level) -> list[PlaceFigure]:
    """The figure of each place of a level, by code; their sum is the whole."""
    return breakdown_many([question], by)[0]


def breakdown_many(questions: Sequence[Question], by: Level) -> list[list[PlaceFigure]]:
    """The breakdowns, in the order of the questions: one scan for all that are counted from the same organisations."""
    found: dict[Question, Found] = {}
    asked = _checked(questions)
    with one_reading() as reading:
        for some in _groups(asked):
            found |= zip(some, figures_by_place(some, by, reading), strict=True)
    return [[PlaceFigure(figure, code) for code, figure in found[question]] for question in questions]


def series(question: Question, days: Sequence[date]) -> list[Figure]:
    """The figure at each day; for a window, at the end of it, with the same first day if one was asked for."""
    return compute_many([replace(question, day=day) for day in days])


def rows(question: Question) -> sa.Select[Any]:
    """The population, numerator rows first, then those that only stand below the line, then what is left out."""
    lines = population(question).subquery()
    chosen = sa.select(lines)
    of_organisation = sa.and_(lines.c.subject_kind == Subject.ORGANISATION.value, Organisation.id == lines.c.subject_id)
    return chosen.outerjoin(Organisation, of_organisation).order_by(
        *_order(lines), Organisation.folded, lines.c.subject_id
    )


def _order(lines: sa.Subquery) -> tuple[sa.ColumnElement[Any], ...]:
    return (sa.case((lines.c.left_out.is_(None), 0), else_=1), lines.c.numerator.desc())


def _checked(questions: Sequence[Question]) -> list[Question]:
    """The questions, each once; DomainError for one that has no meaning."""
    check_places({question.place for question in questions})
    for question in (once := list(dict.fromkeys(questions))):
        check_choices(question)
    return once


def _groups(questions: Sequence[Question]) -> list[list[Question]]:
    """Those together that one scan answers."""
    groups: dict[tuple[Any, ...], list[Question]] = {}
    for question in questions:
        together = question.code in TOGETHER
        key = (question.day, question.since, question.place, question.size) if together else (question,)
        groups.setdefault(key, []).append(question)
    return list(groups.values())
