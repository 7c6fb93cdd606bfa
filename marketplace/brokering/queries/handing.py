"""What a broker keeps about a case, and to whom a case or a task can be given."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, Consent, Handover, Talk, Task
from marketplace.extensions import db
from marketplace.files.models import StoredFile

MOST_SHOWN = 100


def receiving_brokers(viewer: Viewer) -> Sequence[User]:
    """The active brokers other than the viewer, by name."""
    question = sa.select(User).where(User.platform_role == Role.BROKER, User.disabled_at.is_(None))
    return db.session.scalars(question.where(User.id != viewer.user_id).order_by(User.name, User.id)).all()


def tasks_of(_viewer: Viewer, case: Case) -> Sequence[Task]:
    """The tasks of a case, open ones first, the soonest due first. The caller has checked who reads."""
    question = sa.select(Task).where(Task.case_id == case.id).limit(MOST_SHOWN)
    return db.session.scalars(question.order_by(Task.done_at.is_not(None), Task.due_on, Task.id)).all()


def talks_of(_viewer: Viewer, case: Case) -> Sequence[Talk]:
    """The calls and meetings of a case, the latest first. The caller has checked who reads."""
    question = sa.select(Talk).where(Talk.case_id == case.id).order_by(Talk.at.desc(), Talk.id.desc())
    return db.session.scalars(question.limit(MOST_SHOWN)).all()


def last_handover(_viewer: Viewer, case: Case) -> Handover | None:
    """How the case came to its present broker, with the note; None when it was never passed on."""
    question = sa.select(Handover).where(Handover.case_id == case.id).order_by(Handover.id.desc()).limit(1)
    return db.session.scalars(question).first()


def sheets_of(_viewer: Viewer, case: Case) -> dict[int, StoredFile]:
    """The scans of signed answers by the consent's number. The caller has checked who reads."""
    question = sa.select(Consent.id, StoredFile).join(StoredFile, StoredFile.id == Consent.file_id)
    return {row[0]: row[1] for row in db.session.execute(question.where(Consent.case_id == case.id))}
