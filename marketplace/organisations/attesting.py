"""Writes of what somebody attests: recognitions, observations, and whose subsidiary an enterprise is."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.clock import now, today
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.files.models import StoredFile
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.attested import standing_recognitions
from marketplace.organisations.models import (
    Observation,
    ObservationKind,
    Organisation,
    OrganisationKind,
    Recognition,
    RecognitionKind,
)
from marketplace.organisations.queries import line_above, parent_of


def record_recognition(
    *,
    by: User,
    organisation: Organisation,
    kind: RecognitionKind,
    since: date,
    until: date | None,
    basis: str,
    evidence: str,
    file: StoredFile | None = None,
) -> Recognition:
    """A recognition as decided by somebody else; `basis` and `evidence` say by whom and where that can be read.

    DomainError on kind (cooperatives and groups only), since (to come; the same recognition holds then), until.
    """
    if not organisation.kind.is_cooperative:
        raise DomainError(_l("Chỉ tổ hợp tác, hợp tác xã và liên hiệp được ghi công nhận này."), field="kind")
    _check_days(since, until)
    last = until or date.max
    if any(
        one.kind is kind and one.since <= last and since <= (one.until or date.max)
        for one in standing_recognitions(organisation)
    ):
        raise DomainError(_l("Đã có công nhận cùng loại trong khoảng thời gian này."), field="since")
    row = Recognition(
        organisation=organisation, kind=kind, since=since, until=until, basis=basis, evidence=evidence,
        file_id=file.id if file else None, recorded_by_id=by.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(
        events.RECOGNITION_ADDED, organisation, by=by,
        kind=kind, since=since, until=until, basis=basis, evidence=evidence,
    )  # fmt: skip
    return row


def _check_days(since: date, until: date | None) -> None:
    if since > today():
        raise DomainError(_l("Ngày bắt đầu không thể ở sau hôm nay."), field="since")
    if until is not None and until < since:
        raise DomainError(_l("Ngày kết thúc không thể trước ngày bắt đầu."), field="until")


def withdraw_recognition(*, by: User, recognition: Recognition, reason: str) -> None:
    """It was entered wrongly or taken back from its first day: it counts no more; the row and the reason stay."""
    if recognition.withdrawn_at is not None:
        raise WrongStateError(_l("Công nhận này đã được rút."))
    recognition.withdrawn_at, recognition.withdrawn_by_id = now(), by.id
    db.session.flush()
    record(
        events.RECOGNITION_WITHDRAWN, recognition.organisation, by=by,
        kind=recognition.kind, since=recognition.since, reason=reason,
    )  # fmt: skip


def record_observation(
    *, by: User, organisation: Organisation, kind: ObservationKind, observed_on: date, note: str
) -> Observation:
    """What somebody saw on a day. It changes no legal status. DomainError on observed_on for a day to come."""
    if observed_on > today():
        raise DomainError(_l("Ngày quan sát không thể ở sau hôm nay."), field="observed_on")
    row = Observation(organisation=organisation, kind=kind, observed_on=observed_on, note=note, by_id=by.id)
    db.session.add(row)
    db.session.flush()
    record(events.OBSERVATION_ADDED, organisation, by=by, kind=kind, observed_on=observed_on, note=note)
    return row


def set_parent(*, by: User, organisation: Organisation, parent: Organisation | None) -> None:
    """Whose subsidiary an enterprise is; None: nobody's that is known here. It makes nobody state-owned by itself.

    DomainError on parent: not for cooperatives, not itself, and no circle of parents.
    """
    if organisation.kind is not OrganisationKind.ENTERPRISE:
        raise DomainError(_l("Chỉ doanh nghiệp mới có đơn vị mẹ."), field="parent")
    if parent is not None and organisation.id in line_above(parent):
        raise DomainError(_l("Một đơn vị không thể là mẹ của chính mình, kể cả qua đơn vị khác."), field="parent")
    before = parent_of(organisation)
    if parent is before:
        return
    organisation.parent_id = parent.id if parent is not None else None
    db.session.flush()
    record(
        events.PARENT_SET, organisation, by=by,
        before={"parent": before.name if before else None}, after={"parent": parent.name if parent else None},
    )  # fmt: skip
