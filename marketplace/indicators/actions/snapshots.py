"""Closing a period: prepared by one person, approved by another, never changed afterwards."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.catalogue.models import Province
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.indicators import jobs
from marketplace.indicators.models import PeriodKind, Snapshot, SnapshotState
from marketplace.indicators.periods import period_words
from marketplace.indicators.queries.snapshots import corrections_of, sharing_days
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date, format_instant

MOST_NAMED = 5
"""Overlapping snapshots that a sentence names."""


@dataclass(frozen=True, slots=True)
class SnapshotDraft:
    """What is closed: a period of a province, or of the country where no province is named.

    `overlap_known`: who prepares it was told which snapshots share days with it, and wants it all the same.
    """

    period: PeriodKind
    starts_on: date
    ends_on: date
    province_code: str | None = None
    title: str = ""
    note: str = ""
    overlap_known: bool = False


def prepare_snapshot(*, by: User, draft: SnapshotDraft) -> Snapshot:
    """A snapshot that is counted beside the request and waits for a second person.

    DomainError for reversed days, a period that has not ended, an unknown province, a period of the place that is
    closed or waiting already, and (on `overlap_known`) for one that shares days with others while nobody was told.
    """
    _check_right(by, Permission.SNAPSHOT_PREPARE)
    _check_days(draft)
    place = _place_words(draft.province_code)
    _check_others(draft)
    snapshot = Snapshot(
        title=draft.title or str(_title(draft, place)),
        period=draft.period,
        starts_on=draft.starts_on,
        ends_on=draft.ends_on,
        province_code=draft.province_code,
        note=draft.note or None,
        prepared_by_id=by.id,
    )
    return _enter(snapshot, by)


def correct_snapshot(*, by: User, snapshot: Snapshot, reason: str) -> Snapshot:
    """The same period of the same place counted anew; the corrected one stays as it is and names its correction.

    Only what is locked is corrected, the newest of a chain, and once at a time (WrongStateError).
    """
    _check_right(by, Permission.SNAPSHOT_PREPARE)
    snapshot = _locked_for_writing(snapshot)
    if snapshot.state is not SnapshotState.LOCKED:
        raise WrongStateError(_l("Chỉ số liệu đã chốt mới cần đính chính; bản này chưa được duyệt nên có thể bỏ."))
    _check_reason(reason)
    for other in corrections_of(snapshot):
        day = format_instant(other.approved_at or other.prepared_at)
        if other.state is SnapshotState.LOCKED:
            raise WrongStateError(_l("Bản này đã có bản đính chính ngày %(day)s. Hãy đính chính bản ấy.", day=day))
        raise WrongStateError(_l("Đang có một bản đính chính chờ duyệt, lập ngày %(day)s.", day=day))
    correction = Snapshot(
        title=snapshot.title,
        period=snapshot.period,
        starts_on=snapshot.starts_on,
        ends_on=snapshot.ends_on,
        province_code=snapshot.province_code,
        prepared_by_id=by.id,
        corrects_id=snapshot.id,
        reason=reason,
    )
    made = _enter(correction, by)
    record(events.SNAPSHOT_CORRECTED, snapshot, by=by, reason=reason)
    return made


def approve_snapshot(*, by: User, snapshot: Snapshot) -> None:
    """A second person has looked at the figures: they are locked.

    WrongStateError before counting is done, after a drop, and for the second of two people; NotAllowedError for
    whoever prepared it.
    """
    _check_right(by, Permission.SNAPSHOT_APPROVE)
    snapshot = _locked_for_writing(snapshot)
    if snapshot.prepared_by_id == by.id:
        raise NotAllowedError(_l("Người lập không tự duyệt được; cần một người khác xem lại và duyệt."))
    if snapshot.state is SnapshotState.LOCKED:
        raise WrongStateError(_l("Số liệu này đã được duyệt lúc %(at)s rồi.", at=format_instant(snapshot.approved_at)))
    _check_open(snapshot)
    if snapshot.state is SnapshotState.COUNTING:
        raise WrongStateError(_l("Số liệu còn đang được tính; hãy duyệt khi đã có đủ các con số."))
    snapshot.approved_at, snapshot.approved_by_id = now(), by.id
    db.session.flush()
    record(events.SNAPSHOT_APPROVED, snapshot, by=by, sha256=snapshot.sha256)


def drop_snapshot(*, by: User, snapshot: Snapshot, reason: str) -> None:
    """Give up a snapshot that nobody has approved, with a reason; what was counted stays readable for staff."""
    _check_right(by, Permission.SNAPSHOT_PREPARE)
    snapshot = _locked_for_writing(snapshot)
    if snapshot.state is SnapshotState.LOCKED:
        raise WrongStateError(_l("Số liệu đã chốt thì không bỏ được; nếu sai, hãy lập bản đính chính."))
    _check_open(snapshot)
    _check_reason(reason)
    snapshot.dropped_at, snapshot.dropped_by_id = now(), by.id
    db.session.flush()
    record(events.SNAPSHOT_DROPPED, snapshot, by=by, reason=reason)


def _enter(snapshot: Snapshot, by: User) -> Snapshot:
    db.session.add(snapshot)
    db.session.flush()
    record(
        events.SNAPSHOT_PREPARED, snapshot, by=by,
        after={"start": snapshot.starts_on, "end": snapshot.ends_on}, reason=snapshot.reason,
    )  # fmt: skip
    jobs.count.after_commit(snapshot.id)
    return snapshot


def _check_right(by: User, permission: Permission) -> None:
    if not can(by.viewer(), permission):
        raise NotAllowedError(_l("Bạn không có quyền làm việc này."))


def _check_days(draft: SnapshotDraft) -> None:
    if draft.ends_on < draft.starts_on:
        first = format_date(draft.starts_on)
        raise DomainError(_l("Ngày cuối kỳ phải từ ngày đầu kỳ %(first)s trở đi.", first=first), field="ends_on")
    if draft.ends_on >= today():
        last, free = format_date(draft.ends_on), format_date(draft.ends_on + timedelta(days=1))
        raise DomainError(
            _l("Kỳ này đến hết ngày %(last)s mới kết thúc; chốt được từ ngày %(free)s.", last=last, free=free),
            field="ends_on",
        )


def _check_others(draft: SnapshotDraft) -> None:
    """The same days of the same place are closed once and corrected afterwards; other days may overlap, knowingly."""
    _queue(draft.province_code)
    others = sharing_days(draft.starts_on, draft.ends_on, draft.province_code)
    for other in others:
        if (other.starts_on, other.ends_on) == (draft.starts_on, draft.ends_on):
            raise DomainError(_same_period(other), field="period", public_id=other.public_id)
    if others and not draft.overlap_known:
        named = "; ".join(
            f"{one.title} ({format_date(one.starts_on)} – {format_date(one.ends_on)})" for one in others[:MOST_NAMED]
        )
        raise DomainError(
            _l("Kỳ này có ngày trùng với bản chốt khác của cùng nơi: %(named)s. Nếu vẫn cần, hãy đánh dấu vào ô này.",
               named=named),
            field="overlap_known",
        )  # fmt: skip


def _same_period(other: Snapshot) -> object:
    if other.state is SnapshotState.LOCKED:
        return _l("Kỳ này của nơi này đã chốt: “%(title)s”. Nếu số liệu sai, hãy mở bản ấy và lập bản đính chính.",
                  title=other.title)  # fmt: skip
    return _l("Kỳ này của nơi này đã có bản chốt chờ duyệt: “%(title)s”, lập lúc %(at)s. Hãy duyệt hoặc bỏ bản ấy.",
              title=other.title, at=format_instant(other.prepared_at))  # fmt: skip


def _queue(province_code: str | None) -> None:
    """Who closes the same place at the same moment comes one after the other; SQLite's writers always do."""
    if db.engine.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(f"snapshot:{province_code}".encode()).digest()[:8], signed=True)
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


def _place_words(code: str | None) -> str:
    if code is None:
        return str(_l("cả nước"))
    province = db.session.get(Province, code)
    if province is None:
        raise DomainError(_l("Không có tỉnh, thành phố mang mã %(code)s.", code=code), field="place")
    return province.full_name


def _title(draft: SnapshotDraft, place: str) -> object:
    period = period_words(draft.period, draft.starts_on, draft.ends_on)
    return _l("Số liệu %(period)s, %(place)s", period=period, place=place)


def _check_open(snapshot: Snapshot) -> None:
    if snapshot.state is SnapshotState.DROPPED:
        raise WrongStateError(_l("Bản này đã bị bỏ."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_l("Ghi rõ lý do."), field="reason")


def _locked_for_writing(snapshot: Snapshot) -> Snapshot:
    """The snapshot read afresh under its lock: two people who decide at once come one after the other."""
    question = sa.select(Snapshot).where(Snapshot.id == snapshot.id).options(lazyload("*")).with_for_update()
    return db.session.scalars(question.execution_options(populate_existing=True)).one()
