"""Scenarios and what came of them. All of it is for staff who plan; a stranger finds nothing here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.authorization.viewer import Viewer
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation
from marketplace.planning.models import PlannedLink, Scenario, ScenarioPlant, Shortage
from marketplace.web.pagination import page_of

MOST_COMPARED = 3


def scenarios(viewer: Viewer, *, province_code: str | None = None) -> Pagination:
    """The scenarios that were not dropped, the newest first, one page; NotFoundError for whoever does not plan."""
    _check(viewer)
    asked = sa.select(Scenario).where(Scenario.dropped_at.is_(None)).order_by(Scenario.id.desc())
    if province_code is not None:
        asked = asked.where(Scenario.province_code == province_code)
    return page_of(asked)


def scenario(viewer: Viewer, public_id: str) -> Scenario:
    """A scenario with its plants, dropped ones too; NotFoundError for an unknown one or somebody who does not plan."""
    parts = selectinload(Scenario.plants).selectinload(ScenarioPlant.months)
    found = db.session.scalar(sa.select(Scenario).filter_by(public_id=public_id).options(parts))
    return reveal(viewer, Permission.PLAN_MAKE, found)


def compared(viewer: Viewer, public_ids: Sequence[str]) -> list[Scenario]:
    """At most three scenarios in the order named; those that are unknown are left out."""
    _check(viewer)
    wanted = list(dict.fromkeys(public_ids))[:MOST_COMPARED]
    rows = db.session.scalars(sa.select(Scenario).where(Scenario.public_id.in_(wanted))).all()
    found = {one.public_id: one for one in rows}
    return [found[public_id] for public_id in wanted if public_id in found]


def links(scenario: Scenario, numbers: Collection[int] | None = None) -> Sequence[PlannedLink]:
    """The planned links by broker, then by the cooperative's name, with everything a line shows. In seven queries.

    All of them, or those of the `numbers`. The caller has revealed the scenario.
    """
    organisation = joinedload(PlannedLink.organisation, innerjoin=True)
    asked = (
        sa.select(PlannedLink)
        .join(Organisation, Organisation.id == PlannedLink.organisation_id)
        .where(PlannedLink.scenario_id == scenario.id)
        .options(
            organisation.joinedload(Organisation.commune),
            selectinload(PlannedLink.need).options(lazyload(Need.site)),
            selectinload(PlannedLink.offer).options(load_only(Offer.public_id, Offer.organisation_id, Offer.version)),
            selectinload(PlannedLink.plant),
            selectinload(PlannedLink.broker),
            selectinload(PlannedLink.case),
        )
        .order_by(PlannedLink.broker_id, Organisation.folded, PlannedLink.id)
    )
    if numbers is not None:
        asked = asked.where(PlannedLink.id.in_(numbers))
    return db.session.scalars(asked).unique().all()


def shortages(scenario: Scenario) -> Sequence[Shortage]:
    """What is missing, most cooperatives first. The caller has revealed the scenario."""
    asked = sa.select(Shortage).where(Shortage.scenario_id == scenario.id)
    return db.session.scalars(asked.order_by(Shortage.organisations.desc(), Shortage.id)).all()


def may_accept(viewer: Viewer, scenario: Scenario) -> bool:
    """Whether this viewer may accept this scenario as it stands now."""
    open_to_it = scenario.is_done and scenario.accepted_at is None and scenario.dropped_at is None
    return open_to_it and can(viewer, Permission.PLAN_ACCEPT, scenario)


def _check(viewer: Viewer) -> None:
    if not can(viewer, Permission.PLAN_MAKE):
        raise NotFoundError
