"""Talking again after the contract is signed: an annex is open on the case, which stays a contract all the while."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering import ledger
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.clock import now
from marketplace.errors import WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l

InForce = Callable[[Case], Terms | None]
_in_force: list[InForce] = []


def tells_terms_in_force(reader: InForce) -> InForce:
    """Register how a later room, which this one does not know, tells which revision the contract stands on."""
    _in_force.append(reader)
    return reader


def terms_in_force(case: Case) -> Terms:
    """The revision that the signed contract, with its signed annexes, stands on.

    WrongStateError when the case has no contract.
    """
    found = next((terms for reader in _in_force if (terms := reader(case)) is not None), None)
    if found is None:
        raise WrongStateError(_l("Vụ việc này chưa có hợp đồng đã ký."))
    return found


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
    """The newest revision that became agreed since the annex was opened, if any; its excess is what is held."""
    since = case.amending_since
    if since is None:
        return None
    settled = [terms for terms in reversed(case.revisions) if terms.is_agreed]
    return next((terms for terms in settled if max(given.at for given in terms.acceptances) >= since), None)


def check_annex_left(case: Case, terms: Terms) -> None:
    """NotEnoughLeftError when the offers could not hold these terms as an annex now. Holds nothing."""
    ledger.check_change_left(terms_in_force(case), terms, instead_of=annex_terms(case))


def hold_annex(case: Case, terms: Terms, *, by: User, instead_of: Terms | None) -> None:
    """All have accepted: hold what the annex wants more than the contract, letting go of an earlier agreement's."""
    ledger.reserve_change(terms_in_force(case), terms, by=by, instead_of=instead_of)
