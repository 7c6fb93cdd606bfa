"""Closing a period: counted once, approved by a second person, never changed, corrected by a further one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.models import AuditEvent
from marketplace.authorization.roles import Role
from marketplace.clock import today
from marketplace.contracts.models import Contract, ContractState, StateRecord
from marketplace.errors import DomainError, NotAllowedError, NotFoundError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators import freezing
from marketplace.indicators.actions.counting import count_snapshot
from marketplace.indicators.actions.snapshots import (
    SnapshotDraft,
    approve_snapshot,
    correct_snapshot,
    drop_snapshot,
    prepare_snapshot,
)
from marketplace.indicators.comparing import total
from marketplace.indicators.engine import breakdown_many, compute_many, rows
from marketplace.indicators.engine.places import Level
from marketplace.indicators.freezing import UNKNOWN, keeps_rows, questions_of
from marketplace.indicators.models import (
    PeriodKind,
    Snapshot,
    SnapshotFigure,
    SnapshotLink,
    SnapshotRow,
    SnapshotState,
)
from marketplace.indicators.queries import differences
from marketplace.indicators.queries import snapshots as queries
from marketplace.indicators.reasons import Why
from marketplace.indicators.sealing import fits
from marketplace.organisations.actions import change_organisation
from marketplace.organisations.merging import merge
from marketplace.organisations.models import LegalStatus, Organisation, StatusRecord
from tests.cast import Cast, user
from tests.factories.contracts_by_hand import Deal, contract, organisation

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
    """A counted snapshot, approved if somebody does."""
    snapshot = prepare_snapshot(by=user(cast.thu), draft=draft)
    count_snapshot(snapshot_id=snapshot.id)
    if approver is not None:
        approve_snapshot(by=approver, snapshot=snapshot)
    return snapshot


@pytest.fixture
def of_one_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is closed here is I1 alone, under L1 × D1: the other figures have a test of their own."""
    monkeypatch.setattr(freezing, "questions_of", lambda snapshot: questions_of(snapshot)[:1])


@pytest.fixture
def province(context: Flask, cast: Cast) -> dict[str, Organisation]:
    """HTX a, b, c of one province, each with one contract that counts on 14/12/2025; d without; far elsewhere."""
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    made = {name: organisation(f"HTX {name}", verifier_id=cast.quan) for name in "abcd"}
    made["far"] = organisation("HTX far", verifier_id=cast.quan, province=ELSEWHERE)
    for name, ends in (("a", date(2027, 12, 31)), ("b", date(2026, 3, 31)), ("c", date(2027, 12, 31))):
        deal = Deal(made[name], buyer, starts=date(2025, 1, 1), ends=ends, signed=date(2024, 12, 20))
        contract(deal, entered_by=cast.binh, verified_by=cast.quan)
    return made


def test_a_snapshot_holds_what_the_engine_says(province: dict[str, Organisation], cast: Cast) -> None:
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
    _check_rows(snapshot, province)


def _check_rows(snapshot: Snapshot, province: dict[str, Organisation]) -> None:
    row, first = SnapshotRow, questions_of(snapshot)[0]
    mine = sa.select(row.subject_id, row.numerator, row.denominator).where(
        row.snapshot_id == snapshot.id, row.indicator == "I1", row.definition == "L1", row.denominator_choice == "D1"
    )
    every = db.session.execute(rows(first)).all()
    live = {(one.subject_id, one.numerator, one.denominator) for one in every if one.denominator}
    assert {tuple(one) for one in db.session.execute(mine)} == live
    links = db.session.scalars(sa.select(SnapshotLink.organisation_id).filter_by(snapshot_id=snapshot.id)).all()
    assert sorted(links) == sorted(province[name].id for name in "abc")
    hidden = {question.code for question in questions_of(snapshot) if not keeps_rows(question)} - {"I6"}
    assert {"O2v", "O4"} <= hidden, "a row would tell an amount of money between two parties"
    assert set(db.session.scalars(sa.select(row.indicator).distinct())).isdisjoint(hidden)


@pytest.mark.usefixtures("of_one_figure")
def test_a_second_person_locks_it(province: dict[str, Organisation], cast: Cast) -> None:
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
def test_a_period_before_any_data_is_nothing_of_nothing(province: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(
        cast, replace(YEAR_2025, period=PeriodKind.YEAR, starts_on=date(2001, 1, 1), ends_on=date(2001, 12, 31))
    )
    own = queries.figures_of(snapshot)[0]
    assert (own.figure.numerator, own.figure.denominator, own.figure.value) == (0, 0, None)
    assert fits(snapshot)


@pytest.mark.usefixtures("of_one_figure")
def test_counting_twice_changes_nothing(province: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025)
    seal, count = snapshot.sha256, sa.select(sa.func.count()).select_from(SnapshotRow)
    before = db.session.scalar(count)
    count_snapshot(snapshot_id=snapshot.id)
    assert (snapshot.sha256, db.session.scalar(count)) == (seal, before)


@pytest.mark.usefixtures("of_one_figure")
def test_what_nobody_approved_is_dropped_with_a_reason(province: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025)
    with pytest.raises(DomainError) as refused:
        drop_snapshot(by=user(cast.thu), snapshot=snapshot, reason=" ")
    assert refused.value.field == "reason"
    drop_snapshot(by=user(cast.thu), snapshot=snapshot, reason="Chọn nhầm tỉnh")
    assert snapshot.state is SnapshotState.DROPPED
    with pytest.raises(WrongStateError, match="bị bỏ"):
        approve_snapshot(by=official(), snapshot=snapshot)


@pytest.mark.usefixtures("of_one_figure")
def test_a_correction_stands_beside_what_it_corrects(province: dict[str, Organisation], cast: Cast) -> None:
    thu, linh = user(cast.thu), official()
    first = closed(cast, YEAR_2025)
    with pytest.raises(WrongStateError, match="chưa được duyệt"):
        correct_snapshot(by=thu, snapshot=first, reason="Sai tình trạng của HTX d")
    approve_snapshot(by=linh, snapshot=first)
    seal = first.sha256
    gone = StatusRecord(organisation_id=province["d"].id, status=LegalStatus.ENDED, valid_from=date(2025, 6, 1),
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


@pytest.mark.usefixtures("of_one_figure")
def test_overlapping_periods_are_named(province: dict[str, Organisation], cast: Cast) -> None:
    first = closed(cast, YEAR_2025)
    year = closed(
        cast, replace(YEAR_2025, period=PeriodKind.YEAR, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    )
    after = closed(cast, replace(HALF_2026, starts_on=date(2026, 1, 1)))
    assert list(queries.overlapping(first)) == [year]
    assert list(queries.overlapping(after)) == []


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
def test_a_locked_snapshot_never_changes(province: dict[str, Organisation], cast: Cast) -> None:
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
def test_nobody_approves_their_own_even_by_hand(province: dict[str, Organisation], cast: Cast) -> None:
    snapshot = closed(cast, YEAR_2025)
    alone = sa.update(Snapshot).values(approved_at=snapshot.counted_at, approved_by_id=snapshot.prepared_by_id)
    with pytest.raises(sa.exc.IntegrityError, match="second_person"), db.session.begin_nested():
        db.session.execute(alone)


@pytest.mark.usefixtures("of_one_figure")
def test_a_row_put_in_by_hand_shows_in_the_hash(province: dict[str, Organisation], cast: Cast) -> None:
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


@pytest.mark.usefixtures("of_one_figure")
def test_the_difference_is_explained_contract_by_contract(province: dict[str, Organisation], cast: Cast) -> None:
    """b expired, c was ended, d signed, the cast's HTX Bình Minh went to another place; the rest stands."""
    old = closed(cast, YEAR_2025, official())
    buyer = db.session.get_one(Organisation, cast.huong_viet)
    signed = Deal(province["d"], buyer, starts=date(2026, 2, 1), signed=date(2026, 1, 15))
    contract(signed, entered_by=cast.binh, verified_by=cast.quan)
    broken = db.session.scalars(sa.select(SnapshotLink.contract_id).filter_by(organisation_id=province["c"].id)).one()
    ended = {"state": ContractState.TERMINATED_FOR_BREACH, "valid_from": date(2026, 4, 1)}
    db.session.add(StateRecord(contract_id=broken, recorded_by_id=cast.binh, **ended))
    mover = db.session.get_one(Organisation, cast.binh_minh)
    change_organisation(by=user(cast.binh), organisation=mover, province_code=ELSEWHERE)
    mover.verified_at, mover.verified_by_id = mover.created_at, cast.quan  # checked again after the move
    db.session.flush()
    new = closed(cast, HALF_2026)
    found = differences.explanations(old, new, db.session.scalars(differences.changed(old, new)).all())
    said = {one.organisation.name: [reason.why for reason in one.reasons] for one in found}
    assert said == {
        "HTX d": [Why.SIGNED], "HTX b": [Why.EXPIRED], "HTX c": [Why.ENDED], "Hợp tác xã Bình Minh": [Why.MOVED],
    }  # fmt: skip
    before, after = (queries.figures_of(snapshot)[0].figure for snapshot in (old, new))
    assert after.denominator is not None
    assert before.denominator is not None
    assert total(found) == (after.numerator - before.numerator, after.denominator - before.denominator) == (-1, -1)
    assert differences.movements(old, new) == differences.Movements(linked=1, unlinked=2, entered=0, left=1)
    assert set(differences.registered(found)) == {
        reason.contract_id for one in found for reason in one.reasons if reason.contract_id
    }


@pytest.mark.usefixtures("of_one_figure")
def test_a_merged_record_is_explained_by_its_successor(province: dict[str, Organisation], cast: Cast) -> None:
    """d takes over what a had: linked anew with a's contract, while a is gone."""
    old = closed(cast, YEAR_2025, official())
    merge(by=user(cast.binh), merged=province["a"], successor=province["d"], reason="Trùng")
    new = closed(cast, HALF_2026)
    found = differences.explanations(old, new, db.session.scalars(differences.changed(old, new)).all())
    said = {one.organisation.name: (one.numerator, one.denominator, [r.why for r in one.reasons]) for one in found}
    assert said["HTX d"] == (1, 0, [Why.TOOK_OVER])
    assert said["HTX a"][:2] == (-1, -1)
    assert said["HTX a"][2][0] is Why.MERGED


@pytest.mark.usefixtures("of_one_figure")
def test_the_last_locked_snapshot_of_each_place_keeps_its_links(province: dict[str, Organisation], cast: Cast) -> None:
    linh = official()
    closed(cast, replace(YEAR_2025, ends_on=date(2025, 3, 31), period=PeriodKind.CUSTOM), linh)
    last = closed(cast, YEAR_2025, linh)
    closed(cast, HALF_2026)  # nobody has approved it
    country = closed(cast, replace(YEAR_2025, province_code=None), linh)
    found = db.session.execute(queries.links_of_last_snapshots()).all()
    assert {row.snapshot_id for row in found} == {last.id, country.id}
    assert {row.organisation_id for row in found} == {province[name].id for name in "abc"}
    assert {row.day for row in found} == {FIRST[1]}


@pytest.mark.usefixtures("of_one_figure")
def test_who_reads_what(province: dict[str, Organisation], cast: Cast) -> None:
    stranger, thu = User().viewer(), user(cast.thu).viewer()
    snapshot = closed(cast, YEAR_2025)
    assert queries.snapshot_for(thu, snapshot.public_id) is snapshot
    with pytest.raises(NotFoundError):
        queries.snapshot_for(stranger, snapshot.public_id)
    approve_snapshot(by=official(), snapshot=snapshot)
    assert queries.snapshot_for(stranger, snapshot.public_id) is snapshot
    with pytest.raises(NotFoundError):
        queries.rows_of(stranger, snapshot, "I1", "L1", "D1")
