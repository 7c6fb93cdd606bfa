"""The target that a figure is held against."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.engine.figure import TargetLine
from marketplace.indicators.engine.question import Question
from marketplace.indicators.models import Target, TargetKind


def target_of(question: Question) -> TargetLine | None:
    """The province's own target if it has one, else the country's: the next one due at the day."""
    mine = sa.or_(Target.province_code.is_(None), Target.province_code == question.province_code)
    found = db.session.scalars(
        sa.select(Target)
        .where(
            Target.indicator == question.code,
            Target.organisation_kind.is_(None)
            if question.organisation_kind is None
            else Target.organisation_kind == question.organisation_kind,
            Target.kind == TargetKind.TARGET,
            Target.ended_at.is_(None),
            mine,
            Target.year >= question.day.year,
        )
        .order_by(Target.province_code.is_(None), Target.year)
        .limit(1)
    ).first()
    return TargetLine(found.value, found.year, found.kind, found.source) if found else None
