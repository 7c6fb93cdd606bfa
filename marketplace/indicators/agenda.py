"""What closed periods want of officials: to be approved by a second person."""

from __future__ import annotations

import sqlalchemy as sa
from flask import url_for

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.agenda import AgendaItem
from marketplace.extensions import db
from marketplace.indicators.models import Snapshot
from marketplace.labels import lazy_gettext as _l

FEW = 20


def snapshots_to_approve(viewer: Viewer) -> list[AgendaItem]:
    """Counted snapshots that somebody else prepared and nobody has approved or dropped, the oldest first; one query."""
    if not can(viewer, Permission.SNAPSHOT_APPROVE):
        return []
    waiting = (
        sa.select(Snapshot.public_id, Snapshot.title)
        .where(Snapshot.counted_at.is_not(None), Snapshot.approved_at.is_(None), Snapshot.dropped_at.is_(None))
        .where(Snapshot.prepared_by_id != viewer.user_id)
        .order_by(Snapshot.id)
        .limit(FEW)
    )
    return [
        AgendaItem(
            _l("“%(title)s” đã tính xong, chờ người thứ hai duyệt.", title=title),
            url_for("indicators.show_snapshot", public_id=public_id),
            _l("Xem và duyệt"),
        )
        for public_id, title in db.session.execute(waiting)
    ]
