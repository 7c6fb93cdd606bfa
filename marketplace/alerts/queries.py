"""A person's own saved searches and alerts, and the listings an alert may be about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.alerts.models import AlertMessage, Asked, SavedSearch, ScoreAlert
from marketplace.authorization.viewer import Viewer
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, Origin

A = TypeVar("A", bound=Asked)
Record = TypeVar("Record", Offer, Need)
MOST_LISTINGS = 100


def own_searches(viewer: Viewer) -> Sequence[SavedSearch]:
    """The viewer's saved searches, by name."""
    return db.session.scalars(_live(SavedSearch, viewer).order_by(SavedSearch.name, SavedSearch.id)).all()


def own_alerts(viewer: Viewer) -> Sequence[ScoreAlert]:
    """The viewer's alerts for organisations the viewer still belongs to, the newest first."""
    own = _live(ScoreAlert, viewer).where(ScoreAlert.organisation_id.in_(viewer.organisation_ids))
    return db.session.scalars(own.order_by(ScoreAlert.id.desc())).all()


def own_search(viewer: Viewer, public_id: str) -> SavedSearch:
    """The viewer's own saved search; NotFoundError for anybody else's."""
    return _own(_live(SavedSearch, viewer).where(SavedSearch.public_id == public_id))


def own_alert(viewer: Viewer, public_id: str) -> ScoreAlert:
    """The viewer's own alert; NotFoundError for anybody else's, and for an organisation left meanwhile."""
    own = _live(ScoreAlert, viewer).where(ScoreAlert.organisation_id.in_(viewer.organisation_ids))
    return _own(own.where(ScoreAlert.public_id == public_id))


def _live(model: type[A], viewer: Viewer) -> sa.Select[A]:
    return sa.select(model).where(model.user_id == viewer.user_id, model.removed_at.is_(None))


def _own(question: sa.Select[A]) -> A:
    found = db.session.scalar(question)
    if found is None:
        raise NotFoundError
    return found


def told_of(alerts: Sequence[ScoreAlert]) -> dict[int, int]:
    """How many of the pairs that were told reach each alert; a pair counts for every alert that waited for it."""
    single = sa.or_(AlertMessage.offer_id == ScoreAlert.offer_id, AlertMessage.need_id == ScoreAlert.need_id)
    every = sa.and_(ScoreAlert.offer_id.is_(None), ScoreAlert.need_id.is_(None))
    home = sa.or_(*(side.organisation_id == ScoreAlert.organisation_id for side in (Offer, Need)))
    reached = sa.and_(
        AlertMessage.alert_id.is_not(None),
        AlertMessage.score >= ScoreAlert.at_least,
        AlertMessage.told_at >= ScoreAlert.created_at,
        sa.or_(single, sa.and_(every, home)),
    )
    mine = sa.and_(AlertMessage.user_id == ScoreAlert.user_id, AlertMessage.told_at.is_not(None))
    asked = (
        sa.select(ScoreAlert.id, sa.func.count())
        .join(AlertMessage, mine)
        .outerjoin(Offer, Offer.id == AlertMessage.offer_id)
        .outerjoin(Need, Need.id == AlertMessage.need_id)
        .where(
            ScoreAlert.id.in_([alert.id for alert in alerts]), sa.or_(AlertMessage.alert_id == ScoreAlert.id, reached)
        )
    )
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(ScoreAlert.id))}


def own_listings(viewer: Viewer) -> tuple[Sequence[Offer], Sequence[Need]]:
    """The published offers and needs of the viewer's organisations that an alert may be about, the newest first."""
    mine = viewer.organisation_ids
    return _published(Offer, mine), _published(Need, mine)


def own_organisations(viewer: Viewer) -> Sequence[Organisation]:
    """The viewer's organisations."""
    mine = Organisation.id.in_(viewer.organisation_ids)
    return db.session.scalars(sa.select(Organisation).where(mine).order_by(Organisation.folded)).all()


def _published(model: type[Record], organisations: frozenset[int]) -> Sequence[Record]:
    own = sa.select(model).where(model.organisation_id.in_(organisations), model.origin != Origin.REPORTED)
    live = own.where(model.published_at.is_not(None), model.closed_at.is_(None))
    return db.session.scalars(live.order_by(model.id.desc()).limit(MOST_LISTINGS)).all()


def covered(alert: ScoreAlert) -> list[Offer | Need]:
    """The public listings an alert is about, the newest first, at most MOST_LISTINGS of each kind."""
    if alert.offer is not None:
        return [alert.offer] if alert.offer.is_public else []
    if alert.need is not None:
        return [alert.need] if alert.need.is_public else []
    return [*_public_of(Offer, alert.organisation_id), *_public_of(Need, alert.organisation_id)]


def _public_of(model: type[Record], organisation_id: int) -> Sequence[Record]:
    asked = sa.select(model).where(model.organisation_id == organisation_id, is_public(model))
    loaded = asked.options(selectinload(model.periods)).order_by(model.id.desc())
    return db.session.scalars(loaded.limit(MOST_LISTINGS)).all()
