"""Questions about linkage beside contracts: projects, plans, declarations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy.orm import joinedload, selectinload

from marketplace.contracts.models import LinkageDeclaration, LinkageProject, ProjectMember
from marketplace.extensions import db
from marketplace.organisations.models import Organisation
from marketplace.web.pagination import page_of


@dataclass(frozen=True, slots=True)
class LinkageBeside:
    """What of one organisation is known beside its contracts: projects that stand, and the newest word of each year."""

    projects: Sequence[LinkageProject]
    declarations: Sequence[LinkageDeclaration]


def projects_page() -> Pagination:
    """All projects and plans for staff: what waits for its check first, then the newest decision; three queries."""
    waits = sa.and_(LinkageProject.verified_at.is_(None), LinkageProject.withdrawn_at.is_(None))
    return page_of(
        sa.select(LinkageProject)
        .options(selectinload(LinkageProject.members))
        .order_by(sa.case((waits, 0), else_=1), LinkageProject.approved_on.desc(), LinkageProject.id.desc())
    )


def project_by_public_id(public_id: str) -> LinkageProject | None:
    """The project at this address with its members."""
    return db.session.scalar(
        sa.select(LinkageProject)
        .options(selectinload(LinkageProject.members), joinedload(LinkageProject.commodity))
        .where(LinkageProject.public_id == public_id)
    )


def live_decisions_of(day: date) -> Sequence[str]:
    """The numbers of the decisions of a day that stand."""
    return db.session.scalars(
        sa.select(LinkageProject.decision_number).filter_by(approved_on=day, withdrawn_at=None)
    ).all()


def linkage_beside(organisation: Organisation) -> LinkageBeside:
    """For the organisation's own page; two queries."""
    projects = (
        sa.select(LinkageProject)
        .join(ProjectMember)
        .where(ProjectMember.organisation_id == organisation.id, LinkageProject.withdrawn_at.is_(None))
        .order_by(LinkageProject.approved_on.desc(), LinkageProject.id)
    )
    said = sa.select(LinkageDeclaration).filter_by(organisation_id=organisation.id).order_by(LinkageDeclaration.id)
    newest = {row.year: row for row in db.session.scalars(said)}
    return LinkageBeside(db.session.scalars(projects).all(), [newest[year] for year in sorted(newest, reverse=True)])
