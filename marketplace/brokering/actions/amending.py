"""Talking again after the contract is signed: an annex is open on the case, which stays a contract all the while."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering import ledger
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.force import terms_in_force
from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.clock import now
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l


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


def _in_force(case: Case) -> Terms:
    found = terms_in_force(case)
    if found is None:
        raise WrongStateError(_l("Vụ việc này chưa có hợp đồng đã ký."))
    return found
