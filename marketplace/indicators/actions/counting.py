"""The counting of a snapshot: one transaction, one hash."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.indicators.freezing import freeze
from marketplace.indicators.models import Snapshot, SnapshotState
from marketplace.indicators.sealing import seal_of


def count_snapshot(*, snapshot_id: int) -> None:
    """Keep figures, rows and links of a prepared snapshot, and their hash; done already or dropped, nothing happens.

    `freezing.CountingError` when the data changed in between: the caller undoes all of it and tries again.
    """
    question = sa.select(Snapshot).where(Snapshot.id == snapshot_id).with_for_update(of=Snapshot)
    snapshot = db.session.scalars(question.execution_options(populate_existing=True)).one()
    if snapshot.state is not SnapshotState.COUNTING:
        return
    freeze(snapshot)
    snapshot.sha256, snapshot.counted_at = seal_of(snapshot), now()
    db.session.flush()
    record(events.SNAPSHOT_COUNTED, snapshot, by=None, sha256=snapshot.sha256)
