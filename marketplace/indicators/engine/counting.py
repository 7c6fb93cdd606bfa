"""How a figure is counted when none is kept: from sums by province where they add up, else from its own place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.engine.confidential import told, told_of_whole
from marketplace.indicators.engine.figure import Figure
from marketplace.indicators.engine.kept import A_FEW, Reading
from marketplace.indicators.engine.members import inhabitants
from marketplace.indicators.engine.places import COUNTRY, By, Level, Place, place_of
from marketplace.indicators.engine.populations import FROM_ORGANISATIONS, counted
from marketplace.indicators.engine.question import Question, Shape
from marketplace.indicators.engine.statements import Executable, Statement, made_once
from marketplace.indicators.engine.stored import PartKey
from marketplace.indicators.engine.sums import (
    Found,
    Rows,
    answer,
    answer_once,
    figures_of,
    gathered,
    parts_of_organisations,
    sums_of,
)

TOGETHER = frozenset(FROM_ORGANISATIONS) - {"I7"}
"""Indicators that one scan of the organisations answers; the few that are models are looked up by themselves."""
BY_PARTS = frozenset({Level.COUNTRY, Level.PROVINCE})


def parts_of(day: date) -> list[PartKey]:
    """Everything that the usual figures of the country and its provinces are added up from; all but I7."""
    questions = [Question(day, code) for code in INDICATORS if code not in {"I7", "O2v"}]
    values = parts_of_values(Question(day, "O2v").counted_day)
    return [*(("sums", question) for question in questions), ("due", Question(day, "O4")), *values]


def parts_of_values(quarter_end: date) -> list[PartKey]:
    """What O2v is added up from on each day until the next end of a quarter."""
    question = Question(quarter_end, "O2v")
    return [("sums", question), ("values", question)]


def figures(questions: Sequence[Question], reading: Reading) -> list[Figure]:
    """The figures of questions that one scan answers."""
    first = questions[0]
    if first.place.level not in BY_PARTS or first.code == "I7":
        if first.code in FROM_ORGANISATIONS:
            return [next(iter(found), (None, answer(one, ())))[1]
                    for one, found in zip(questions, figures_of(questions), strict=True)]  # fmt: skip
        found = [answer(first, [row[1:] for row in _sums(first, Level.COUNTRY)])]
    else:
        parts = _parts(questions, reading)
        found = [
            answer_once(one, [*_all(part), *_beside(one, reading)]) for one, part in zip(questions, parts, strict=True)
        ]
    return [told_of_whole(one, reading) if one.question.indicator.confidential else one for one in found]


def figures_by_place(questions: Sequence[Question], by: Level, reading: Reading) -> list[Found]:
    """Their figures by places of a level, the unknown place last."""
    first = questions[0]
    if first.place.level in BY_PARTS and by is Level.PROVINCE and first.code != "I7":
        found = [
            _by_province(one, part, _beside(one, reading, Level.PROVINCE))
            for one, part in zip(questions, _parts(questions, reading), strict=True)
        ]
    elif first.code in FROM_ORGANISATIONS:
        return figures_of(questions, by)
    else:
        lines = sorted(_sums(first, by), key=lambda row: (row[0] is None, row[0]))
        of_place = groupby(lines, itemgetter(0))
        found = [[(place, answer(first, [row[1:] for row in rows])) for place, rows in of_place]]
    return [
        told(one, by, some, reading) if one.indicator.confidential else some
        for one, some in zip(questions, found, strict=True)
    ]


def _parts(questions: Sequence[Question], reading: Reading) -> list[dict[str | None, Rows]]:
    """The sums of each question by province, as far as they lie in its place."""

    def count(place: Place, by: By) -> list[dict[str | None, Rows]]:
        if questions[0].code in TOGETHER:
            return parts_of_organisations(questions, place, by)
        found: dict[str | None, list[Sequence[Any]]] = {}
        for row in _sums(replace(questions[0], place=place), by):
            found.setdefault(row[0], []).append((*row[1:], None))
        return [dict(found)]

    keys = [("sums", replace(one, place=COUNTRY, day=one.counted_day)) for one in questions]
    return reading.parts(keys, questions[0].place, count)


def _by_province(question: Question, parts: dict[str | None, Rows], beside: Rows) -> Found:
    """A thing that several provinces tell of belongs to the first of them by code."""
    rows = {province: list(some) for province, some in parts.items()}
    for row in beside:
        rows.setdefault(row[0], []).append(row[1:])
    first: dict[str, str | None] = {}
    for province in sorted(rows, key=_place):
        for row in rows[province]:
            if row[5] is not None:
                first.setdefault(row[5], province)
    home: dict[str | None, list[Sequence[Any]]] = {}
    for province, some in rows.items():
        for row in some:
            home.setdefault(province if row[5] is None else first[row[5]], []).append(row)
    return [(province, answer_once(question, home[province])) for province in sorted(home, key=_place)]


def _beside(question: Question, reading: Reading, by: Level = Level.COUNTRY) -> Rows:
    """What stands beside the parts: of I9 the population, which is stated of the country or of its provinces."""
    if question.code != "I9":
        return []

    def count() -> Rows:
        rows = Statement(_summed(inhabitants(question), by)).rows(question)
        return [(*row, None) for row in rows] if by is Level.PROVINCE else [(*row[1:], None) for row in rows]

    key = ("inhabitants", question.day, question.place, by)
    return reading.once(key, lambda stamps: stamps.everywhere, count, A_FEW)


def _sums(question: Question, by: By) -> Sequence[Sequence[Any]]:
    return _counted(Shape.of(question), by).rows(question)


def _summed(population: sa.Select[Any], by: By) -> Executable:
    """Place, then what `sums_of` tells of its rows."""
    lines = gathered(population)
    place = place_of(by, lines.c.province_code, lines.c.commune_code).label("place")
    return sa.select(place, *sums_of(lines)).group_by(place, lines.c.left_out)


@made_once
def _counted(shape: Shape, by: By) -> Executable:
    return _summed(counted(shape), by)


def _all(parts: dict[str | None, Rows]) -> list[Sequence[Any]]:
    return [row for rows in parts.values() for row in rows]


def _place(code: str | None) -> tuple[bool, str]:
    return (code is None, code or "")
