"""The life of a contract, readable aloud: from, to, who may, and the words of the button.

"Active" and "expired" are not states: they follow from the term and the day, so that no job has to run.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from statemachine import Event, StateMachine
from statemachine.exceptions import TransitionNotAllowed
from statemachine.states import States

from marketplace.authorization.permissions import Permission
from marketplace.contracts.models import ContractState
from marketplace.errors import WrongStateError
from marketplace.labels import lazy_gettext as _l


class ContractFlow(StateMachine):
    """Every way from one state to another. Names of events are verbs of `VERBS`."""

    _at = States.from_enum(
        ContractState,
        initial=ContractState.DRAFT,
        final={
            ContractState.COMPLETED,
            ContractState.TERMINATED_BY_AGREEMENT,
            ContractState.TERMINATED_FOR_BREACH,
            ContractState.VOID,
        },
        use_enum_instance=True,
    )

    sign = Event(_at.DRAFT.to(_at.SIGNED))
    send_back = Event(_at.SIGNED.to(_at.DRAFT))
    suspend = Event(_at.SIGNED.to(_at.SUSPENDED))
    renegotiate = Event(_at.SIGNED.to(_at.RENEGOTIATING) | _at.SUSPENDED.to(_at.RENEGOTIATING))
    resume = Event(_at.SUSPENDED.to(_at.SIGNED) | _at.RENEGOTIATING.to(_at.SIGNED))
    complete = Event(_at.SIGNED.to(_at.COMPLETED))
    terminate_by_agreement = Event(
        _at.SIGNED.to(_at.TERMINATED_BY_AGREEMENT)
        | _at.SUSPENDED.to(_at.TERMINATED_BY_AGREEMENT)
        | _at.RENEGOTIATING.to(_at.TERMINATED_BY_AGREEMENT)
    )
    terminate_for_breach = Event(
        _at.SIGNED.to(_at.TERMINATED_FOR_BREACH)
        | _at.SUSPENDED.to(_at.TERMINATED_FOR_BREACH)
        | _at.RENEGOTIATING.to(_at.TERMINATED_FOR_BREACH)
    )
    void = Event(
        _at.DRAFT.to(_at.VOID) | _at.SIGNED.to(_at.VOID) | _at.SUSPENDED.to(_at.VOID) | _at.RENEGOTIATING.to(_at.VOID)
    )


@dataclass(frozen=True, slots=True)
class Verb:
    """Who may press, and what the button says; `permission` None: it follows from other acts, nobody presses it."""

    title: LazyString
    permission: Permission | None = None


VERBS: dict[str, Verb] = {
    "sign": Verb(_l("Đủ tệp và xác nhận: đã ký")),
    "send_back": Verb(_l("Trả lại để sửa hồ sơ ký")),
    "suspend": Verb(_l("Tạm ngừng"), Permission.CONTRACT_EDIT),
    "renegotiate": Verb(_l("Đàm phán lại"), Permission.CONTRACT_EDIT),
    "resume": Verb(_l("Tiếp tục thực hiện"), Permission.CONTRACT_EDIT),
    "complete": Verb(_l("Hoàn thành"), Permission.CONTRACT_EDIT),
    "terminate_by_agreement": Verb(_l("Chấm dứt theo thỏa thuận"), Permission.CONTRACT_EDIT),
    "terminate_for_breach": Verb(_l("Chấm dứt do vi phạm"), Permission.CONTRACT_EDIT),
    "void": Verb(_l("Hủy, coi như vô hiệu"), Permission.CONTRACT_EDIT),
}


class _Cursor:
    """What the machine moves, so that the record itself is changed in one place, by the action."""

    def __init__(self, state: ContractState) -> None:
        self.state = state


def next_state(state: ContractState, verb: str) -> ContractState:
    """Where the verb leads from this state; WrongStateError where it leads nowhere."""
    cursor = _Cursor(state)
    try:
        ContractFlow(cursor, state_field="state").send(verb)
    except TransitionNotAllowed as problem:
        raise WrongStateError(
            _l("Hợp đồng đang ở trạng thái “%(state)s” nên không làm được việc này.", state=state.label)
        ) from problem
    return cursor.state


def allowed_verbs(state: ContractState) -> frozenset[str]:
    """The verbs that lead somewhere from this state."""
    return frozenset(event.id for event in ContractFlow(_Cursor(state), state_field="state").allowed_events)
