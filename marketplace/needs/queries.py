"""Questions about needs. Lists load what their cards show in a fixed number of queries."""

from __future__ import annotations

from functools import cache

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from marketplace.authorization.permissions import Permission
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.listings.filters import Wanted, conditions
from marketplace.listings.visibility import belongs_to, is_public, visible_to
from marketplace.needs.models import Need, NeedCriterion, NeedPeriod
from marketplace.organisations.models import Organisation, Origin
from marketplace.web.pagination import page_of

CARD: tuple[ORMOption, ...] = (
    selectinload(Need.periods),
    selectinload(Need.criteria),
    selectinload(Need.places),
    joinedload(Need.organisation).joinedload(Organisation.province),
)


def needs_visible_to(viewer: Viewer) -> sa.Select[Need]:
    """The needs this viewer may know of: public ones, the viewer's own; for brokers all."""
    return sa.select(Need).where(visible_to(Need, viewer, Permission.NEED_VIEW))


def fitting_needs(viewer: Viewer, wanted: Wanted) -> sa.Select[Need]:
    """The public needs that fit, with what their cards show."""
    fitting = conditions(Need, NeedPeriod, wanted, viewer, at_most=False)
    if wanted.certificate:
        fitting.append(Need.criteria.any(NeedCriterion.certificate_kind == wanted.certificate))
    return needs_visible_to(viewer).where(is_public(Need), *fitting).options(*CARD)


def needs_page(viewer: Viewer, wanted: Wanted) -> Pagination:
    """One page of the public needs that fit, entered ones before press reports, newest first."""
    reported = sa.case((Need.origin == Origin.REPORTED, 1), else_=0)
    newest_first = (reported, Need.published_at.desc(), Need.id.desc())
    return page_of(fitting_needs(viewer, wanted).order_by(*newest_first))


def own_needs_page(viewer: Viewer) -> Pagination:
    """One page of the needs of the viewer's organisations (for brokers: entered on behalf), in every state."""
    question = sa.select(Need).where(belongs_to(Need, viewer))
    return page_of(question.options(*CARD).order_by(Need.changed_at.desc(), Need.id.desc()))


def need_by_public_id(public_id: str) -> Need | None:
    """The need at this address with all its page shows; the caller asks `reveal` whether the viewer may know."""
    return db.session.scalar(_whole(), {"public_id": public_id})


@cache
def _whole() -> sa.Select[Need]:
    """Put together once in the life of a process: that takes as long as finding nothing."""
    return sa.select(Need).where(Need.public_id == sa.bindparam("public_id")).options(*CARD)
