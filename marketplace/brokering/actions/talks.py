"""Calls and meetings, as the broker noted them."""

from __future__ import annotations

from datetime import datetime

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.models import Case, Talk, TalkKind
from marketplace.clock import now
from marketplace.errors import DomainError, NotAllowedError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l


def log_talk(
    *,
    by: User,
    case: Case,
    kind: TalkKind,
    at: datetime,
    summary: str,
    organisation_id: int | None = None,
    spoken_with: str | None = None,
) -> Talk:
    """Keep what was said in a call or meeting; the sides never read it, and it is never changed.

    DomainError on `day` for a moment to come, on `organisation` for an organisation that is no side of the case.
    """
    case = lock_case(case)
    if by.id not in case.broker_user_ids:
        raise NotAllowedError(_l("Chỉ cán bộ phụ trách vụ việc mới ghi cuộc trao đổi."))
    if at > now():
        raise DomainError(_l("Cuộc trao đổi này chưa diễn ra."), field="day")
    if organisation_id is not None and organisation_id not in case.party_organisation_ids:
        raise DomainError(_l("Đơn vị này không phải là một bên ở đây."), field="organisation")
    talk = Talk(
        case_id=case.id,
        kind=kind,
        at=at,
        organisation_id=organisation_id,
        spoken_with=(spoken_with or "").strip() or None,
        summary=summary,
        by_id=by.id,
    )
    db.session.add(talk)
    db.session.flush()
    record(events.TALK_LOGGED, talk, by=by, after={"kind": kind})
    return talk
