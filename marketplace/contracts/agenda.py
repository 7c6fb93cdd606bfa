"""What approved projects want of staff: to be compared by a second person. Lines of "Việc của tôi"."""

from __future__ import annotations

import sqlalchemy as sa
from flask import url_for

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.agenda import AgendaItem
from marketplace.contracts.models import LinkageProject
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

FEW = 20


def projects_to_check(viewer: Viewer) -> list[AgendaItem]:
    """Projects and plans that somebody else entered and nobody has compared yet, the oldest first; one query."""
    if not can(viewer, Permission.PROJECT_VERIFY):
        return []
    waiting = (
        sa.select(LinkageProject.public_id, LinkageProject.decision_number, LinkageProject.name)
        .where(LinkageProject.verified_at.is_(None), LinkageProject.withdrawn_at.is_(None))
        .where(LinkageProject.recorded_by_id != viewer.user_id)
        .order_by(LinkageProject.id)
        .limit(FEW)
    )
    return [
        AgendaItem(
            _l("Quyết định %(number)s, “%(name)s”, chờ người thứ hai đối chiếu.", number=number, name=name),
            url_for("contracts.project", public_id=public_id),
            _l("Mở dự án"),
        )
        for public_id, number, name in db.session.execute(waiting)
    ]
