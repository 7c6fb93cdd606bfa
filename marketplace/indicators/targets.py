"""Which targets stand: what people entered before what the file says, the newest first, and never an ended row.

Two rows with the same indicator, kind of organisation, province, year and kind of number say the same thing twice;
one of them stands, the other is history.

A share set for the whole country is every province's until it sets its own; a number is of the very place it was set
for: 45 000 cooperatives of a country are no province's, and 150 of a province are not the country's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.definitions import INDICATORS, Unit
from marketplace.indicators.models import Target, TargetKind
from marketplace.organisations.models import OrganisationKind

KEY = (Target.indicator, Target.organisation_kind, Target.province_code, Target.year, Target.kind)


def standing() -> sa.Select[Target]:
    """The rows that stand: one for each key, a person's before the file's, the newest of these."""
    newest = (Target.entered_by_id.is_(None), Target.entered_at.desc(), Target.id.desc())
    place = sa.func.row_number().over(partition_by=KEY, order_by=newest).label("place")
    numbered = sa.select(Target.id, place).where(Target.ended_at.is_(None)).subquery()
    return sa.select(Target).join(numbered, numbered.c.id == Target.id).where(numbered.c.place == 1)


def targets_of(indicator: str, province_code: str | None) -> Sequence[Target]:
    """What stands for an indicator in a province and, of a share, in the whole country, by year."""
    mine = (Target.province_code.is_not_distinct_from(place) for place in _places(indicator, province_code))
    question = standing().where(Target.indicator == indicator, sa.or_(*mine))
    return db.session.scalars(question.order_by(Target.year, Target.id)).all()


def _places(indicator: str, province_code: str | None) -> list[str | None]:
    """The province, and the country where its target is the province's too; the nearest first."""
    found = INDICATORS.get(indicator)
    is_share = found is not None and found.unit is Unit.PERCENT
    return list(dict.fromkeys((province_code, None))) if is_share else [province_code]


def last_year_set(least: int) -> int:
    """The year of the farthest target that stands for anything anywhere, at least the one given; one query."""
    farthest = sa.select(sa.func.max(Target.year)).where(Target.kind == TargetKind.TARGET, Target.ended_at.is_(None))
    return max(db.session.scalar(farthest) or least, least)


def chosen(
    rows: Iterable[Target], *, province_code: str | None, organisation_kind: OrganisationKind | None, day: date
) -> Target | None:
    """The target to hold a figure of the day against, of rows of one indicator: the province's own before the
    country's, which a province has for shares only.

    Of these the next that is due; when all are past, the last one, which stays a promise that is kept or not.
    """
    targets = [row for row in rows if row.kind is TargetKind.TARGET and row.organisation_kind is organisation_kind]
    for place in _places(targets[0].indicator, province_code) if targets else ():
        mine = sorted((row for row in targets if row.province_code == place), key=lambda row: row.year)
        if mine:
            return next((row for row in mine if row.year >= day.year), mine[-1])
    return None


def way_to(target: Target, rows: Iterable[Target]) -> list[Target]:
    """Baseline, steps and targets of the same place and kind as a target, up to its year, in order."""
    same = [
        row
        for row in rows
        if (row.indicator, row.province_code, row.organisation_kind)
        == (target.indicator, target.province_code, target.organisation_kind)
        and row.year <= target.year
    ]
    return sorted(same, key=lambda row: row.year)
