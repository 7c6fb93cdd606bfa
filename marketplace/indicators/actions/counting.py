"""The counting of a snapshot: one transaction, one hash."""

from __future__ import annotations

import sqlalchemy as sa

from marketplace.accounts.queries import staff_who_may
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.brokering.telling import tell
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.indicators.freezing import figures_of, freeze
from marketplace.indicators.models import Snapshot, SnapshotState
from marketplace.indicators.sealing import seal_of
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.addresses import path_to
from marketplace.notifications.models import Topic


def count_before(*, snapshot_id: int) -> None:
    """Count the figures of a prepared snapshot and keep none: what has not changed until `count_snapshot` writes them
    is then at hand, so that on SQLite writing holds everybody up for its rows alone.
    """
    snapshot = db.session.get_one(Snapshot, snapshot_id)
    if snapshot.state is SnapshotState.COUNTING:
        figures_of(snapshot)


def count_snapshot(*, snapshot_id: int) -> None:
    """Keep figures, rows and links of a prepared snapshot, and their hash, and tell who may approve it.

    Done already or dropped, nothing happens. `freezing.CountingError` when the data changed in between: the caller
    undoes all of it and tries again.
    """
    question = sa.select(Snapshot).where(Snapshot.id == snapshot_id).with_for_update(of=Snapshot)
    snapshot = db.session.scalars(question.execution_options(populate_existing=True)).one()
    if snapshot.state is not SnapshotState.COUNTING:
        return
    freeze(snapshot)
    snapshot.sha256, snapshot.counted_at = seal_of(snapshot), now()
    db.session.flush()
    record(events.SNAPSHOT_COUNTED, snapshot, by=None, sha256=snapshot.sha256)
    tell(
        by=snapshot.prepared_by, organisations=(), staff=staff_who_may(Permission.SNAPSHOT_APPROVE),
        key=f"snapshot:{snapshot.public_id}",
        sentence=_l("“%(title)s” đã tính xong, chờ người thứ hai duyệt.", title=snapshot.title),
        path=path_to("indicators.show_snapshot", public_id=snapshot.public_id), topic=Topic.TASK,
    )  # fmt: skip
