"""A side's yes or no to being introduced."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.amending import is_newcomer
from marketplace.brokering.actions.cases import close_case, lock_case, move_case
from marketplace.brokering.actions.feedback import keep_cause, take_back_cause
from marketplace.brokering.actions.members import introduce_if_all_agree, part_with
from marketplace.brokering.contacts import check_no_contacts
from marketplace.brokering.models import Case, CaseClosing, CaseStage, Consent, ConsentHow, LeavingReason
from marketplace.brokering.telling import tell
from marketplace.brokering.voices import Voice, check_voice
from marketplace.errors import DomainError, WrongStateError
from marketplace.extensions import db
from marketplace.files.actions import Upload, store
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.suggestions.models import RejectionReason

ASKING = {CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION}


def answer(
    *,
    by: User,
    case: Case,
    voice: Voice,
    yes: bool,
    note: str = "",
    cause: RejectionReason | None = None,
    sheet: Upload | None = None,
) -> Consent:
    """Record a side's answer. When every side has said yes they are introduced.

    A no is final for the pair for a season. The buyer's closes the case; a cooperative's lets the case go on with
    the others, or closes it where none is left. `cause` tells the matcher why it did not fit; `sheet` is the scan of a
    signed answer, required where that is how it was given.

    Raises WrongStateError when the case no longer asks or the side has said so already, DomainError on `note` when it
    tells how to reach somebody, and on `sheet`; FileRefusedError for a scan that is not acceptable.
    """
    case = lock_case(case)
    check_voice(by, case, voice, case.party_organisation_ids)
    if case.stage not in ASKING and not is_newcomer(case, voice.organisation_id):
        raise WrongStateError(_l("Vụ việc không còn ở bước hỏi ý kiến."))
    if yes and case.has_consented(voice.organisation_id):
        raise WrongStateError(_l("Bên này đã đồng ý rồi."))
    check_no_contacts(note, field="note")
    given = _keep(by, case, voice, yes=yes, sheet=_stored(voice, sheet, by), note=note, cause=cause)
    if yes:
        _go_on(case, voice.organisation_id, by=by)
    else:
        _part(case, voice.organisation_id, by=by, note=note, cause=cause)
    return given


def _go_on(case: Case, side: int, *, by: User) -> None:
    if case.stage is CaseStage.PROPOSED:
        move_case(case, "ask", by=by)
    if case.stage in {CaseStage.NEGOTIATION, CaseStage.CONTRACTED}:  # it joined while the others talked
        others = case.introduced_ids - {side}
        sentence = _l("Thêm một đơn vị sản xuất đã đồng ý tham gia vụ việc.")
        path, key = f"/cases/{case.public_id}", f"case:{case.id}:joined:{side}"
        tell(by=by, organisations=others, staff=[case.broker_id], key=key, sentence=sentence, path=path)
    introduce_if_all_agree(case, by=by)


def _part(case: Case, side: int, *, by: User, note: str, cause: RejectionReason | None) -> None:
    if cause is not None:
        keep_cause(case, side, cause, by=by, note=note)
    if side == case.buyer_id or not case.standing_members:
        close_case(by=by, case=case, closing=CaseClosing.REFUSED, note=note, cause=cause)
    else:
        part_with(case, side, by=by, because=LeavingReason.REFUSED)


def withdraw_refusal(*, by: User, case: Case, voice: Voice) -> Consent:
    """The side that said no takes it back: nothing opens again by it, but a new proposal may be made."""
    case = lock_case(case)
    check_voice(by, case, voice, frozenset({*case.party_organisation_ids, *refusing_sides(case)}))
    if voice.organisation_id not in refusing_sides(case):
        raise WrongStateError(_l("Bên này không có lời từ chối nào để rút lại."))
    take_back_cause(case, voice.organisation_id, by=by)
    return _keep(by, case, voice, yes=True, sheet=None, withdrawn_refusal=True)


def refusing_sides(case: Case) -> frozenset[int]:
    """The sides, gone or not, whose no stands."""
    sides = {case.seller_id, case.buyer_id, *(member.organisation_id for member in case.members)}
    answers = {side: case.consent_of(side) for side in sides}
    return frozenset(side for side, given in answers.items() if given is not None and not given.yes)


def _stored(voice: Voice, sheet: Upload | None, by: User) -> int | None:
    if voice.how is not ConsentHow.SIGNED_SHEET:
        return None
    if sheet is None or not sheet.filename:
        raise DomainError(_l("Tải lên ảnh chụp hoặc bản quét phiếu có chữ ký."), field="sheet")
    return store(sheet, by=by, field="sheet").id


def _keep(by: User, case: Case, voice: Voice, *, yes: bool, sheet: int | None, **data: Any) -> Consent:
    given = Consent(
        organisation_id=voice.organisation_id,
        yes=yes,
        how=voice.how,
        evidence=(voice.evidence or "").strip() or None,
        file_id=sheet,
        by_id=by.id,
    )
    case.consents.append(given)
    db.session.flush()
    side = db.session.get_one(Organisation, voice.organisation_id)
    name = events.CONSENT_GIVEN if yes else events.CONSENT_REFUSED
    record(name, case, by=by, on_behalf_of=side, after={"how": voice.how}, **data)
    return given
