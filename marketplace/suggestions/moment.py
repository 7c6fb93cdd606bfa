"""How things stand while a request is answered: one question at its beginning that saves others later on."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from flask import g, has_request_context

from marketplace.extensions import Base, db
from marketplace.notifications.models import Notification
from marketplace.suggestions.learning_models import ModelDecision, WeightsVersion
from marketplace.suggestions.market_models import MarketBalance, MarketClock


class Moment(NamedTuple):
    """The newest number of everything a shortlist depends on, None where there is none yet; the unread messages."""

    change_no: int | None
    turn: int | None
    weights_id: int | None
    decision_id: int | None
    unread: int
    stage_id: int | None
    """Of the room above: which pairs have a case."""


def read(user_id: int | None) -> Moment:
    """Ask how things stand for this reader, and know it until the request ends."""
    unread = sa.select(sa.func.count()).where(Notification.user_id == user_id, Notification.read_at.is_(None))
    asked = (
        sa.select(MarketClock.change_no),
        sa.select(MarketBalance.turn),
        sa.select(sa.func.max(WeightsVersion.id)),
        sa.select(sa.func.max(ModelDecision.id)),
        unread.select_from(Notification),
        sa.select(sa.func.max(Base.metadata.tables["case_stages"].c.id)),
    )
    row = db.session.execute(sa.select(*(one.scalar_subquery() for one in asked))).one()
    g.moment = Moment(*row)
    return g.moment  # type: ignore[no-any-return]


def known() -> Moment | None:
    """How things stood when this request asked; None where it has not asked, or nobody asks by a request."""
    return g.get("moment") if has_request_context() else None
