"""The second person: sees the file, compares it with what was entered, and says yes or sends it back."""

from __future__ import annotations

from collections.abc import Collection

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering import ledger
from marketplace.brokering.actions import move_case
from marketplace.brokering.actions.amending import begin_amending
from marketplace.clock import now
from marketplace.contracts.actions.annex_parties import settle_parties
from marketplace.contracts.actions.common import chained, lock_contract, tell_people
from marketplace.contracts.actions.standing import stand_on
from marketplace.contracts.models import Annex, Contract
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
    if not contract.awaits_first_check:
        raise WrongStateError(_l("Hợp đồng này không chờ xác minh."))
    _check_list(checks)
    contract.verified_at, contract.verified_by_id = now(), by.id
    contract.verification_note = note or None
    db.session.flush()
    chained(events.CONTRACT_VERIFIED, contract, by=by, after={"checks": sorted(checks), "note": note})
    tell_people(contract, by=by, key=f"verified:{contract.version}", sentence=_l("Hợp đồng đã được xác minh."))


def refuse_verification(*, by: User, contract: Contract, reason: str) -> None:
    """Back to draft with the reason: confirmations are withdrawn, what was contracted is reserved again.

    The state row of the signing is withdrawn too: an unverified signing never counted.
    """
    contract = _checkable(by, contract)
    if not contract.awaits_first_check:
        raise WrongStateError(_l("Hợp đồng này không chờ xác minh."))
    _check_reason(reason)
    instant = now()
    for signature in contract.standing_signatures:
        signature.withdrawn_at = instant
    for row in contract.standing_states:
        row.withdrawn_at = instant
    before = {"state": contract.state, "signed_on": contract.signed_on}
    contract.state, contract.signed_on = next_state(contract.state, "send_back"), None
    contract.verification_note = reason
    ledger.uncommit(contract.terms, by=by)
    move_case(contract.case, "reopen", by=by)
    db.session.flush()
    chained(
        events.CONTRACT_REJECTED, contract, by=by,
        before=before, after={"state": contract.state}, reason=reason,
    )  # fmt: skip
    rounds = sum(signature.withdrawn_at is not None for signature in contract.signatures)
    tell_people(
        contract, by=by, key=f"sent-back:{rounds}", sentence=_l("Hợp đồng bị trả lại để sửa: %(why)s", why=reason)
    )


def verify_annex(*, by: User, contract: Contract, annex: Annex, checks: Collection[str], note: str = "") -> None:
    """Somebody who entered nothing of contract and annex has compared it: from now on its terms count."""
    contract = _annex_checkable(by, contract, annex)
    _check_list(checks)
    annex.verified_at, annex.verified_by_id = now(), by.id
    settle_parties(contract, annex, by=by)
    after = {"annex": annex.number, "checks": sorted(checks), "note": note}
    chained(events.ANNEX_VERIFIED, contract, by=by, after=after)
    sentence = _l("Phụ lục số %(number)s đã được xác minh.", number=annex.number)
    tell_people(contract, by=by, key=f"annex:{annex.number}:verified", sentence=sentence)


def refuse_annex(*, by: User, contract: Contract, annex: Annex, reason: str) -> None:
    """The annex waits for signatures again: the contract stands on the terms before it, which are contracted again.

    NotEnoughLeftError, naming what is left, when others have meanwhile been promised what the annex had given up.
    """
    contract = _annex_checkable(by, contract, annex)
    _check_reason(reason)
    refused = annex.terms or contract.terms
    for signature in contract.signatures_of(refused):
        signature.withdrawn_at = now()
    ledger.reserve_change(refused, annex.before_terms, by=by)
    ledger.commit_change(refused, annex.before_terms, by=by)
    ledger.reserve_change(annex.before_terms, refused, by=by)
    annex.signed_on, annex.terms, annex.terms_id = None, None, None
    stand_on(contract, annex.before_terms)
    begin_amending(by=by, case=contract.case)
    contract.case.amending_since = annex.opened_at  # the talks of this annex, not new ones: its revision stays agreed
    db.session.flush()
    chained(events.ANNEX_REJECTED, contract, by=by, after={"annex": annex.number}, reason=reason)
    rounds = sum(signature.withdrawn_at is not None for signature in contract.signatures)
    tell_people(
        contract, by=by, key=f"annex:{annex.number}:sent-back:{rounds}",
        sentence=_l("Phụ lục số %(number)s bị trả lại để sửa: %(why)s", number=annex.number, why=reason),
    )  # fmt: skip


def _check_list(checks: Collection[str]) -> None:
    if missing := [name for name in CHECKS if name not in checks]:
        raise DomainError(
            _l("Còn %(count)s mục chưa kiểm tra. Nếu có mục không khớp, hãy trả lại để sửa.", count=len(missing)),
            field="checks",
        )


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise DomainError(_l("Ghi rõ chỗ nào chưa khớp để người nhập sửa."), field="reason")


def _checkable(by: User, contract: Contract) -> Contract:
    contract = lock_contract(contract)
    if not contract.awaits_check:
        raise WrongStateError(_l("Hợp đồng này không chờ xác minh."))
    if not can(by.viewer(), Permission.CONTRACT_VERIFY, contract):
        raise NotAllowedError(_l("Người đã nhập hợp đồng, tệp hoặc chữ ký không tự xác minh được."))
    return contract


def _annex_checkable(by: User, contract: Contract, annex: Annex) -> Contract:
    contract = _checkable(by, contract)
    if annex not in contract.annexes or not annex.awaits_check:
        raise WrongStateError(_l("Phụ lục này không chờ xác minh."))
    return contract
