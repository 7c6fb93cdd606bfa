"""Which pairs of a list have a case already, for pages that would otherwise offer to open one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload

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
    numbers = {pair: number for pair, number in _live(asked) if pair in asked}
    if not numbers:
        return {}
    sides = (selectinload(Case.members).lazyload("*"), lazyload(Case.broker))
    cases = sa.select(Case).where(Case.id.in_(numbers.values())).options(*sides)
    known = {case.id: case for case in db.session.scalars(cases).unique()}
    seen = {number for number, case in known.items() if can(viewer, Permission.CASE_VIEW, case)}
    return {pair: known[number].public_id if number in seen else None for pair, number in numbers.items()}


def _live(asked: set[Pair]) -> Iterator[tuple[Pair, int]]:
    """Pairs of open cases around those asked for, with the number of the case; of several the first one last."""
    offers, needs = {pair[0] for pair in asked}, {pair[1] for pair in asked}
    live = sa.and_(Case.need_id.in_(needs), Case.closed_at.is_(None), Case.renews_id.is_(None))
    own = sa.select(Case.offer_id, Case.need_id, Case.id).where(live, Case.offer_id.in_(offers))
    beside = sa.select(Member.offer_id, Case.need_id, Case.id).join(Case, Case.id == Member.case_id)
    beside = beside.where(live, Member.offer_id.in_(offers), Member.left_at.is_(None))
    rows = db.session.execute(sa.union_all(own, beside)).all() if asked else ()
    for offer_id, need_id, number in sorted(rows, key=lambda row: -row[2]):
        yield (offer_id, need_id), number
