"""Cooperatives that cannot be asked for a need now: those in an open case for it, and those kept apart by a no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.brokering import queries as cases
from marketplace.brokering.models import Case, Consent
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody who cannot be asked: `case` is the open case where the reader may see it, `until` the day of a no."""

    name: str
    case: str | None = None
    until: date | None = None


def apart_of(viewer: Viewer, need: Need) -> list[Apart]:
    """Those in open cases for the need, then those whom a no keeps from this buyer: a no to this need, or of one who
    offers the same goods."""
    return [*_asked(viewer, need), *_refused(need)]


def _asked(viewer: Viewer, need: Need) -> list[Apart]:
    live = (Case.need_id == need.id, Case.closed_at.is_(None), Case.renews_id.is_(None))
    question = sa.select(Case).where(*live).order_by(Case.id).options(selectinload(Case.members))
    found: dict[int, Apart] = {}
    for case in db.session.scalars(question).unique():
        public_id = case.public_id if can(viewer, Permission.CASE_VIEW, case) else None
        for side, offer in case.offers.items():
            if side not in found or (public_id and not found[side].case):
                found[side] = Apart(_name(offer.organisation), public_id)
    return list(found.values())


def _refused(need: Need) -> list[Apart]:
    until = cases.refused_days(need.organisation_id)
    if not until:
        return []
    said = sa.select(Consent.organisation_id).join(Case, Case.id == Consent.case_id).where(Case.need_id == need.id)
    same = sa.select(Offer.organisation_id).where(is_public(Offer), Offer.commodity_code == need.commodity_code)
    about = sa.or_(Organisation.id.in_(said), Organisation.id.in_(same))
    question = sa.select(Organisation).where(Organisation.id.in_(until), about).order_by(Organisation.id)
    return [Apart(_name(one), until=until[one.id]) for one in db.session.scalars(question)]


def _name(one: Organisation) -> str:
    return one.short_name or one.name
