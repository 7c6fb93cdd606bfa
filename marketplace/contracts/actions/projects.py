"""Approved projects and plans of linkage (NĐ 98/2018/NĐ-CP): entered by one person, compared by a second, withdrawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.accounts.queries import staff_who_may
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.brokering.telling import tell
from marketplace.catalogue.models import Commodity
from marketplace.clock import now, today
from marketplace.contracts.models import LinkageProject, ProjectKind, ProjectMember
from marketplace.contracts.project_queries import live_decisions_of
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.files.models import StoredFile
from marketplace.labels import lazy_gettext as _l
from marketplace.notifications.addresses import path_to
from marketplace.notifications.models import Topic
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class ProjectDraft:
    """A decision as read: both days of its term belong to it. `members` include the one that `leads`."""

    kind: ProjectKind
    name: str
    decision_number: str
    approved_on: date
    approving_body: str
    starts_on: date
    ends_on: date
    members: Sequence[Organisation]
    leads: Organisation | None = None
    commodity: Commodity | None = None


def record_project(*, by: User, draft: ProjectDraft, file: StoredFile | None = None) -> LinkageProject:
    """A decision that waits for its second person. DomainError on approved_on (to come), ends_on, members (nobody),
    decision_number (the same number of the same day stands already, or came in at the same moment).
    """
    if draft.approved_on > today():
        raise DomainError(_l("Ngày phê duyệt không thể ở sau hôm nay."), field="approved_on")
    if draft.ends_on < draft.starts_on:
        raise DomainError(_l("Ngày kết thúc không thể trước ngày bắt đầu."), field="ends_on")
    if not draft.members:
        raise DomainError(_l("Cần ít nhất một đơn vị tham gia."), field="members")
    if _plain(draft.decision_number) in {_plain(number) for number in live_decisions_of(draft.approved_on)}:
        raise _taken()
    project = _project(by, draft, file)
    _keep(project)
    record(
        events.PROJECT_ADDED, project, by=by, kind=draft.kind, number=draft.decision_number,
        approved_on=draft.approved_on, approving_body=draft.approving_body, effective_from=draft.starts_on,
        effective_to=draft.ends_on, members=", ".join(member.name for member in draft.members),
    )  # fmt: skip
    tell(
        by=by, organisations=(), staff=staff_who_may(Permission.PROJECT_VERIFY), key=f"project:{project.public_id}",
        sentence=_l("Quyết định %(number)s, “%(name)s”, chờ người thứ hai đối chiếu.",
                    number=project.decision_number, name=project.name),
        path=path_to("contracts.project", public_id=project.public_id), topic=Topic.TASK,
    )  # fmt: skip
    return project


def _keep(project: LinkageProject) -> None:
    """Two who enter one decision at once: the database lets one of them through."""
    try:
        with db.session.begin_nested():
            db.session.add(project)
            db.session.flush()
    except IntegrityError as problem:
        raise _taken() from problem


def _taken() -> DomainError:
    return DomainError(
        _l("Đã có dự án hoặc kế hoạch với số quyết định này, cùng ngày phê duyệt."), field="decision_number"
    )


def _plain(number: str) -> str:
    """A decision's number without capitals, accents and blanks: 12/QĐ-UBND is 12/qd-ubnd."""
    letters = unicodedata.normalize("NFD", number.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and not letter.isspace())


def _project(by: User, draft: ProjectDraft, file: StoredFile | None) -> LinkageProject:
    project = LinkageProject(
        kind=draft.kind, name=draft.name, decision_number=draft.decision_number, approved_on=draft.approved_on,
        approving_body=draft.approving_body, starts_on=draft.starts_on, ends_on=draft.ends_on,
        commodity_code=draft.commodity.code if draft.commodity else None, file_id=file.id if file else None,
        recorded_by_id=by.id,
    )  # fmt: skip
    once = {member.id: member for member in draft.members}
    project.members = [ProjectMember(organisation=member, leads=member is draft.leads) for member in once.values()]
    return project


def verify_project(*, by: User, project: LinkageProject, compared: bool) -> None:
    """Somebody else has compared the decision with what was entered: from now on its members count as linked by it.

    WrongStateError unless it waits; NotAllowedError for who entered it and for people of its members.
    """
    if not project.awaits_check:
        raise WrongStateError(_l("Dự án này không chờ xác minh."))
    if not may_be_second(by, project):
        raise NotAllowedError(_l("Người đã nhập, hoặc người của đơn vị tham gia, không tự xác minh được."))
    if not compared:
        raise DomainError(_l("Hãy đối chiếu quyết định với những gì đã nhập trước."), field="compared")
    project.verified_at, project.verified_by_id = now(), by.id
    db.session.flush()
    record(events.PROJECT_VERIFIED, project, by=by, number=project.decision_number)


def may_be_second(by: User, project: LinkageProject) -> bool:
    """Whether this person neither entered the project nor belongs to one of its members."""
    own = {membership.organisation_id for membership in by.memberships if membership.ended_at is None}
    return by.id not in project.maker_user_ids and not own & project.party_organisation_ids


def withdraw_project(*, by: User, project: LinkageProject, reason: str) -> None:
    """It was entered wrongly or revoked: it counts no more, for no day. The row and the reason stay."""
    if project.withdrawn_at is not None:
        raise WrongStateError(_l("Dự án này đã được rút."))
    project.withdrawn_at, project.withdrawn_by_id = now(), by.id
    db.session.flush()
    record(events.PROJECT_WITHDRAWN, project, by=by, number=project.decision_number, reason=reason)
