"""A locked snapshot: never changed by anybody, and approved by one second person."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.contracts.models import Contract
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.indicators.actions.snapshots import (
    approve_snapshot,
)
from marketplace.indicators.models import (
    Snapshot,
    SnapshotFigure,
    SnapshotLink,
    SnapshotRow,
)
from marketplace.indicators.queries import snapshots as queries
from marketplace.indicators.sealing import fits
from marketplace.organisations.models import Organisation
from tests.cast import Cast, user
from tests.indicators.closing import ELSEWHERE, YEAR_2025, closed, official

CHANGES: list[Callable[[Snapshot], sa.Executable]] = [
    lambda one: sa.update(Snapshot).where(Snapshot.id == one.id).values(title="Khác"),
    lambda one: sa.update(Snapshot).where(Snapshot.id == one.id).values(sha256="0" * 64),
    lambda one: sa.update(Snapshot).where(Snapshot.id == one.id).values(approved_at=None, approved_by_id=None),
    lambda one: sa.update(Snapshot).where(Snapshot.id == one.id).values(counted_at=None),
    lambda one: sa.delete(Snapshot).where(Snapshot.id == one.id),
    lambda one: sa.update(SnapshotFigure).where(SnapshotFigure.snapshot_id == one.id).values(numerator=Decimal(99)),
    lambda one: sa.delete(SnapshotFigure).where(SnapshotFigure.snapshot_id == one.id),
    lambda one: sa.update(SnapshotRow).where(SnapshotRow.snapshot_id == one.id).values(numerator=Decimal(1)),
    lambda one: sa.delete(SnapshotRow).where(SnapshotRow.snapshot_id == one.id),
    lambda one: sa.delete(SnapshotLink).where(SnapshotLink.snapshot_id == one.id),
    lambda one: sa.insert(SnapshotRow).values(
        snapshot_id=one.id, indicator="I1", subject_kind="organisation", subject_id=1,
        numerator=Decimal(1), denominator=Decimal(1),
    ),
    lambda one: sa.insert(SnapshotFigure).values(
        snapshot_id=one.id, indicator="I99", version="1", numerator=Decimal(1), left_out={},
    ),
]  # fmt: skip


@pytest.mark.usefixtures("of_one_figure")
def test_a_locked_snapshot_never_changes(named: dict[str, Organisation], cast: Cast) -> None:
    """Neither through what happens afterwards nor through a hand in the database: both databases refuse."""
    snapshot = closed(cast, YEAR_2025, official())
    before = [(one.key, one.figure.numerator, one.figure.denominator) for one in queries.figures_of(snapshot)]
    for change in CHANGES:
        with pytest.raises(sa.exc.DatabaseError, match=r"never changed|insert-only"), db.session.begin_nested():
            db.session.execute(change(snapshot))
    db.session.execute(sa.update(Organisation).values(province_code=ELSEWHERE, commune_code=None))
    db.session.execute(sa.update(Contract).values(verified_at=None, verified_by_id=None))
    db.session.expire_all()
    assert [(one.key, one.figure.numerator, one.figure.denominator) for one in queries.figures_of(snapshot)] == before
    assert fits(snapshot)


@pytest.mark.usefixtures("of_one_figure")
def test_nobody_approves_their_own_even_by_hand(named: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025)
    alone = sa.update(Snapshot).values(approved_at=snapshot.counted_at, approved_by_id=snapshot.prepared_by_id)
    with pytest.raises(sa.exc.IntegrityError, match="second_person"), db.session.begin_nested():
        db.session.execute(alone)


@pytest.mark.usefixtures("of_one_figure")
def test_a_row_put_in_by_hand_shows_in_the_hash(named: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025, official())
    assert fits(snapshot)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.text("ALTER TABLE snapshot_rows DISABLE TRIGGER USER"))
    else:
        db.session.execute(sa.text("DROP TRIGGER snapshot_rows_no_update"))
    one = db.session.scalars(sa.select(SnapshotRow.id).filter_by(snapshot_id=snapshot.id)).first()
    db.session.execute(sa.update(SnapshotRow).where(SnapshotRow.id == one).values(numerator=Decimal(5)))
    assert not fits(snapshot)


@pytest.mark.usefixtures("of_one_figure")
def test_of_two_people_who_approve_at_once_one_is_told(app: Flask, cast: Cast) -> None:
    with app.app_context():
        people = [official(name).id for name in ("Linh", "Vân")]
        snapshot_id = closed(cast, YEAR_2025).id
        db.session.commit()
    start, answers = threading.Barrier(2), list[str]()

    def approve(person: int) -> None:
        with app.app_context():
            start.wait()
            try:
                approve_snapshot(by=user(person), snapshot=db.session.get_one(Snapshot, snapshot_id))
                db.session.commit()
                answers.append("approved")
            except WrongStateError as refused:
                answers.append(str(refused.message))
            finally:
                db.session.remove()

    threads = [threading.Thread(target=approve, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[-1] == "approved"
    assert "đã được duyệt" in sorted(answers)[0]
