"""Reading history."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from marketplace.audit.models import AuditEvent
from marketplace.extensions import db


def history_of(*subjects: Any, limit: int = 200) -> Sequence[AuditEvent]:
    """The events of these records, oldest first. The caller has checked that the viewer may see the records."""
    if not subjects:
        return []
    named = sa.tuple_(AuditEvent.subject_kind, AuditEvent.subject_id)
    pairs = [(subject.__tablename__, subject.id) for subject in subjects]
    newest = sa.select(AuditEvent).where(named.in_(pairs)).order_by(AuditEvent.id.desc()).limit(limit)
    return db.session.scalars(newest).all()[::-1]
