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
    """Of the room above, which pairs have a case: the newest stage of any, or of those around the need asked for."""


def read(user_id: int | None, need_id: str | None = None) -> Moment:
    """Ask how things stand for this reader, around one need if it is named, and know it until the request ends."""
    values = {"reader": user_id} | ({} if need_id is None else {"need": need_id})
    with glance() as connection:
        g.moment = Moment(*connection.execute(_question(of_one_need=need_id is not None), values).one())
    return g.moment  # type: ignore[no-any-return]


@cache
def _question(*, of_one_need: bool) -> sa.Select[Any]:
    """All of it in one question, put together once in the life of a process."""
    reader = sa.bindparam("reader", type_=sa.Integer)
    unread = sa.select(sa.func.count()).where(Notification.user_id == reader, Notification.read_at.is_(None))
    asked = (
        sa.select(MarketClock.change_no),
        sa.select(MarketBalance.turn),
        sa.select(sa.func.max(WeightsVersion.id)),
        sa.select(sa.func.max(ModelDecision.id)),
        unread.select_from(Notification),
        _stages(of_one_need=of_one_need),
    )
    return sa.select(*(one.scalar_subquery() for one in asked))


def _stages(*, of_one_need: bool) -> sa.Select[Any]:
    stages, cases, needs = (Base.metadata.tables[name].c for name in ("case_stages", "cases", "needs"))
    newest = sa.select(sa.func.max(stages.id))
    if not of_one_need:
        return newest
    around = newest.where(stages.case_id == cases.id, cases.need_id == needs.id)
    return around.where(needs.public_id == sa.bindparam("need"))


def known() -> Moment | None:
    """How things stood when this request asked; None where it has not asked, or nobody asks by a request."""
    return g.get("moment") if has_request_context() else None
