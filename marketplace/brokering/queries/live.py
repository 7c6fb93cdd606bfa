"""Which pairs of a list have a case already, for pages that would otherwise offer to open one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, Member
from marketplace.extensions import db

Pair: TypeAlias = tuple[int, int]


def live_cases(viewer: Viewer, pairs: Iterable[Pair]) -> Mapping[Pair, str | None]:
    """Of these pairs (ids of offer and need) those with an open case: its public id, None where it is not the viewer's.

    The offer may be the first of the case or one of those beside it. To be asked only for who may open one.
    """
    asked = set(pairs)
    offers, needs = {pair[0] for pair in asked}, {pair[1] for pair in asked}
    beside = sa.select(Member.case_id).where(Member.offer_id.in_(offers), Member.left_at.is_(None))
    question = (
        sa.select(Case)
        .where(Case.need_id.in_(needs), Case.closed_at.is_(None), Case.renews_id.is_(None))
        .where(sa.or_(Case.offer_id.in_(offers), Case.id.in_(beside)))
        .options(selectinload(Case.members))
        .order_by(Case.id.desc())
    )
    found = {
        (offer_id, case.need_id): case.public_id if can(viewer, Permission.CASE_VIEW, case) else None
        for case in (db.session.scalars(question).unique() if asked else ())
        for offer_id in (*(member.offer_id for member in case.standing_members), case.offer_id)
    }
    return {pair: public_id for pair, public_id in found.items() if pair in asked}
