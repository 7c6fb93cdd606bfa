"""Opening, taking, moving and closing a case."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.roles import Role
from marketplace.brokering import ledger, queries
from marketplace.brokering.contacts import check_no_contacts
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseClosing, CaseStage, Stage
from marketplace.brokering.states import next_stage
from marketplace.brokering.telling import tell
from marketplace.clock import now, today
from marketplace.errors import DomainError, NotAllowedError, Sentence, WrongStateError
from marketplace.extensions import db
from marketplace.labels import Sentence as LazySentence
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import ListingState
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.web.formats import format_date


def open_case(*, by: User, offer: Offer, need: Need, note: str = "") -> Case:
    """A new case for an open offer and an open need. A broker who opens it owns it and both sides are asked.

    Raises WrongStateError when either is not open, the pair has a live case, or one side refused the other
    within the season; NotAllowedError when `by` speaks for neither and is no broker; DomainError when the note,
    which the other side reads before it consents, tells how to reach somebody.
    """
    _check_may_open(by, offer, need)
    check_no_contacts(note, field="note")
    case = Case(
        offer_id=offer.id,
        need_id=need.id,
        seller_id=offer.organisation_id,
        buyer_id=need.organisation_id,
        broker_id=by.id if by.platform_role is Role.BROKER else None,
        opened_by_id=by.id,
        opening_note=note or None,
        due_on=limits().due_on(CaseStage.PROPOSED, today()),
        stages=[Stage(stage=CaseStage.PROPOSED, by_id=by.id)],
    )
    db.session.add(case)
    db.session.flush()
    record(events.CASE_OPENED, case, by=by, after={"offer": offer.id, "need": need.id})
    if case.broker_id:
        move_case(case, "ask", by=by)
    tell_parties(case, by=by, key="opened", sentence=_l("Có đề nghị kết nối mới cho đơn vị của bạn."))
    return case


def _check_may_open(by: User, offer: Offer, need: Need) -> None:
    viewer = by.viewer()
    if not (can(viewer, Permission.CASE_OPEN, offer) or can(viewer, Permission.CASE_OPEN, need)):
        raise NotAllowedError(_l("Chỉ đề nghị kết nối được cho chào bán hoặc nhu cầu của đơn vị mình."))
    if offer.organisation_id == need.organisation_id:
        raise DomainError(_l("Chào bán và nhu cầu này cùng một đơn vị."))
    for listing, field in ((offer, "offer"), (need, "need")):
        if listing.origin == Origin.REPORTED:
            raise WrongStateError(_l("Đây là tin báo chí, chưa có đơn vị nào đứng tên để trả lời."), field=field)
    if offer.state not in {ListingState.OPEN, ListingState.RESERVED}:
        raise WrongStateError(_l("Chào bán này không còn mở."), field="offer")
    if need.state is not ListingState.OPEN:
        raise WrongStateError(_l("Nhu cầu này không còn mở."), field="need")
    if until := queries.refused_until(offer.organisation_id, need.organisation_id):
        raise WrongStateError(
            _l("Một bên đã từ chối kết nối với bên kia; có thể đề nghị lại sau ngày %(day)s.", day=format_date(until))
        )
    if queries.live_case_of(offer.id, need.id) is not None:
        raise WrongStateError(_l("Hai bên đã có một vụ việc đang mở cho chào bán và nhu cầu này."))


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
    """The broker owns an untaken case from now on; WrongStateError when somebody else was faster."""
    if by.platform_role is not Role.BROKER:
        raise NotAllowedError(_l("Chỉ cán bộ môi giới nhận vụ việc."))
    case = lock_case(case)
    if case.broker_id is not None:
        raise WrongStateError(_l("Vụ việc này đã có cán bộ khác nhận."))
    if not case.is_live:
        raise WrongStateError(_l("Vụ việc này đã đóng."))
    case.broker_id = by.id
    db.session.flush()
    record(events.CASE_TAKEN, case, by=by)
    if case.stage is CaseStage.PROPOSED:
        move_case(case, "ask", by=by)
    tell_parties(case, by=by, key="taken", sentence=_l("%(name)s đã nhận hỗ trợ vụ việc của bạn.", name=by.name))


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


def close_case(*, by: User, case: Case, closing: CaseClosing, note: str = "") -> None:
    """End the case without a contract; what its agreed terms had reserved is free again."""
    case = lock_case(case)
    if case.stage is CaseStage.AGREED and case.agreed_terms is not None:
        ledger.release(case.agreed_terms, by=by)
    before = case.stage
    move_case(case, "close", by=by)
    case.closed_at, case.closing, case.closing_note = now(), closing, note or None
    db.session.flush()
    record(events.CASE_CLOSED, case, by=by, before={"stage": before}, after={"closing": closing, "note": note})
    tell_parties(
        case,
        by=by,
        key="closed",
        sentence=_l("Vụ việc đã đóng: %(why)s.", why=LazySentence(lambda: str(closing.label).lower())),
    )


def tell_parties(case: Case, *, by: User, key: str, sentence: Sentence) -> None:
    """Tell both sides' managers and the broker."""
    tell(
        by=by,
        organisations=case.party_organisation_ids,
        staff=[case.broker_id],
        key=f"case:{case.id}:{key}",
        sentence=sentence,
        path=f"/cases/{case.public_id}",
    )
