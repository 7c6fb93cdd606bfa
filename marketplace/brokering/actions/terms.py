"""Proposing a revision of the terms, and accepting one."""

from __future__ import annotations

from dataclasses import asdict

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering import ledger
from marketplace.brokering.actions.amending import (
    annex_terms,
    check_annex_left,
    check_of_annex,
    hold_annex,
    shares_of_those_gone,
)
from marketplace.brokering.actions.cases import lock_case, move_case, tell_parties
from marketplace.brokering.actions.checks import check_draft, periods_of
from marketplace.brokering.actions.drafts import TermsDraft
from marketplace.brokering.models import Acceptance, Case, CaseStage, Terms, TermsGrade, TermsInput
from marketplace.brokering.talking import check_met, check_talking, is_talking
from marketplace.brokering.voices import Voice, check_voice
from marketplace.brokering.wording import fingerprint
from marketplace.errors import StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation


def propose_terms(*, by: User, case: Case, draft: TermsDraft, based_on: int = 0) -> Terms:
    """The next numbered revision, by any side or the owning broker. Nothing agreed before is undone by it.

    `based_on` is the number of the revision the author had before their eyes (0: none); StaleError when
    somebody proposed another one since. DomainError on the field that is wrong (see `checks`);
    NotEnoughLeftError when an offer has too little left for them.
    """
    case = lock_case(case)
    authorize(by.viewer(), Permission.CASE_VIEW, case)
    check_talking(case)
    check_met(by.viewer(), case)
    latest = len(case.revisions)
    if based_on != latest:
        raise StaleError(
            _l("Đã có bản điều khoản số %(number)s do người khác vừa đề nghị. Hãy xem bản đó trước.", number=latest)
        )
    return put_forward(case, draft, by=by)


def put_forward(case: Case, draft: TermsDraft, *, by: User) -> Terms:
    """The next revision of a locked case whose talks are open to `by`; errors of its terms as in `propose_terms`."""
    check_draft(draft)
    terms = _revision(case, draft, number=len(case.revisions) + 1, by=by)
    if case.stage is CaseStage.CONTRACTED:
        check_annex_left(case, terms)
    else:
        ledger.check_left(terms, instead_of=_held(case))
    case.revisions.append(terms)
    db.session.flush()
    record(events.TERMS_PROPOSED, case, by=by, after={"number": terms.number, "sha256": fingerprint(terms)})
    tell_parties(
        case,
        by=by,
        key=f"terms:{terms.number}",
        sentence=_l("Có bản điều khoản số %(number)s chờ đơn vị bạn xem.", number=terms.number),
    )
    return terms


def _revision(case: Case, draft: TermsDraft, *, number: int, by: User) -> Terms:
    return Terms(
        number=number,
        proposed_by_id=by.id,
        periods=[*periods_of(case, draft), *shares_of_those_gone(case)],
        grades=[TermsGrade(position=at, **asdict(row)) for at, row in enumerate(draft.grades, start=1)],
        inputs=[TermsInput(position=at, **asdict(row)) for at, row in enumerate(draft.inputs, start=1)],
        **draft.values(),
    )


def _held(case: Case) -> Terms | None:
    """The revision whose quantities are reserved: after a contract was voided an old agreement holds nothing more."""
    return case.agreed_terms if case.stage is CaseStage.AGREED else None


def accept_terms(*, by: User, case: Case, number: int, voice: Voice) -> Acceptance:
    """A side's yes to exactly this revision. When all have said it, the quantities are reserved.

    While an annex is open only what it wants more than the contract is reserved, and the case stays a contract.
    Raises StaleError when a newer revision is on the table, NotEnoughLeftError (with `left_kg`) when an
    offer has too little left by now: then nothing is agreed.
    """
    case = lock_case(case)
    check_voice(by, case, voice, case.party_organisation_ids)
    if not is_talking(case):
        raise WrongStateError(_l("Vụ việc không ở bước thương lượng."))
    if voice.organisation_id not in case.introduced_ids:
        raise WrongStateError(_l("Bên này chưa đồng ý kết nối nên chưa trả lời điều khoản được."))
    terms = case.revisions[-1] if case.revisions else None
    if terms is None or terms.number != number:
        raise StaleError(_l("Bản điều khoản này không phải bản mới nhất. Hãy xem bản mới nhất trước khi trả lời."))
    if terms.accepted_by(voice.organisation_id):
        raise WrongStateError(_l("Bên này đã chấp nhận bản số %(number)s rồi.", number=number))
    check_of_annex(case, terms)
    held_before, annex_before = _held(case), annex_terms(case)
    given = _keep(by, case, terms, voice)
    if terms.is_agreed and case.stage is CaseStage.CONTRACTED:
        hold_annex(case, terms, by=by, instead_of=annex_before)
        _tell_agreed(case, terms, by)
    elif terms.is_agreed:
        ledger.reserve(terms, by=by, instead_of=held_before)
        move_case(case, "agree", by=by)
        _tell_agreed(case, terms, by)
    return given


def _keep(by: User, case: Case, terms: Terms, voice: Voice) -> Acceptance:
    given = Acceptance(
        organisation_id=voice.organisation_id, how=voice.how, evidence=voice.evidence or None, by_id=by.id
    )
    terms.acceptances.append(given)
    db.session.flush()
    side = db.session.get_one(Organisation, voice.organisation_id)
    after = {"number": terms.number, "sha256": fingerprint(terms), "how": voice.how}
    record(events.TERMS_ACCEPTED, case, by=by, on_behalf_of=side, after=after)
    return given


def _tell_agreed(case: Case, terms: Terms, by: User) -> None:
    sentence = _l("Các bên đã thống nhất bản điều khoản số %(number)s.", number=terms.number)
    tell_parties(case, by=by, key=f"agreed:{terms.number}", sentence=sentence)
