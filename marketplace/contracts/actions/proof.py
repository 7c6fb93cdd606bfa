"""The signed file and each side's confirmation; together they make a contract, or its open annex, signed."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering import ledger
from marketplace.brokering.actions import move_case
from marketplace.brokering.models import CaseStage, Terms
from marketplace.brokering.voices import Voice, check_voice
from marketplace.clock import now, today
from marketplace.contracts.actions.annex_parties import check_parties
from marketplace.contracts.actions.annexes import check_annex_day, sign_annex
from marketplace.contracts.actions.common import chained, lock_contract, move_state, tell_people
from marketplace.contracts.actions.digital import read_signatures
from marketplace.contracts.models import STANDING, Contract, ContractDocument, ContractState, DocumentKind, Signature
from marketplace.errors import DomainError, FileRefusedError, StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.files.actions import Upload, store
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


def add_document(
    *, by: User, contract: Contract, upload: Upload, kind: DocumentKind = DocumentKind.SIGNED_SCAN
) -> ContractDocument:
    """A checked file of the contract, tied to the revision that waits for signatures, else to the one in force.

    FileRefusedError when the file is not acceptable, or its bytes already prove a contract.
    """
    contract = lock_contract(contract)
    authorize(by.viewer(), Permission.CONTRACT_SIGN, contract)
    waiting = contract.terms_to_sign
    if kind is DocumentKind.SIGNED_SCAN and waiting is None:
        raise WrongStateError(_l("Không có bản nào đang chờ ký; chỉ thêm được tài liệu kèm theo."))
    file = store(upload, by=by)
    if kind is DocumentKind.SIGNED_SCAN:
        _refuse_second_use(contract, file.sha256)
        check_parties(contract, waiting or contract.terms)
    terms = waiting or contract.terms
    document = ContractDocument(
        file_id=file.id, file=file, kind=kind, sha256=file.sha256, terms_id=terms.id, uploaded_by_id=by.id
    )
    read_signatures(document)
    contract.documents.append(document)
    db.session.flush()
    chained(
        events.CONTRACT_FILE_ADDED, contract, by=by,
        after={"kind": kind, "sha256": file.sha256, "revision": terms.number},
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
    """Take back a wrong file of what is not signed yet. The row stays, marked; the bytes stay too."""
    contract = lock_contract(contract)
    authorize(by.viewer(), Permission.CONTRACT_SIGN, contract)
    if document not in withdrawable(contract):
        raise WrongStateError(_l("Không rút lại được tệp này nữa."))
    document.withdrawn_at = now()
    db.session.flush()
    chained(events.CONTRACT_CHANGED, contract, by=by, before={"sha256": document.sha256}, after={"withdrawn": True})


def withdrawable(contract: Contract) -> list[ContractDocument]:
    """The files that may still be taken back: those of a draft, and the signed copies of an open annex."""
    standing = [document for document in contract.documents if document.withdrawn_at is None]
    if contract.state is ContractState.DRAFT:
        return standing
    return [document for document in standing if contract.terms_to_sign and document.proves(contract.terms_to_sign.id)]


def confirm_signing(
    *, by: User, contract: Contract, voice: Voice, signed_on: date, signer: str, revision: int | None = None
) -> Signature:
    """A side says that it signed exactly this revision, on this day. The last missing piece signs it.

    The revision is the draft's own, or the one the open annex stands on; `revision` is the number that the person
    had before their eyes. StaleError when the sides have agreed on a newer one.
    """
    contract = lock_contract(contract)
    terms = _to_sign(contract)
    check_parties(contract, terms)
    if revision is not None and revision != terms.number:
        raise StaleError(_l("Bản chờ ký nay là bản số %(number)s. Hãy xem bản đó rồi xác nhận.", number=terms.number))
    check_voice(by, contract.case, voice, contract.signing_organisation_ids)
    if any(s.organisation_id == voice.organisation_id for s in contract.signatures_of(terms)):
        raise WrongStateError(_l("Bên này đã xác nhận ký rồi."))
    _check_day(contract, signed_on)
    signature = Signature(
        organisation_id=voice.organisation_id,
        terms_id=terms.id,
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
        after={"signed_on": signed_on, "signer": signer, "how": voice.how, "revision": terms.number},
    )  # fmt: skip
    _sign_when_complete(contract, by)
    return signature


def _to_sign(contract: Contract) -> Terms:
    terms = contract.terms_to_sign
    if terms is None:
        raise WrongStateError(_l("Không có bản nào đang chờ ký."))
    if contract.state is ContractState.DRAFT:
        _check_revision(contract)
    elif contract.state not in STANDING:
        raise WrongStateError(_l("Hợp đồng đã kết thúc."))
    return terms


def _check_day(contract: Contract, signed_on: date) -> None:
    if signed_on > today():
        raise DomainError(_l("Ngày ký không thể ở tương lai."), field="signed_on")
    if contract.state is not ContractState.DRAFT:
        check_annex_day(contract, signed_on)


def _check_revision(contract: Contract) -> None:
    case = contract.case
    agreed = case.agreed_terms
    if case.stage is not CaseStage.AGREED:
        raise WrongStateError(_l("Vụ việc của hợp đồng này không còn ở bước chờ ký."))
    if agreed is None or agreed.id != contract.terms_id:
        raise StaleError(
            _l("Các bên đã thống nhất bản điều khoản mới hơn. Hãy hủy bản nháp này và lập lại từ bản mới.")
        )


def _sign_when_complete(contract: Contract, by: User) -> None:
    """File and every confirmation of the revision there: the draft, or the open annex, is signed."""
    terms = contract.terms_to_sign
    if terms is None or contract.signed_file_of(terms) is None:
        return
    confirmed = {signature.organisation_id for signature in contract.signatures_of(terms)}
    if not contract.signing_organisation_ids <= confirmed:
        return
    if contract.open_annex is not None:
        sign_annex(contract, contract.open_annex, terms, by=by)
    else:
        _sign_contract(contract, by)


def _sign_contract(contract: Contract, by: User) -> None:
    """Signed on the latest day named, and the ledger turns with it."""
    _check_revision(contract)
    contract.signed_on = max(signature.signed_on for signature in contract.standing_signatures)
    move_state(contract, "sign", contract.signed_on, by=by)
    ledger.commit(contract.terms, by=by)
    move_case(contract.case, "contract", by=by)
    db.session.flush()
    tell_people(
        contract, by=by, key=f"signed:{contract.version}", sentence=_l("Hợp đồng đã đủ chữ ký và đang chờ xác minh.")
    )
