"""The second person: sees the file, compares it with what was entered, and says yes or sends it back."""

from __future__ import annotations

from collections.abc import Collection

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering import ledger
from marketplace.brokering.actions import lock_case, move_case
from marketplace.clock import now
from marketplace.contracts.actions.common import chained, lock_contract, tell_people
from marketplace.contracts.models import Contract
from marketplace.contracts.states import next_state
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

CHECKS = {
    "readable": _l("Mở được tệp và đọc rõ mọi trang"),
    "parties": _l("Tên các bên và người ký khớp với hồ sơ"),
    "dates": _l("Ngày ký và thời hạn khớp với hồ sơ"),
    "quantities": _l("Khối lượng từng kỳ khớp với hồ sơ"),
}


def verify_contract(*, by: User, contract: Contract, checks: Collection[str], note: str = "") -> None:
    """Somebody who entered nothing of it has compared everything on the list: from now on it may count."""
    contract = _checkable(by, contract)
    if missing := [name for name in CHECKS if name not in checks]:
        raise DomainError(
            _l("Còn %(count)s mục chưa kiểm tra. Nếu có mục không khớp, hãy trả lại để sửa.", count=len(missing)),
            field="checks",
        )
    contract.verified_at, contract.verified_by_id = now(), by.id
    contract.verification_note = note or None
    db.session.flush()
    chained(events.CONTRACT_VERIFIED, contract, by=by, after={"checks": sorted(checks), "note": note})
    tell_people(contract, by=by, key=f"verified:{contract.version}", sentence=_l("Hợp đồng đã được xác minh."))


def refuse_verification(*, by: User, contract: Contract, reason: str) -> None:
    """Back to draft with the reason: confirmations are withdrawn, what was contracted is reserved again.

    The state row of the signing goes too: an unverified signing never counted, and the chain tells the story.
    """
    contract = _checkable(by, contract)
    if not reason.strip():
        raise DomainError(_l("Ghi rõ chỗ nào chưa khớp để người nhập sửa."), field="reason")
    instant = now()
    for signature in contract.standing_signatures:
        signature.withdrawn_at = instant
    for row in list(contract.states):
        contract.states.remove(row)
        db.session.delete(row)
    before = {"state": contract.state, "signed_on": contract.signed_on}
    contract.state, contract.signed_on = next_state(contract.state, "send_back"), None
    contract.verification_note = reason
    case = lock_case(contract.case)
    ledger.uncommit(contract.terms, by=by)
    move_case(case, "reopen", by=by)
    db.session.flush()
    chained(
        events.CONTRACT_REJECTED, contract, by=by,
        before=before, after={"state": contract.state}, reason=reason,
    )  # fmt: skip
    rounds = sum(signature.withdrawn_at is not None for signature in contract.signatures)
    tell_people(
        contract, by=by, key=f"sent-back:{rounds}", sentence=_l("Hợp đồng bị trả lại để sửa: %(why)s", why=reason)
    )


def _checkable(by: User, contract: Contract) -> Contract:
    contract = lock_contract(contract)
    if not contract.awaits_check:
        raise WrongStateError(_l("Hợp đồng này không chờ xác minh."))
    if not can(by.viewer(), Permission.CONTRACT_VERIFY, contract):
        raise NotAllowedError(_l("Người đã nhập hợp đồng, tệp hoặc chữ ký không tự xác minh được."))
    return contract
