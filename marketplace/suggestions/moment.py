"""How things stand while a request is answered: one question at its beginning that saves others later on."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import g, has_request_context

from marketplace.extensions import Base, glance
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
    with glance() as connection:
        g.moment = Moment(*connection.execute(_question(), {"reader": user_id}).one())
    return g.moment  # type: ignore[no-any-return]


@cache
def _question() -> sa.Select[Any]:
    """All of it in one question, put together once in the life of a process."""
    reader = sa.bindparam("reader", type_=sa.Integer)
    unread = sa.select(sa.func.count()).where(Notification.user_id == reader, Notification.read_at.is_(None))
    asked = (
        sa.select(MarketClock.change_no),
        sa.select(MarketBalance.turn),
        sa.select(sa.func.max(WeightsVersion.id)),
        sa.select(sa.func.max(ModelDecision.id)),
        unread.select_from(Notification),
        sa.select(sa.func.max(Base.metadata.tables["case_stages"].c.id)),
    )
    return sa.select(*(one.scalar_subquery() for one in asked))


def known() -> Moment | None:
    """How things stood when this request asked; None where it has not asked, or nobody asks by a request."""
    return g.get("moment") if has_request_context() else None
