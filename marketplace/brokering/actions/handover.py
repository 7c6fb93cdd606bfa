"""Passing a case from one broker to another."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.brokering.actions.cases import lock_case, pass_tasks, tell_parties
from marketplace.brokering.models import Case, CaseStage, Handover
from marketplace.brokering.telling import tell
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l


def hand_over(*, by: User, case: Case, to: User, note: str) -> Handover:
    """The case is another active broker's from now on, with the giver's open tasks; the giver sees it no more.

    Also a signed case can be passed on, a closed one not. DomainError on `taker` for anybody but another active
    broker, and on `note` when it says nothing.
    """
    case = lock_case(case)
    if by.id not in case.broker_user_ids:
        raise NotAllowedError(_l("Chỉ cán bộ phụ trách vụ việc mới bàn giao."))
    if case.stage is CaseStage.CLOSED:
        raise WrongStateError(_l("Vụ việc này đã đóng."))
    if to.id == by.id or to.platform_role is not Role.BROKER or not to.is_active:
        raise DomainError(_l("Chọn một cán bộ môi giới khác đang làm việc."), field="taker")
    if not note.strip():
        raise DomainError(_l("Ghi điều người nhận cần biết."), field="note")
    handed = Handover(case_id=case.id, from_id=by.id, to_id=to.id, by_id=by.id, note=note)
    db.session.add(handed)
    case.broker_id = to.id
    pass_tasks(case, by, to)
    db.session.flush()
    db.session.expire(case, ["broker"])
    record(events.CASE_HANDED_OVER, case, by=by, after={"name": to.name})
    _tell(case, handed, by=by, to=to)
    return handed


def _tell(case: Case, handed: Handover, *, by: User, to: User) -> None:
    tell(
        by=by,
        organisations=[],
        staff=[to.id],
        key=f"case:{case.id}:handed:{handed.id}",
        sentence=_l("%(name)s bàn giao cho bạn một vụ việc.", name=by.name),
        path=f"/cases/{case.public_id}",
    )
    words = _l("%(name)s phụ trách vụ việc của bạn từ bây giờ.", name=to.name)
    tell_parties(case, by=to, key=f"new-owner:{handed.id}", sentence=words)
