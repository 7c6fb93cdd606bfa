"""One case, as its readers may see it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, Member, Task, Terms
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer

_WHOLE = (
    selectinload(Case.stages),
    selectinload(Case.members).joinedload(Member.offer).selectinload(Offer.periods),
    selectinload(Case.consents),
    selectinload(Case.revisions).selectinload(Terms.periods),
    selectinload(Case.revisions).selectinload(Terms.acceptances),
    selectinload(Case.offer).selectinload(Offer.periods),
    selectinload(Case.need).selectinload(Need.periods),
)


def case_for(viewer: Viewer, public_id: str) -> Case:
    """The case with all that its page shows; NotFoundError for people it does not concern."""
    found = db.session.scalars(sa.select(Case).filter_by(public_id=public_id).options(*_WHOLE)).first()
    return reveal(viewer, Permission.CASE_VIEW, found)


def brokered_case(viewer: Viewer, public_id: str) -> Case:
    """A case of the viewer's, who is its broker, with its members and no more; NotFoundError for anybody else."""
    found = db.session.scalars(
        sa.select(Case).filter_by(public_id=public_id).options(selectinload(Case.members))
    ).first()
    return reveal(viewer, Permission.CASE_BROKER, found)


def queued_case(viewer: Viewer, public_id: str) -> Case:
    """A case that waits, or has waited, in the queue that every broker sees; NotFoundError for any other.

    A case that its own broker opened never stood there, so its address tells other brokers nothing, unless that
    broker's account has been closed.
    """
    found = db.session.scalars(sa.select(Case).filter_by(public_id=public_id)).first()
    if found is None or not viewer.is_broker:
        raise NotFoundError
    kept = found.broker is not None and found.broker.is_active and found.broker_id == found.opened_by_id
    if found.broker_id != viewer.user_id and kept:
        raise NotFoundError
    return found


def refused_case(_viewer: Viewer, public_id: str) -> Case:
    """The case in which somebody said no, also one that has left it; the page asks who may take a no back."""
    found = db.session.scalars(sa.select(Case).filter_by(public_id=public_id).options(*_WHOLE)).first()
    if found is None:
        raise NotFoundError
    return found


def left_case(viewer: Viewer, public_id: str) -> Case | None:
    """A case that one of the viewer's organisations has left, with who was in it and what each said; else None."""
    gone = sa.select(Member.case_id).where(
        Member.organisation_id.in_(viewer.organisation_ids), Member.left_at.is_not(None)
    )
    question = sa.select(Case).filter_by(public_id=public_id).where(Case.id.in_(gone))
    return db.session.scalars(question.options(selectinload(Case.members), selectinload(Case.consents))).first()


def task_for(viewer: Viewer, public_id: str) -> Task:
    """A task of the viewer's or of a case of the viewer's; NotFoundError for anybody else's."""
    found = db.session.scalars(sa.select(Task).filter_by(public_id=public_id)).first()
    if found is None or not viewer.is_broker:
        raise NotFoundError
    if viewer.user_id not in {found.assigned_to_id, found.case.broker_id}:
        raise NotFoundError
    return found
