"""Work that was asked for and that nobody seems to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from marketplace.clock import now
from marketplace.extensions import db
from marketplace.planning.models import PlannedLink, Scenario


def unsolved(late: timedelta) -> Sequence[int]:
    """Scenarios that have not ended and of which nothing was heard for so long."""
    heard = sa.func.coalesce(Scenario.beat_at, Scenario.made_at)
    asked = sa.select(Scenario.id).where(Scenario.ended_at.is_(None), heard < now() - late)
    return db.session.scalars(asked.order_by(Scenario.id)).all()


def unopened(late: timedelta) -> Sequence[int]:
    """Scenarios accepted so long ago with links that have neither a case nor a reason for none."""
    waits = sa.and_(PlannedLink.case_id.is_(None), PlannedLink.left_because.is_(None))
    asked = sa.select(Scenario.id).where(
        Scenario.accepted_at < now() - late,
        Scenario.id.in_(sa.select(PlannedLink.scenario_id).where(waits)),
    )
    return db.session.scalars(asked.order_by(Scenario.id)).all()
