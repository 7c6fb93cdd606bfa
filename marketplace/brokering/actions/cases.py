"""Taking, moving and closing a case."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.roles import Role
from marketplace.brokering import ledger
from marketplace.brokering.contacts import check_no_contacts
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseClosing, CaseStage, Stage, Task
from marketplace.brokering.states import next_stage
from marketplace.brokering.telling import tell
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, Sentence, WrongStateError
from marketplace.extensions import db
from marketplace.labels import Sentence as LazySentence
from marketplace.labels import lazy_gettext as _l
from marketplace.suggestions.models import RejectionReason


def lock_case(case: Case) -> Case:
    """The case, locked and read afresh, so that what follows is decided on what is true now.

    Revisions that somebody still holds keep their old acceptances through `populate_existing`; they forget them here.
    """
    question = sa.select(Case).where(Case.id == case.id).options(lazyload("*")).with_for_update()
    fresh = db.session.scalars(question.execution_options(populate_existing=True)).one()
    for terms in fresh.revisions:
        db.session.expire(terms, ["acceptances"])
    return fresh


def move_case(case: Case, verb: str, *, by: User) -> None:
    """Carry out a verb of `CaseFlow` on a locked case: the stage, its rows with times, the due day, the event."""
    before, after = case.stage, next_stage(case.stage, verb)
    if before is after:
        return
    instant = now()
    for row in case.stages:
        row.left_at = row.left_at or instant
    case.stages.append(Stage(stage=after, entered_at=instant, by_id=by.id))
    case.stage = after
    case.due_on = limits().due_on(after, today())
    if after is not CaseStage.CLOSED:  # closing also sets its date and reason before the row is written
        db.session.flush()
        record(events.CASE_MOVED, case, by=by, before={"stage": before}, after={"stage": after})


def take_case(*, by: User, case: Case) -> None:
    """The broker owns an untaken case from now on, or one whose broker's account was closed, with its open tasks.

    WrongStateError when somebody else was faster.
    """
    if by.platform_role is not Role.BROKER:
        raise NotAllowedError(_l("Chỉ cán bộ môi giới nhận vụ việc."))
    case = lock_case(case)
    before = case.broker
    if before is not None and before.is_active:
        raise WrongStateError(_l("Vụ việc này đã có cán bộ khác nhận."))
    if case.stage is CaseStage.CLOSED:
        raise WrongStateError(_l("Vụ việc này đã đóng."))
    case.broker_id = by.id
    if before is not None:
        pass_tasks(case, before, by)
    db.session.flush()
    record(events.CASE_TAKEN, case, by=by)
    if case.stage is CaseStage.PROPOSED:
        move_case(case, "ask", by=by)
    tell_parties(case, by=by, key="taken", sentence=_l("%(name)s đã nhận hỗ trợ vụ việc của bạn.", name=by.name))


def pass_tasks(case: Case, giver: User, taker: User) -> None:
    """The open tasks that the one had for a case are the other's."""
    theirs = (Task.case_id == case.id, Task.assigned_to_id == giver.id, Task.done_at.is_(None))
    db.session.execute(sa.update(Task).where(*theirs).values(assigned_to_id=taker.id))


def set_due_day(*, by: User, case: Case, day: date) -> None:
    """The broker decides by when the case should move on."""
    case = lock_case(case)
    if not case.is_live:
        raise WrongStateError(_l("Vụ việc này đã kết thúc."))
    if day < today():
        raise DomainError(_l("Ngày hẹn đã qua."), field="due_on")
    before, case.due_on = case.due_on, day
    db.session.flush()
    record(events.CASE_MOVED, case, by=by, before={"due_on": before}, after={"due_on": day})


def reconsider(*, by: User, case: Case) -> None:
    """The broker takes agreed terms back to the negotiation; what they had reserved is free again.

    From then on a cooperative may join or leave. A draft contract made of them stays, and nobody can sign it.
    """
    case = lock_case(case)
    if by.id not in case.broker_user_ids:
        raise NotAllowedError(_l("Chỉ cán bộ phụ trách vụ việc mới mở lại thương lượng."))
    agreed = case.agreed_terms
    move_case(case, "reconsider", by=by)
    if agreed is not None:
        ledger.release(agreed, by=by)
    tell_parties(case, by=by, key=f"reconsidered:{len(case.stages)}", sentence=_l("Vụ việc được thương lượng lại."))


def close_case(
    *, by: User, case: Case, closing: CaseClosing, note: str = "", cause: RejectionReason | None = None
) -> None:
    """End the case without a contract; what its agreed terms had reserved is free again.

    `cause` says what did not fit; learning reads it. DomainError on `note` when it tells how to reach somebody:
    both sides read it, and their contacts are hidden again.
    """
    case = lock_case(case)
    check_no_contacts(note, field="note")
    if case.stage is CaseStage.AGREED and case.agreed_terms is not None:
        ledger.release(case.agreed_terms, by=by)
    before = case.stage
    move_case(case, "close", by=by)
    case.closed_at, case.closing, case.closing_note = now(), closing, note or None
    case.closing_cause = cause
    db.session.flush()
    said = {"closing": closing, "note": note, "cause": cause}
    record(events.CASE_CLOSED, case, by=by, before={"stage": before}, after=said)
    tell_parties(
        case,
        by=by,
        key="closed",
        sentence=_l("Vụ việc đã đóng: %(why)s.", why=LazySentence(lambda: str(closing.label).lower())),
    )


def tell_parties(case: Case, *, by: User, key: str, sentence: Sentence) -> None:
    """Tell every side's managers and the broker; once sides are introduced, only those who are."""
    tell(
        by=by,
        organisations=case.introduced_ids or case.party_organisation_ids,
        staff=[case.broker_id],
        key=f"case:{case.id}:{key}",
        sentence=sentence,
        path=f"/cases/{case.public_id}",
    )
