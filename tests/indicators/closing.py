"""Two periods of a province, and officials who close them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.extensions import db
from marketplace.indicators.actions.counting import count_snapshot
from marketplace.indicators.actions.snapshots import (
    SnapshotDraft,
    approve_snapshot,
    prepare_snapshot,
)
from marketplace.indicators.models import (
    PeriodKind,
    Snapshot,
)
from tests.cast import Cast, user

HERE, ELSEWHERE = "68", "01"
FIRST, SECOND = (date(2024, 12, 15), date(2025, 12, 14)), (date(2025, 12, 15), date(2026, 6, 30))
YEAR_2025 = SnapshotDraft(PeriodKind.SYSTEM_YEAR, *FIRST, province_code=HERE)
HALF_2026 = SnapshotDraft(PeriodKind.CUSTOM, *SECOND, province_code=HERE)


def official(name: str = "Linh") -> User:
    """A second official: the cast has one."""
    person = User(email=f"{name.lower()}@vidu.example", name=name, platform_role=Role.OFFICIAL)
    db.session.add(person)
    db.session.flush()
    return person


def closed(cast: Cast, draft: SnapshotDraft, approver: User | None = None) -> Snapshot:
    """A counted snapshot, approved if somebody does; who prepares it knows of others that share days with it."""
    snapshot = prepare_snapshot(by=user(cast.thu), draft=replace(draft, overlap_known=True))
    count_snapshot(snapshot_id=snapshot.id)
    if approver is not None:
        approve_snapshot(by=approver, snapshot=snapshot)
    return snapshot
