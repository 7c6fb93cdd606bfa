"""The signed file and each side's confirmation; together they make the contract signed."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering import ledger
from marketplace.brokering.actions import lock_case, move_case
from marketplace.brokering.models import CaseStage
from marketplace.brokering.voices import Voice, check_voice
from marketplace.clock import now, today
from marketplace.contracts.actions.common import chained, lock_contract, tell_people
from marketplace.contracts.models import (
    Contract,
    ContractDocument,
    ContractState,
    DocumentKind,
    Signature,
    StateRecord,
)
from marketplace.contracts.states import next_state
from marketplace.errors import DomainError, FileRefusedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.files.actions import Upload, store
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


def add_document(
    *, by: User, contract: Contract, upload: Upload, kind: DocumentKind = DocumentKind.SIGNED_SCAN
) -> ContractDocument:
    """A checked file of the contract, tied to its revision of the terms.

    FileRefusedError when the file is not acceptable, or its bytes already prove a contract.
    """
    contract = lock_contract(contract)
    authorize(by.viewer(), Permission.CONTRACT_SIGN, contract)
    if kind is DocumentKind.SIGNED_SCAN and contract.state is not ContractState.DRAFT:
        raise WrongStateError(_l("Hợp đồng đã ký; chỉ thêm được tài liệu kèm theo."))
    file = store(upload, by=by)
    if kind is DocumentKind.SIGNED_SCAN:
        _refuse_second_use(contract, file.sha256)
    document = ContractDocument(
        file_id=file.id, file=file, kind=kind, sha256=file.sha256, terms_id=contract.terms_id, uploaded_by_id=by.id
    )
    contract.documents.append(document)
    db.session.flush()
    chained(
        events.CONTRACT_FILE_ADDED, contract, by=by,
        after={"kind": kind, "sha256": file.sha256, "revision": contract.terms.number},
    )  # fmt: skip
    _sign_when_complete(contract, by)
    return document


def _refuse_second_use(contract: Contract, sha256: str) -> None:
    used = db.session.scalar(
        sa.select(ContractDocument.contract_id).where(
            ContractDocument.sha256 == sha256,
            ContractDocument.kind == DocumentKind.SIGNED_SCAN,
            ContractDocument.withdrawn_at.is_(None),
        )
    )
    if used == contract.id:
        raise FileRefusedError(_l("Tệp này đã được tải lên cho hợp đồng này rồi."), field="file")
    if used is not None:
        raise FileRefusedError(
            _l("Tệp này đã là bằng chứng của một hợp đồng khác. Mỗi hợp đồng cần bản ký riêng."), field="file"
        )


def withdraw_document(*, by: User, contract: Contract, document: ContractDocument) -> None:
    """Take back a wrong file while the contract is a draft. The row stays, marked; the bytes stay too."""
    contract = lock_contract(contract)
    authorize(by.viewer(), Permission.CONTRACT_SIGN, contract)
    if contract.state is not ContractState.DRAFT or document.withdrawn_at is not None:
        raise WrongStateError(_l("Không rút lại được tệp này nữa."))
    document.withdrawn_at = now()
    db.session.flush()
    chained(events.CONTRACT_CHANGED, contract, by=by, before={"sha256": document.sha256}, after={"withdrawn": True})


def confirm_signing(*, by: User, contract: Contract, voice: Voice, signed_on: date, signer: str) -> Signature:
    """A side says that it signed exactly this revision, on this day. The last missing piece signs the contract.

    StaleError when the sides have agreed on a newer revision than the draft was made from.
    """
    contract = lock_contract(contract)
    check_voice(by, contract.case, voice, contract.signing_organisation_ids)
    if contract.state is not ContractState.DRAFT:
        raise WrongStateError(_l("Hợp đồng không còn là bản nháp."))
    _check_revision(contract)
    if any(s.organisation_id == voice.organisation_id for s in contract.standing_signatures):
        raise WrongStateError(_l("Bên này đã xác nhận ký rồi."))
    if signed_on > today():
        raise DomainError(_l("Ngày ký không thể ở tương lai."), field="signed_on")
    signature = Signature(
        organisation_id=voice.organisation_id,
        terms_id=contract.terms_id,
        signed_on=signed_on,
        signer=signer,
        how=voice.how,
        evidence=voice.evidence or None,
        confirmed_by_id=by.id,
    )
    contract.signatures.append(signature)
    db.session.flush()
    chained(
        events.CONTRACT_SIGNED, contract, by=by,
        on_behalf_of=db.session.get_one(Organisation, voice.organisation_id),
        after={"signed_on": signed_on, "signer": signer, "how": voice.how, "revision": contract.terms.number},
    )  # fmt: skip
    _sign_when_complete(contract, by)
    return signature


def _check_revision(contract: Contract) -> None:
    case = contract.case
    agreed = case.agreed_terms
    if case.stage is not CaseStage.AGREED:
        raise WrongStateError(_l("Vụ việc của hợp đồng này không còn ở bước chờ ký."))
    if agreed is None or agreed.id != contract.terms_id:
        raise StaleError(
            _l("Hai bên đã thống nhất bản điều khoản mới hơn. Hãy hủy bản nháp này và lập lại từ bản mới.")
        )


def _sign_when_complete(contract: Contract, by: User) -> None:
    """File and every confirmation there: signed on the latest day named, and the ledger turns with it."""
    confirmed = {signature.organisation_id for signature in contract.standing_signatures}
    if contract.state is not ContractState.DRAFT or contract.signed_file is None:
        return
    if not contract.signing_organisation_ids <= confirmed:
        return
    case = lock_case(contract.case)
    _check_revision(contract)
    contract.signed_on = max(signature.signed_on for signature in contract.standing_signatures)
    contract.state = next_state(contract.state, "sign")
    contract.states.append(StateRecord(state=contract.state, valid_from=contract.signed_on, recorded_by_id=by.id))
    ledger.commit(contract.terms, by=by)
    move_case(case, "contract", by=by)
    db.session.flush()
    chained(
        events.CONTRACT_MOVED, contract, by=by,
        before={"state": ContractState.DRAFT}, after={"state": contract.state, "signed_on": contract.signed_on},
    )  # fmt: skip
    tell_people(
        contract, by=by, key=f"signed:{contract.version}", sentence=_l("Hợp đồng đã đủ chữ ký và đang chờ xác minh.")
    )
