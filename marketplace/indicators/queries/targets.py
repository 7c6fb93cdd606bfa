"""Targets as staff keep them: what stands, and what stood once."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from marketplace.catalogue.models import Province
from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Indicator
from marketplace.indicators.models import Target
from marketplace.indicators.targets import standing
from marketplace.web.pagination import page_of

SHOWN = 50


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One row with the names that stand beside it; `indicator` None for a code that is no longer defined."""

    target: Target
    indicator: Indicator | None
    province: str | None


def target(public_id: str) -> Target | None:
    """The row at an address, standing or not."""
    return db.session.scalars(sa.select(Target).filter_by(public_id=public_id)).first()


def targets_page(*, indicator: str = "", province: str = "", ended: bool = False) -> Pagination:
    """Targets by indicator, place, kind and year; with `ended`, also rows that were ended or replaced."""
    question = sa.select(Target) if ended else standing()
    if indicator:
        question = question.where(Target.indicator == indicator)
    if province:
        question = question.where(Target.province_code == province)
    order = (
        Target.indicator, Target.province_code.is_not(None), Target.province_code, Target.organisation_kind,
        Target.year, Target.kind, Target.id,
    )  # fmt: skip
    return page_of(question.order_by(*order), size=SHOWN)


def rows_of(pages: Pagination) -> list[TargetRow]:
    """The rows of a page with their names, in one further query."""
    codes = {one.province_code for one in pages.items} - {None}
    names: dict[str, str] = {}
    if codes:
        found = sa.select(Province.code, Province.full_name).where(Province.code.in_(codes))
        names = dict(db.session.execute(found).all())
    return [TargetRow(one, INDICATORS.get(one.indicator), names.get(one.province_code or "")) for one in pages.items]


def name_of_province(code: str | None) -> str | None:
    """The name of a province; None for the country."""
    return db.session.scalar(sa.select(Province.full_name).where(Province.code == code)) if code else None
