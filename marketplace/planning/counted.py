"""Who is counted and who is linked at the target's day: the very rows that the indicator adds up to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.indicators.engine import Question, population
from marketplace.organisations.models import Organisation
from marketplace.organisations.sizes import size_class

NOWHERE = ""
"""The place of those whose province or commune nobody has stated."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An organisation that stands below the line. `size` is its size class, empty where it is unknown."""

    organisation_id: int
    province: str
    commune: str
    linked: bool
    size: str


def read_counted(question: Question) -> dict[str, list[Counted]]:
    """Those that the figure is made of, by province, in order of their numbers: one query.

    Their number is the figure's denominator, the number of linked ones its numerator.
    """
    rows = population(question).subquery()
    asked = (
        sa.select(
            rows.c.subject_id, rows.c.province_code, rows.c.commune_code, rows.c.numerator,
            Organisation.official_members, Organisation.annual_revenue, Organisation.total_capital,
        )
        .join(Organisation, Organisation.id == rows.c.subject_id)
        .where(rows.c.left_out.is_(None), rows.c.denominator > 0)
        .order_by(rows.c.subject_id)
    )  # fmt: skip
    found: defaultdict[str, list[Counted]] = defaultdict(list)
    for number, province, commune, numerator, members, revenue, capital in db.session.execute(asked):
        size = size_class(members, revenue, capital)
        one = Counted(number, province or NOWHERE, commune or NOWHERE, numerator > 0, size.value if size else NOWHERE)
        found[one.province].append(one)
    return dict(sorted(found.items()))
