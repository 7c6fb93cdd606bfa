"""Who works a plan: the active brokers, and an even spread of new links over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.brokering.models import Case, CaseStage
from marketplace.extensions import db


def active_brokers() -> Sequence[User]:
    """The brokers whose account is open, in order of their numbers."""
    asked = sa.select(User).where(User.platform_role == Role.BROKER, User.disabled_at.is_(None))
    return db.session.scalars(asked.order_by(User.id)).all()


def live_cases(broker_ids: Sequence[int]) -> dict[int, int]:
    """How many cases each of these brokers works on now."""
    ended = (CaseStage.CONTRACTED, CaseStage.CLOSED)
    asked = sa.select(Case.broker_id, sa.func.count()).where(Case.broker_id.in_(broker_ids), Case.stage.not_in(ended))
    found = {row[0]: row[1] for row in db.session.execute(asked.group_by(Case.broker_id))}
    return {number: found.get(number, 0) for number in broker_ids}


def spread(
    count: int, loads: Mapping[int, int], most: int | None = None, given: Mapping[int, int] | None = None
) -> list[int]:
    """A broker for each of so many new links: always the one with the fewest cases, none with more than `most` new
    ones, those `given` before counted. Shorter than `count` when all are full, empty without brokers.
    """
    before = given or {}
    heap = [(load, number, before.get(number, 0)) for number, load in loads.items()]
    heap = [one for one in heap if most is None or one[2] < most]
    heapify(heap)
    chosen: list[int] = []
    while heap and len(chosen) < count:
        load, number, new = heappop(heap)
        chosen.append(number)
        if most is None or new + 1 < most:
            heappush(heap, (load + 1, number, new + 1))
    return chosen
