"""Every write to organisations themselves: entering, changing, verifying, status."""

from __future__ import annotations

from datetime import date
from typing import Unpack

from marketplace.accounts.actions import add_membership
from marketplace.accounts.models import User
from marketplace.accounts.queries import managers_of
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, Sentence, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.actions import notify
from marketplace.notifications.models import Topic
from marketplace.organisations.models import (
    LegalStatus,
    Organisation,
    OrganisationKind,
    Origin,
    StatusRecord,
    UnionMembership,
)
from marketplace.organisations.profile import Details, Profile, apply
from marketplace.organisations.queries import IDENTITY, makers_of


def register_organisation(
    *,
    by: User | None,
    kind: OrganisationKind,
    name: str,
    manager: User | None = None,
    origin: Origin = Origin.REGISTERED,
    **details: Unpack[Details],
) -> Organisation:
    """A new, unverified organisation, with its first manager if given. `by` None: a command does it.

    DomainError names the field: tax_code (shape, taken), tax_code_reason (check digit fails, no reason given),
    state_as_of, state_source.
    """
    organisation = Organisation(kind=kind, name=name, folded="", origin=origin, created_by_id=by.id if by else None)
    with db.session.no_autoflush:
        _, after = apply(organisation, Profile(kind=kind, name=name, **details))
    db.session.add(organisation)
    db.session.flush()
    after |= {"kind": kind, "name": name}
    behalf = organisation if by is not None and by.platform_role is not None else None
    record(events.ORGANISATION_CREATED, organisation, by=by, on_behalf_of=behalf, after=after)
    if manager is not None:
        add_membership(by=by or manager, user=manager, organisation_id=organisation.id, role=Role.MANAGER)
    return organisation


def change_organisation(
    *, by: User, organisation: Organisation, version: int | None = None, **changes: Unpack[Profile]
) -> None:
    """Change fields of the profile. StaleError when `version` is not the present one.

    A change of what was verified (name, kind, tax code, commune) takes the verification away: a second person
    has to look again.
    """
    if version is not None and version != organisation.version:
        raise StaleError(_l("Người khác vừa sửa hồ sơ này. Hãy xem bản hiện tại rồi nhập lại phần của bạn."))
    with db.session.no_autoflush:
        before, after = apply(organisation, changes)
    if not after:
        return
    behalf = organisation if by.platform_role is not None else None
    db.session.flush()
    record(events.ORGANISATION_CHANGED, organisation, by=by, on_behalf_of=behalf, before=before, after=after)
    if organisation.is_verified and set(after) & set(IDENTITY):
        _take_verification(organisation, by=by, reason=str(_l("Thông tin nhận diện đã thay đổi.")))


def verify_organisation(
    *,
    by: User,
    organisation: Organisation,
    code_checked: bool,
    address_checked: bool,
    status: LegalStatus = LegalStatus.ACTIVE,
    status_checked_on: date | None = None,
    status_since: date | None = None,
    source: str | None = None,
) -> None:
    """Make the organisation public after a second person compared code, status and address with a register.

    NotAllowedError for anybody who entered or changed what identifies it, and for its own people;
    WrongStateError for reported and already verified ones; DomainError names an unchecked point.
    """
    if organisation.origin is Origin.REPORTED or organisation.is_verified:
        raise WrongStateError(_l("Đơn vị này không chờ xác minh."))
    if by.id in makers_of(organisation):
        raise NotAllowedError(_l("Người đã nhập hoặc sửa hồ sơ không thể tự xác minh. Cần một cán bộ khác."))
    if not code_checked:
        raise DomainError(_l("Hãy đối chiếu mã số thuế (hoặc việc không có mã) trước."), field="code_checked")
    if not address_checked:
        raise DomainError(_l("Hãy đối chiếu địa chỉ trước."), field="address_checked")
    checked_on = status_checked_on or today()
    record_status(
        by=by, organisation=organisation, status=status, checked_on=checked_on,
        valid_from=status_since or checked_on, source=source,
    )  # fmt: skip
    organisation.verified_at, organisation.verified_by_id = now(), by.id
    db.session.flush()
    record(
        events.ORGANISATION_VERIFIED, organisation, by=by,
        status=status, checked_on=checked_on, source=source, code=organisation.tax_code,
    )  # fmt: skip
    _tell_managers(organisation, _l("Đơn vị của bạn đã được xác minh."), "verified")


def unverify_organisation(*, by: User, organisation: Organisation, reason: str) -> None:
    """Take the verification away; nothing of the organisation is public from the next request on."""
    if not organisation.is_verified:
        raise WrongStateError(_l("Đơn vị này chưa được xác minh."))
    _take_verification(organisation, by=by, reason=reason)


def _take_verification(organisation: Organisation, *, by: User, reason: str) -> None:
    organisation.verified_at = organisation.verified_by_id = None
    db.session.flush()
    record(events.ORGANISATION_UNVERIFIED, organisation, by=by, reason=reason)
    sentence = _l("Đơn vị của bạn cần được xác minh lại. Lý do: %(reason)s", reason=reason)
    _tell_managers(organisation, sentence, "unverified")


def _tell_managers(organisation: Organisation, sentence: Sentence, about: str) -> None:
    """One line in each manager's inbox for each version of the organisation."""
    key = f"organisation:{organisation.id}:{about}:{organisation.version}"
    people = [manager.id for manager in managers_of(organisation.id)]
    path = f"/organisations/{organisation.public_id}"
    notify(user_ids=people, key=key, sentence=sentence, path=path, topic=Topic.ORGANISATION)


def record_status(
    *,
    by: User | None,
    organisation: Organisation,
    status: LegalStatus,
    checked_on: date,
    valid_from: date | None = None,
    source: str | None = None,
) -> StatusRecord:
    """Add what a register said on a day; earlier rows stay. DomainError for days in the future or out of order."""
    valid_from = valid_from or checked_on
    if checked_on > today():
        raise DomainError(_l("Ngày tra cứu không thể ở sau hôm nay."), field="checked_on")
    if valid_from > checked_on:
        raise DomainError(_l("Tình trạng phải bắt đầu trước hoặc đúng ngày tra cứu."), field="valid_from")
    row = StatusRecord(
        organisation=organisation, status=status, valid_from=valid_from, checked_on=checked_on,
        source=source, recorded_by_id=by.id if by else None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(
        events.ORGANISATION_STATUS_RECORDED, organisation, by=by,
        status=status, valid_from=valid_from, checked_on=checked_on, source=source,
    )  # fmt: skip
    return row


def join_union(
    *, by: User | None, union: Organisation, cooperative: Organisation, joined_on: date | None
) -> UnionMembership:
    """Record that a cooperative belongs to a union. DomainError unless they are what the law calls so."""
    if union.kind is not OrganisationKind.LHHTX or cooperative.kind is not OrganisationKind.HTX:
        raise DomainError(_l("Chỉ hợp tác xã mới là thành viên của liên hiệp hợp tác xã."), field="union")
    row = UnionMembership(union_id=union.id, cooperative_id=cooperative.id, joined_on=joined_on)
    db.session.add(row)
    db.session.flush()
    record(events.ORGANISATION_JOINED_UNION, cooperative, by=by, union=union.name, joined_on=joined_on)
    return row
