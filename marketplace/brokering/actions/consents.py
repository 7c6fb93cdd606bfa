"""A side's yes or no to being introduced."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.cases import close_case, lock_case, move_case, tell_parties
from marketplace.brokering.models import Case, CaseClosing, CaseStage, Consent
from marketplace.brokering.voices import Voice, check_voice
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation

ASKING = {CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION}


def answer(*, by: User, case: Case, voice: Voice, yes: bool, note: str = "") -> Consent:
    """Record a side's answer. Both yes: the sides are introduced. A no closes the case, for the season.

    Raises WrongStateError when the case no longer asks or the side has said so already.
    """
    case = lock_case(case)
    check_voice(by, case, voice, case.party_organisation_ids)
    standing = case.consent_of(voice.organisation_id)
    if case.stage not in ASKING:
        raise WrongStateError(_l("Vụ việc không còn ở bước hỏi ý kiến."))
    if yes and standing is not None and standing.yes:
        raise WrongStateError(_l("Bên này đã đồng ý rồi."))
    given = _keep(by, case, voice, yes=yes, note=note)
    if not yes:
        close_case(by=by, case=case, closing=CaseClosing.REFUSED, note=note)
        return given
    if case.stage is CaseStage.PROPOSED:
        move_case(case, "ask", by=by)
    if _both_agree(case):
        move_case(case, "introduce", by=by)
        tell_parties(
            case, by=by, key="introduced", sentence=_l("Hai bên đã đồng ý kết nối. Mời xem thông tin liên hệ.")
        )
    return given


def withdraw_refusal(*, by: User, case: Case, voice: Voice) -> Consent:
    """The side that said no takes it back: the case stays closed, a new one may be opened."""
    case = lock_case(case)
    check_voice(by, case, voice, case.party_organisation_ids)
    standing = case.consent_of(voice.organisation_id)
    if case.closing is not CaseClosing.REFUSED or standing is None or standing.yes:
        raise WrongStateError(_l("Bên này không có lời từ chối nào để rút lại."))
    return _keep(by, case, voice, yes=True, withdrawn_refusal=True)


def _keep(by: User, case: Case, voice: Voice, *, yes: bool, **data: Any) -> Consent:
    given = Consent(
        organisation_id=voice.organisation_id,
        yes=yes,
        how=voice.how,
        evidence=(voice.evidence or "").strip() or None,
        by_id=by.id,
    )
    case.consents.append(given)
    db.session.flush()
    side = db.session.get_one(Organisation, voice.organisation_id)
    name = events.CONSENT_GIVEN if yes else events.CONSENT_REFUSED
    record(name, case, by=by, on_behalf_of=side, after={"how": voice.how}, **data)
    return given


def _both_agree(case: Case) -> bool:
    answers = [case.consent_of(side) for side in case.party_organisation_ids]
    return all(given is not None and given.yes for given in answers)
