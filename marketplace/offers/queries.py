"""Questions about offers. Lists load what their cards show in a fixed number of queries."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.authorization.permissions import Permission
from marketplace.authorization.viewer import Viewer
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings.filters import Wanted, conditions
from marketplace.listings.visibility import belongs_to, is_public, visible_to
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Certificate, Organisation, Origin
from marketplace.web.pagination import page_of

CARD: tuple[ORMOption, ...] = (
    selectinload(Offer.periods),
    selectinload(Offer.certificates),
    joinedload(Offer.organisation).joinedload(Organisation.province),
)


def offers_visible_to(viewer: Viewer) -> sa.Select[Offer]:
    """The offers this viewer may know of: public ones, the viewer's own; for brokers all."""
    return sa.select(Offer).where(visible_to(Offer, viewer, Permission.OFFER_VIEW))


def fitting_offers(viewer: Viewer, wanted: Wanted) -> sa.Select[Offer]:
    """The public offers that fit, with what their cards show."""
    fitting = conditions(Offer, OfferPeriod, wanted, viewer, at_most=True)
    if wanted.certificate:
        fitting.append(Offer.certificates.any(_holds(wanted)))
    return offers_visible_to(viewer).where(is_public(Offer), *fitting).options(*CARD)


def offers_page(viewer: Viewer, wanted: Wanted) -> Pagination:
    """One page of the public offers that fit, entered ones before press reports, newest first."""
    reported = sa.case((Offer.origin == Origin.REPORTED, 1), else_=0)
    newest_first = (reported, Offer.published_at.desc(), Offer.id.desc())
    return page_of(fitting_offers(viewer, wanted).order_by(*newest_first))


def _holds(wanted: Wanted) -> sa.ColumnElement[bool]:
    """A paper of the kind that has not ended by today."""
    day = today()
    return sa.and_(
        Certificate.kind == wanted.certificate,
        sa.or_(Certificate.expires_on.is_(None), Certificate.expires_on >= day),
        sa.or_(Certificate.revoked_on.is_(None), Certificate.revoked_on > day),
        sa.or_(Certificate.suspended_on.is_(None), Certificate.suspended_on > day),
    )


def own_offers_page(viewer: Viewer) -> Pagination:
    """One page of the offers of the viewer's organisations (for brokers: entered on behalf), in every state."""
    question = sa.select(Offer).where(belongs_to(Offer, viewer))
    return page_of(question.options(*CARD).order_by(Offer.changed_at.desc(), Offer.id.desc()))


def offer_by_public_id(public_id: str) -> Offer | None:
    """The offer at this address with all its page shows; the caller asks `reveal` whether the viewer may know."""
    return db.session.scalar(_whole(), {"public_id": public_id})


@cache
def _whole() -> sa.Select[Offer]:
    """Put together once in the life of a process: that takes as long as finding nothing."""
    question = sa.select(Offer).where(Offer.public_id == sa.bindparam("public_id"))
    return question.options(
        *CARD, selectinload(Offer.certificates).joinedload(Certificate.commodity), selectinload(Offer.member_shares)
    )
