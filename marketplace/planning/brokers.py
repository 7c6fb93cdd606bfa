"""Who works a plan: the active brokers, and an even spread of new links over them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heapify, heapreplace

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


def spread(count: int, loads: dict[int, int], most: int | None = None) -> list[int]:
    """A broker for each of so many new links: always the one with the fewest cases, none with more than `most` new
    ones. Shorter than `count` when all are full, empty without brokers.
    """
    heap = [(load, number, 0) for number, load in loads.items()]
    heapify(heap)
    given: list[int] = []
    while heap and len(given) < count:
        load, number, new = heap[0]
        if most is not None and new >= most:
            heap.pop(0)
            heapify(heap)
            continue
        given.append(number)
        heapreplace(heap, (load + 1, number, new + 1))
    return given
