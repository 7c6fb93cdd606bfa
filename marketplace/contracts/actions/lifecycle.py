"""What happens to a contract after signing, each with its day and reason."""

from __future__ import annotations

from datetime import date

from marketplace.accounts.models import User
from marketplace.authorization.policy import authorize
from marketplace.brokering import ledger
from marketplace.brokering.actions import move_case
from marketplace.brokering.models import CaseStage
from marketplace.clock import now, today
from marketplace.contracts.actions.annexes import give_up
from marketplace.contracts.actions.common import lock_contract, move_state, tell_people
from marketplace.contracts.models import STANDING, Contract, ContractState
from marketplace.contracts.states import VERBS, next_state
from marketplace.errors import DomainError, WrongStateError
from marketplace.labels import lazy_gettext as _l
from marketplace.web.formats import format_date

ENDED = {ContractState.TERMINATED_BY_AGREEMENT, ContractState.TERMINATED_FOR_BREACH}


def change_state(*, by: User, contract: Contract, verb: str, day: date, reason: str) -> None:
    """Carry out a verb that people press, as of `day`: the state, its dated row, the ledger, the event.

    An end frees the quantities of periods that end after the day and gives up an open annex; a void contract frees
    all of them and leads its case back to the table. Raises WrongStateError for a verb that does not fit the state.
    """
    contract = lock_contract(contract)
    permission = VERBS[verb].permission if verb in VERBS else None
    if permission is None:
        raise WrongStateError(_l("Không có việc này."))
    authorize(by.viewer(), permission, contract)
    before, after = contract.state, next_state(contract.state, verb)
    _check_day(contract, day)
    if not reason.strip():
        raise DomainError(_l("Ghi rõ lý do."), field="reason")
    if after not in STANDING and contract.open_annex is not None:
        give_up(contract, contract.open_annex, by=by, reason=reason)
    move_state(contract, verb, day, by=by, reason=reason)
    if before is ContractState.DRAFT:
        _free_files(contract)
    else:
        _let_go(contract, day, by)
    tell_people(
        contract, by=by, key=f"state:{contract.version}",
        sentence=_l("Hợp đồng chuyển sang trạng thái “%(state)s”.", state=after.label),
    )  # fmt: skip


def _check_day(contract: Contract, day: date) -> None:
    if day > today():
        raise DomainError(_l("Ngày này ở tương lai; ghi nhận khi việc đã xảy ra."), field="day")
    last = max((row.valid_from for row in contract.standing_states), default=None)
    if last is not None and day < last:
        raise DomainError(
            _l("Ngày này trước lần đổi trạng thái gần nhất (%(day)s).", day=format_date(last)), field="day"
        )


def _free_files(contract: Contract) -> None:
    """A draft that is dropped proves nothing: its files may stand behind the contract that replaces it."""
    for document in contract.documents:
        document.withdrawn_at = document.withdrawn_at or now()


def _let_go(contract: Contract, day: date, by: User) -> None:
    if contract.state in ENDED:
        ledger.release_contracted(contract.terms, by=by, after=day)
    elif contract.state is ContractState.VOID:
        ledger.release_contracted(contract.terms, by=by)
        if contract.case.stage is CaseStage.CONTRACTED:
            move_case(contract.case, "renegotiate", by=by)
