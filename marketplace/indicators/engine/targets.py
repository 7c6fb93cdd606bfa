"""The target that a figure is held against."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.extensions import db
from marketplace.indicators.engine.figure import TargetLine
from marketplace.indicators.engine.question import Question
from marketplace.indicators.models import Target, TargetKind
from marketplace.indicators.targets import chosen, standing


def targets_for(questions: Sequence[Question]) -> list[TargetLine | None]:
    """The target of each question, in its order: one query however many, and one for each commune or old district.

    The next one due at the day, else the last one past; of whom it may be is said at `indicators.targets.chosen`.
    """
    codes = {question.code for question in questions}
    asked = standing().where(Target.kind == TargetKind.TARGET, Target.indicator.in_(codes))
    rows = db.session.scalars(asked).all()
    provinces = {place: place.province_code for place in {question.place for question in questions}}
    return [_line(question, provinces[question.place], rows) for question in questions]


def _line(question: Question, province_code: str | None, rows: Sequence[Target]) -> TargetLine | None:
    found = chosen(
        [row for row in rows if row.indicator == question.code],
        province_code=province_code,
        organisation_kind=question.organisation_kind,
        day=question.day,
    )
    return TargetLine(found.value, found.year, found.kind, found.source) if found else None
