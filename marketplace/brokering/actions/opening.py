"""Opening a case, from one offer or from several at once (gom đơn), and what keeps two organisations apart."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.authorization.roles import Role
from marketplace.brokering import queries
from marketplace.brokering.actions.cases import move_case, tell_parties
from marketplace.brokering.contacts import check_no_contacts
from marketplace.brokering.limits import limits
from marketplace.brokering.locks import lock_need
from marketplace.brokering.models import Case, CaseStage, Member, Stage
from marketplace.clock import today
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import ListingState
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.web.formats import format_date


def open_case(*, by: User, offer: Offer, need: Need, note: str = "", others: Sequence[Offer] = ()) -> Case:
    """A new case for an open offer and an open need. A broker who opens it owns it and every side is asked.

    `others` are further offers that meet the need together with the first; the buyer's people and brokers may pool.
    Raises WrongStateError when a listing is not open, a pair has a live case, or one side refused the other
    within the season; NotAllowedError when `by` speaks for neither and is no broker; DomainError when the note,
    which the other side reads before it consents, tells how to reach somebody, or when the offers do not go together.
    """
    _check_may_open(by, offer, need, pooled=bool(others))
    check_pool(need, [offer, *others])
    for one in (offer, *others):
        check_pair(one, need)
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
        members=[Member(offer_id=one.id, organisation_id=one.organisation_id, added_by_id=by.id) for one in others],
    )
    db.session.add(case)
    db.session.flush()
    record(events.CASE_OPENED, case, by=by, after={"offer": offer.id, "need": need.id})
    for one in others:
        record_joining(case, one, by=by)
    if case.broker_id:
        move_case(case, "ask", by=by)
    tell_parties(case, by=by, key="opened", sentence=_l("Có đề nghị kết nối mới cho đơn vị của bạn."))
    return case


def record_joining(case: Case, offer: Offer, *, by: User) -> None:
    """Write down that the offer's cooperative is one of the case's."""
    whose = {"organisation_id": offer.organisation_id, "name": offer.organisation.name}
    record(events.CASE_JOINED, case, by=by, after={**whose, "offer": offer.id})


def _check_may_open(by: User, offer: Offer, need: Need, *, pooled: bool) -> None:
    viewer = by.viewer()
    if not (can(viewer, Permission.CASE_OPEN, offer) or can(viewer, Permission.CASE_OPEN, need)):
        raise NotAllowedError(_l("Chỉ đề nghị kết nối được cho chào bán hoặc nhu cầu của đơn vị mình."))
    if pooled and not can(viewer, Permission.CASE_OPEN, need):
        raise NotAllowedError(_l("Chỉ bên mua hoặc cán bộ môi giới mới gom đơn từ nhiều chào bán."))


def check_pool(need: Need, offers: Sequence[Offer]) -> None:
    """DomainError unless these offers can meet the need together: one good, one offer each, not too many."""
    if len({offer.organisation_id for offer in offers}) < len(offers):
        raise DomainError(_l("Mỗi đơn vị chỉ góp một chào bán vào một vụ việc."), field="others")
    if len(offers) > 1 and len({offer.commodity_code for offer in offers}) > 1:
        raise DomainError(_l("Các chào bán gom chung phải cùng một mặt hàng."), field="others")
    most = need.maximum_suppliers
    if most is not None and len(offers) > most:
        raise DomainError(_l("Bên mua chỉ nhận nhiều nhất %(most)s đơn vị cung cấp.", most=most), field="others")


def check_pair(offer: Offer, need: Need, *, of_contract: bool = False) -> None:
    """Raise unless this offer and this need may be brought together now; `of_contract`: by an annex of what was signed,
    when the need may be met or over already.

    From here to the end of the transaction nobody else brings an offer to this need, so that the answer stays true: an
    offer may be a case's first or stand beside it, and no index of one table sees both.
    """
    lock_need(need)
    if offer.organisation_id == need.organisation_id:
        raise DomainError(_l("Chào bán và nhu cầu này cùng một đơn vị."))
    for listing, field in ((offer, "offer"), (need, "need")):
        if listing.origin == Origin.REPORTED:
            raise WrongStateError(_l("Đây là tin báo chí, chưa có đơn vị nào đứng tên để trả lời."), field=field)
    if offer.state not in {ListingState.OPEN, ListingState.RESERVED}:
        raise WrongStateError(_l("Chào bán này không còn mở."), field="offer")
    if need.state is not ListingState.OPEN and not of_contract:
        raise WrongStateError(_l("Nhu cầu này không còn mở."), field="need")
    if until := queries.refused_until(offer.organisation_id, need.organisation_id):
        raise WrongStateError(
            _l("Một bên đã từ chối kết nối với bên kia; có thể đề nghị lại sau ngày %(day)s.", day=format_date(until))
        )
    if queries.live_case_of(offer.id, need.id) is not None:
        raise WrongStateError(_l("Hai bên đã có một vụ việc đang mở cho chào bán và nhu cầu này."))
