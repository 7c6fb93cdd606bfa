"""Talking again after the contract is signed: an annex is open on the case, which stays a contract all the while."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering import ledger
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.force import terms_in_force
from marketplace.brokering.models import Case, CaseStage, Terms, TermsPeriod
from marketplace.clock import now
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

OPEN_TO_CHANGE = {CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION}


def begin_amending(*, by: User, case: Case) -> None:
    """The parties talk about an annex from now on: terms may be proposed and agreed, the contract stands meanwhile.

    WrongStateError when the case has no signed contract or an annex is open already.
    """
    case = lock_case(case)
    if case.stage is not CaseStage.CONTRACTED:
        raise WrongStateError(_l("Chỉ lập phụ lục khi hợp đồng đã ký."))
    if case.amending_since is not None:
        raise WrongStateError(_l("Vụ việc này đang có một phụ lục chưa xong."))
    case.amending_since = now()
    db.session.flush()
    record(events.CASE_AMENDING_BEGUN, case, by=by)


def end_amending(*, by: User, case: Case) -> None:
    """The annex is signed or given up: nobody proposes terms any more. What was held for it is the caller's to move."""
    case = lock_case(case)
    if case.amending_since is None:
        raise WrongStateError(_l("Vụ việc này không có phụ lục nào đang mở."))
    case.amending_since = None
    db.session.flush()
    record(events.CASE_AMENDING_ENDED, case, by=by)


def annex_terms(case: Case) -> Terms | None:
    """The revision proposed and accepted by everybody since the annex was opened; what it adds is held."""
    since = case.amending_since
    if since is None:
        return None
    return next((t for t in reversed(case.revisions) if t.created_at >= since and t.is_agreed), None)


def check_annex_left(case: Case, terms: Terms) -> None:
    """NotEnoughLeftError when the offers could not hold these terms as an annex now. Holds nothing."""
    ledger.check_change_left(_in_force(case), terms, instead_of=annex_terms(case))


def check_of_annex(case: Case, terms: Terms) -> None:
    """WrongStateError for a revision that was on the table before the annex was opened: it is about the contract."""
    if case.amending_since is not None and terms.created_at < case.amending_since:
        raise WrongStateError(_l("Bản này có từ trước khi lập phụ lục. Hãy soạn bản mới cho phụ lục."))


def hold_annex(case: Case, terms: Terms, *, by: User, instead_of: Terms | None) -> None:
    """All have accepted: hold what the annex wants more than the contract, letting go of an earlier agreement's."""
    ledger.reserve_change(_in_force(case), terms, by=by, instead_of=instead_of)


def check_open_to_change(case: Case) -> None:
    """WrongStateError unless cooperatives may join and leave: before terms are agreed, of the case or of an annex."""
    if case.stage in OPEN_TO_CHANGE or (case.amending_since is not None and annex_terms(case) is None):
        return
    raise WrongStateError(_l("Điều khoản đã được thống nhất. Hãy thương lượng lại trước khi đổi đơn vị."))


def check_leaving(case: Case, organisation_id: int) -> None:
    """WrongStateError unless this cooperative may leave the case: one of a signed contract leaves by its annex."""
    check_open_to_change(case)
    if organisation_id in bound_ids(case):
        raise WrongStateError(_l("Đơn vị này là một bên của hợp đồng đã ký: chỉ rời được bằng phụ lục."))


def bound_ids(case: Case) -> frozenset[int]:
    """The cooperatives that have a share in the contract of a signed case, as it stands; none before."""
    terms = terms_in_force(case) if case.stage is CaseStage.CONTRACTED else None
    return frozenset(period.organisation_id for period in terms.periods) if terms is not None else frozenset()


def is_newcomer(case: Case, organisation_id: int) -> bool:
    """Whether the cooperative was brought into a signed case for its open annex."""
    if case.amending_since is None or organisation_id in bound_ids(case):
        return False
    return any(member.organisation_id == organisation_id for member in case.standing_members)


def shares_of_those_gone(case: Case) -> list[TermsPeriod]:
    """For the next revision of a signed case: what those who left by an annex had in the terms in force, unchanged."""
    if case.stage is not CaseStage.CONTRACTED:
        return []
    return [
        TermsPeriod(
            organisation_id=one.organisation_id, offer_period_id=one.offer_period_id,
            need_period_id=one.need_period_id, start=one.start, end=one.end, quantity_kg=one.quantity_kg,
        )
        for one in _in_force(case).periods
        if one.organisation_id not in case.offers
    ]  # fmt: skip


def _in_force(case: Case) -> Terms:
    found = terms_in_force(case)
    if found is None:
        raise WrongStateError(_l("Vụ việc này chưa có hợp đồng đã ký."))
    return found
