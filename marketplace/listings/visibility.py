"""Which listings a viewer may know of, as SQL; the twins of `Listing.is_public` and of the policy."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reaches
from marketplace.authorization.roles import Reach
from marketplace.authorization.viewer import Viewer
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import PriceVisibility
from marketplace.organisations.models import Organisation, Origin

L = TypeVar("L", bound=Listing)


def is_public(model: type[L]) -> sa.ColumnElement[bool]:
    """Not closed; and published by a verified organisation, or reported by the press."""
    own = sa.orm.aliased(Organisation)  # the question around may ask of organisations too
    verified = sa.exists().where(own.id == model.organisation_id, own.verified_at.is_not(None))
    published = sa.and_(model.published_at.is_not(None), verified)
    return sa.and_(model.closed_at.is_(None), sa.or_(model.origin == Origin.REPORTED, published))


def visible_to(model: type[L], viewer: Viewer, permission: Permission) -> sa.ColumnElement[bool]:
    """The public ones, those of the viewer's organisations, and all for staff whose permission reaches all."""
    if Reach.ANY in reaches(viewer, permission):
        return sa.true()
    return sa.or_(is_public(model), model.organisation_id.in_(viewer.organisation_ids))


def belongs_to(model: type[L], viewer: Viewer) -> sa.ColumnElement[bool]:
    """Of the viewer's organisations; for a broker, what staff entered on behalf of others."""
    own = model.organisation_id.in_(viewer.organisation_ids)
    return sa.or_(own, model.entered_on_behalf) if viewer.is_broker else own


def price_is_visible(model: type[L], viewer: Viewer) -> sa.ColumnElement[bool]:
    """Where the price may be compared with: the twin of `privacy.sees_price`."""
    return sa.or_(model.price_visibility == PriceVisibility.PUBLIC, belongs_to(model, viewer))
