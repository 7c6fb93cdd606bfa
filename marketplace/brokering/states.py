"""The life of a case, readable aloud: from, to, who may, and the words of the button."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from statemachine import Event, StateMachine
from statemachine.exceptions import TransitionNotAllowed
from statemachine.states import States

from marketplace.authorization.permissions import Permission
from marketplace.brokering.models import CaseStage
from marketplace.errors import WrongStateError
from marketplace.labels import lazy_gettext as _l


class CaseFlow(StateMachine):
    """Every way from one stage to another. Names of events are verbs of `VERBS`."""

    _at = States.from_enum(CaseStage, initial=CaseStage.PROPOSED, final={CaseStage.CLOSED}, use_enum_instance=True)

    ask = Event(_at.PROPOSED.to(_at.CONSENT))
    introduce = Event(_at.CONSENT.to(_at.NEGOTIATION))
    agree = Event(_at.NEGOTIATION.to(_at.AGREED) | _at.AGREED.to(_at.AGREED))
    reconsider = Event(_at.AGREED.to(_at.NEGOTIATION))
    contract = Event(_at.AGREED.to(_at.CONTRACTED))
    reopen = Event(_at.CONTRACTED.to(_at.AGREED))
    renegotiate = Event(_at.CONTRACTED.to(_at.NEGOTIATION))
    close = Event(
        _at.PROPOSED.to(_at.CLOSED)
        | _at.CONSENT.to(_at.CLOSED)
        | _at.NEGOTIATION.to(_at.CLOSED)
        | _at.AGREED.to(_at.CLOSED)
    )


@dataclass(frozen=True, slots=True)
class Verb:
    """Who may press, and what the button says; `permission` None: it follows from other acts, nobody presses it."""

    title: LazyString
    permission: Permission | None = None


VERBS: dict[str, Verb] = {
    "ask": Verb(_l("Hỏi ý kiến các bên"), Permission.CASE_BROKER),
    "introduce": Verb(_l("Giới thiệu các bên")),
    "agree": Verb(_l("Thống nhất điều khoản")),
    "reconsider": Verb(_l("Thương lượng lại"), Permission.CASE_BROKER),
    "contract": Verb(_l("Ghi nhận đã ký hợp đồng")),
    "reopen": Verb(_l("Trả về để sửa hồ sơ ký")),
    "renegotiate": Verb(_l("Thương lượng lại sau khi hợp đồng bị hủy")),
    "close": Verb(_l("Đóng vụ việc"), Permission.CASE_BROKER),
}


class _Cursor:
    """What the machine moves, so that the record itself is changed in one place, by the action."""

    def __init__(self, stage: CaseStage) -> None:
        self.stage = stage


def next_stage(stage: CaseStage, verb: str) -> CaseStage:
    """Where the verb leads from this stage; WrongStateError where it leads nowhere."""
    cursor = _Cursor(stage)
    try:
        CaseFlow(cursor, state_field="stage").send(verb)
    except TransitionNotAllowed as problem:
        raise WrongStateError(
            _l("Vụ việc đang ở bước “%(stage)s” nên không làm được việc này.", stage=stage.label)
        ) from problem
    return cursor.stage


def allowed_verbs(stage: CaseStage) -> frozenset[str]:
    """The verbs that lead somewhere from this stage."""
    return frozenset(event.id for event in CaseFlow(_Cursor(stage), state_field="stage").allowed_events)
