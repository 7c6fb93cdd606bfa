"""The one engine: figure, breakdown, trend and rows, all from the same population."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.definitions import Subject
from marketplace.indicators.engine.checks import check_choices, check_places
from marketplace.indicators.engine.confidential import told, told_of_whole
from marketplace.indicators.engine.figure import Figure, PlaceFigure
from marketplace.indicators.engine.places import Level, place_of
from marketplace.indicators.engine.populations import FROM_ORGANISATIONS, counted, population
from marketplace.indicators.engine.question import Question
from marketplace.indicators.engine.sums import answer, figures_of, gathered, sums_of
from marketplace.indicators.engine.targets import targets_for
from marketplace.organisations.models import Organisation


def compute(question: Question) -> Figure:
    """The figure; DomainError for a question that has no meaning."""
    return compute_many([question])[0]


def compute_many(questions: Sequence[Question]) -> list[Figure]:
    """The figures, in the order of the questions: one scan of the organisations for all that are counted from the
    organisations of one place at one day, one query for any other, one for all targets.
    """
    found: dict[Question, Figure] = {}
    for some in _groups(questions):
        if some[0].code not in FROM_ORGANISATIONS:
            found[some[0]] = _figure(some[0])
            continue
        for question, places in zip(some, figures_of(some), strict=True):
            found[question] = places[0][1] if places else _nothing(question)
    targets = targets_for(questions)
    return [replace(found[question], target=target) for question, target in zip(questions, targets, strict=True)]


def breakdown(question: Question, by: Level) -> list[PlaceFigure]:
    """The figure of each place of a level, by code; their sum is the whole."""
    return breakdown_many([question], by)[0]


def breakdown_many(questions: Sequence[Question], by: Level) -> list[list[PlaceFigure]]:
    """The breakdowns, in the order of the questions: one scan for all that are counted from the same organisations."""
    found: dict[Question, list[tuple[str | None, Figure]]] = {}
    for some in _groups(questions):
        together = some[0].code in FROM_ORGANISATIONS
        found |= zip(some, figures_of(some, by) if together else [_by_place(some[0], by)], strict=True)
    return [[PlaceFigure(figure, code) for code, figure in found[question]] for question in questions]


def _by_place(question: Question, by: Level) -> list[tuple[str | None, Figure]]:
    lines = gathered(counted(question))
    code = place_of(by, lines.c.province_code, lines.c.commune_code)
    asked = sa.select(code.label("place"), *sums_of(lines)).group_by(code, lines.c.left_out).order_by(code)
    by_code = groupby(db.session.execute(asked), itemgetter(0))
    found = [(place, answer(question, [row[1:] for row in rows])) for place, rows in by_code]
    return told(question, by, found) if question.indicator.confidential else found


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


def _groups(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions, each once, with those together that one scan answers."""
    groups: dict[tuple[Any, ...], list[Question]] = {}
    check_places({question.place for question in questions})
    for question in dict.fromkeys(questions):
        check_choices(question)
        together = question.code in FROM_ORGANISATIONS
        key = (question.day, question.place, question.size) if together else (question,)
        groups.setdefault(key, []).append(question)
    return list(groups.values())


def _figure(question: Question) -> Figure:
    lines = gathered(counted(question))
    found = answer(question, db.session.execute(sa.select(*sums_of(lines)).group_by(lines.c.left_out)).all())
    return told_of_whole(found) if question.indicator.confidential else found


def _nothing(question: Question) -> Figure:
    return Figure(question, Decimal(0), Decimal(0) if question.indicator.has_denominator else None, 0)
