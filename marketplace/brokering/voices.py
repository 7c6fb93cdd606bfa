"""Who speaks for a side: its manager on the site, or the owning broker who records what was said or signed."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.accounts.models import User
from marketplace.authorization.roles import Role
from marketplace.brokering.models import Case, ConsentHow
from marketplace.errors import DomainError, NotAllowedError
from marketplace.labels import lazy_gettext as _l


@dataclass(frozen=True, slots=True)
class Voice:
    """One side's word, as given: for whom, how, and what proves it when staff recorded it."""

    organisation_id: int
    how: ConsentHow = ConsentHow.ONLINE
    evidence: str | None = None


def check_voice(by: User, case: Case, voice: Voice, sides: frozenset[int]) -> None:
    """Raise unless `by` may give this word for this side; `sides` are those whose word is asked."""
    if voice.organisation_id not in sides:
        raise NotAllowedError(_l("Đơn vị này không phải là một bên ở đây."))
    if voice.how is ConsentHow.ONLINE:
        if by.viewer().organisation_roles.get(voice.organisation_id) is not Role.MANAGER:
            raise NotAllowedError(_l("Chỉ người quản lý của đơn vị mới trả lời thay đơn vị trên hệ thống."))
        return
    if by.id not in case.broker_user_ids:
        raise NotAllowedError(_l("Chỉ cán bộ phụ trách vụ việc mới ghi nhận trả lời của các bên."))
    if not (voice.evidence or "").strip():
        raise DomainError(_l("Ghi rõ ai trả lời, lúc nào, hoặc số phiếu ký."), field="evidence")


def sides_open_to(by: User, case: Case, sides: frozenset[int]) -> list[int]:
    """The sides this person may speak for: a manager's own, or all of them for the owning broker."""
    if by.id in case.broker_user_ids:
        return sorted(sides)
    roles = by.viewer().organisation_roles
    return sorted(side for side in sides if roles.get(side) is Role.MANAGER)
