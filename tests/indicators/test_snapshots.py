"""Closing a period: counted once, approved by a second person, never changed, corrected by a further one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.clock import today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators.actions.counting import count_snapshot
from marketplace.indicators.actions.snapshots import (
    SnapshotDraft,
    approve_snapshot,
    correct_snapshot,
    drop_snapshot,
    prepare_snapshot,
)
from marketplace.indicators.engine import breakdown_many, compute_many, rows
from marketplace.indicators.engine.places import Level
from marketplace.indicators.freezing import UNKNOWN, keeps_rows, questions_of
from marketplace.indicators.models import (
    PeriodKind,
    Snapshot,
    SnapshotLink,
    SnapshotRow,
    SnapshotState,
)
from marketplace.indicators.queries import snapshots as queries
from marketplace.indicators.sealing import fits
from marketplace.organisations.models import LegalStatus, Organisation, StatusRecord
from tests.cast import Cast, user
from tests.indicators.closing import YEAR_2025, closed, official


def test_a_snapshot_holds_what_the_engine_says(named: dict[str, Organisation], cast: Cast) -> None:
    """Every figure of the country, its parts by province and its rows, as the engine gives them on that day."""
    snapshot = closed(cast, replace(YEAR_2025, province_code=None))
    kept = {one.key: one for one in queries.figures_of(snapshot)}
    own = kept["I1", "L1", "D1", ""]
    assert (own.figure.numerator, own.figure.denominator) == (3, 7)  # a, b, c of a–d, far and the cast's two
    every = {(f"L{above}", f"D{below}") for above in range(1, 6) for below in range(1, 4)}
    assert {key[1:3] for key in kept if key[0] == "I1"} == every
    parts = queries.parts_of(snapshot)
    questions = questions_of(snapshot)
    places = breakdown_many(questions, Level.PROVINCE)
    for question, now, there in zip(questions, compute_many(questions), places, strict=True):
        kind = question.organisation_kind
        key = question.code, question.definition.value, question.denominator.value, kind.value if kind else ""
        then = kept[key]
        assert (then.figure.numerator, then.figure.denominator, then.figure.value, then.version) == (
            now.numerator, now.denominator, now.value, question.indicator.version,
        )  # fmt: skip
        below = {one.place_code: one.figure.numerator for one in parts if one.key == key}
        assert below == {part.code or UNKNOWN: part.numerator for part in there}, key
    _check_rows(snapshot, named)


def _check_rows(snapshot: Snapshot, named: dict[str, Organisation]) -> None:
    row, first = SnapshotRow, questions_of(snapshot)[0]
    mine = sa.select(row.subject_id, row.numerator, row.denominator).where(
        row.snapshot_id == snapshot.id, row.indicator == "I1", row.definition == "L1", row.denominator_choice == "D1"
    )
    every = db.session.execute(rows(first)).all()
    live = {(one.subject_id, one.numerator, one.denominator) for one in every if one.denominator}
    assert {tuple(one) for one in db.session.execute(mine)} == live
    links = db.session.scalars(sa.select(SnapshotLink.organisation_id).filter_by(snapshot_id=snapshot.id)).all()
    assert sorted(links) == sorted(named[name].id for name in "abc")
    hidden = {question.code for question in questions_of(snapshot) if not keeps_rows(question)} - {"I6"}
    assert {"O2v", "O4"} <= hidden, "a row would tell an amount of money between two parties"
    assert set(db.session.scalars(sa.select(row.indicator).distinct())).isdisjoint(hidden)


@pytest.mark.usefixtures("of_one_figure")
def test_a_second_person_locks_it(named: dict[str, Organisation], cast: Cast) -> None:
    thu, linh = user(cast.thu), official()
    snapshot = prepare_snapshot(by=thu, draft=YEAR_2025)
    assert snapshot.title == "Số liệu kỳ báo cáo năm 2025 (15/12 – 14/12), Tỉnh Lâm Đồng"
    with pytest.raises(WrongStateError, match="đang được tính"):
        approve_snapshot(by=linh, snapshot=snapshot)
    count_snapshot(snapshot_id=snapshot.id)
    assert snapshot.state is SnapshotState.PREPARED
    with pytest.raises(NotAllowedError, match="không tự duyệt"):
        approve_snapshot(by=thu, snapshot=snapshot)
    approve_snapshot(by=linh, snapshot=snapshot)
    assert snapshot.state is SnapshotState.LOCKED
    with pytest.raises(WrongStateError, match="đã được duyệt"):
        approve_snapshot(by=official("Vân"), snapshot=snapshot)
    with pytest.raises(WrongStateError, match="đính chính"):
        drop_snapshot(by=thu, snapshot=snapshot, reason="nhầm")
    told = sa.select(AuditEvent.name).where(AuditEvent.subject_kind == "snapshots").order_by(AuditEvent.id)
    assert db.session.scalars(told).all() == [
        events.SNAPSHOT_PREPARED, events.SNAPSHOT_COUNTED, events.SNAPSHOT_APPROVED
    ]  # fmt: skip


@pytest.mark.parametrize("person", ["binh", "an", "hoa"])
def test_only_officials_close_a_period(context: Flask, cast: Cast, person: str) -> None:
    with pytest.raises(NotAllowedError):
        prepare_snapshot(by=user(getattr(cast, person)), draft=YEAR_2025)


@pytest.mark.parametrize(
    ("draft", "field", "said"),
    [
        (replace(YEAR_2025, starts_on=date(2026, 1, 1)), "ends_on", "01/01/2026"),
        (replace(YEAR_2025, ends_on=date(2100, 12, 31)), "ends_on", "chốt được từ ngày 01/01/2101"),
        (replace(YEAR_2025, ends_on=today()), "ends_on", "mới kết thúc"),
        (replace(YEAR_2025, province_code="99"), "place", "99"),
    ],
)
def test_a_bad_period_or_place_is_refused_in_words(
    context: Flask, cast: Cast, draft: SnapshotDraft, field: str, said: str
) -> None:
    with pytest.raises(DomainError, match=said) as refused:
        prepare_snapshot(by=user(cast.thu), draft=draft)
    assert refused.value.field == field


@pytest.mark.usefixtures("of_one_figure")
def test_a_period_before_any_data_is_nothing_of_nothing(named: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(
        cast, replace(YEAR_2025, period=PeriodKind.YEAR, starts_on=date(2001, 1, 1), ends_on=date(2001, 12, 31))
    )
    own = queries.figures_of(snapshot)[0]
    assert (own.figure.numerator, own.figure.denominator, own.figure.value) == (0, 0, None)
    assert fits(snapshot)


@pytest.mark.usefixtures("of_one_figure")
def test_counting_twice_changes_nothing(named: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025)
    seal, count = snapshot.sha256, sa.select(sa.func.count()).select_from(SnapshotRow)
    before = db.session.scalar(count)
    count_snapshot(snapshot_id=snapshot.id)
    assert (snapshot.sha256, db.session.scalar(count)) == (seal, before)


@pytest.mark.usefixtures("of_one_figure")
def test_what_nobody_approved_is_dropped_with_a_reason(named: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025)
    with pytest.raises(DomainError) as refused:
        drop_snapshot(by=user(cast.thu), snapshot=snapshot, reason=" ")
    assert refused.value.field == "reason"
    drop_snapshot(by=user(cast.thu), snapshot=snapshot, reason="Chọn nhầm tỉnh")
    assert snapshot.state is SnapshotState.DROPPED
    with pytest.raises(WrongStateError, match="bị bỏ"):
        approve_snapshot(by=official(), snapshot=snapshot)


@pytest.mark.usefixtures("of_one_figure")
def test_a_correction_stands_beside_what_it_corrects(named: dict[str, Organisation], cast: Cast) -> None:
    thu, linh = user(cast.thu), official()
    first = closed(cast, YEAR_2025)
    with pytest.raises(WrongStateError, match="chưa được duyệt"):
        correct_snapshot(by=thu, snapshot=first, reason="Sai tình trạng của HTX d")
    approve_snapshot(by=linh, snapshot=first)
    seal = first.sha256
    gone = StatusRecord(organisation_id=named["d"].id, status=LegalStatus.ENDED, valid_from=date(2025, 6, 1),
                        checked_on=date(2025, 6, 1))  # fmt: skip
    db.session.add(gone)
    db.session.flush()
    second = correct_snapshot(by=linh, snapshot=first, reason="Sai tình trạng của HTX d")
    with pytest.raises(WrongStateError, match="chờ duyệt"):
        correct_snapshot(by=thu, snapshot=first, reason="Lần nữa")
    count_snapshot(snapshot_id=second.id)
    approve_snapshot(by=thu, snapshot=second)
    assert (second.corrects_id, second.starts_on, second.ends_on) == (first.id, first.starts_on, first.ends_on)
    assert [one.figure.denominator for one in (queries.figures_of(first)[0], queries.figures_of(second)[0])] == [6, 5]
    assert first.sha256 == seal
    assert fits(first)
    with pytest.raises(WrongStateError, match="bản đính chính ngày"):
        correct_snapshot(by=thu, snapshot=first, reason="Lần nữa")
    assert list(queries.overlapping(first)) == list(queries.overlapping(second)) == []
