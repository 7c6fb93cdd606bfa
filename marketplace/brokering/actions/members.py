"""Further cooperatives of a case: adding one, letting one go, putting another first.

Whoever joins while the others already talk is asked first and sees nothing of them before its yes; the others talk
on meanwhile, and no revision is agreed without it. Once terms are agreed nobody joins or leaves: the broker takes the
case back to the negotiation first.
"""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.amending import check_leaving, check_open_to_change
from marketplace.brokering.actions.cases import lock_case, move_case, tell_parties
from marketplace.brokering.actions.opening import check_pair, check_pool, record_joining
from marketplace.brokering.models import Case, CaseStage, LeavingReason, Member
from marketplace.brokering.telling import tell
from marketplace.clock import now
from marketplace.errors import DomainError, NotAllowedError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation


def add_member(*, by: User, case: Case, offer: Offer) -> Member:
    """One more offer for the case's need; its cooperative is asked. For the owning broker.

    Raises what `open_case` raises of the pair, and WrongStateError once terms are agreed.
    """
    case = lock_case(case)
    _check_broker(by, case)
    if offer.organisation_id in case.party_organisation_ids:
        raise DomainError(_l("Đơn vị này đã ở trong vụ việc."), field="offer")
    check_pool(case.need, [*case.offers.values(), offer])
    check_pair(offer, case.need, of_contract=case.amending_since is not None)
    member = Member(offer_id=offer.id, organisation_id=offer.organisation_id, added_by_id=by.id)
    case.members.append(member)
    db.session.flush()
    record_joining(case, offer, by=by)
    tell(
        by=by,
        organisations=[offer.organisation_id],
        staff=[],
        key=f"case:{case.id}:asked:{member.id}",
        sentence=_l("Có đề nghị kết nối mới cho đơn vị của bạn."),
        path=f"/cases/{case.public_id}",
    )
    return member


def leave(*, by: User, case: Case, member: Member, because: LeavingReason) -> None:
    """The broker takes a cooperative out of the case; the case goes on with the others."""
    case = lock_case(case)
    _check_broker(by, case)
    part_with(case, member.organisation_id, by=by, because=because)


def leave_first(*, by: User, case: Case, because: LeavingReason) -> None:
    """The broker takes the first cooperative out; the next one that stands becomes the first.

    WrongStateError when no other stands: then the case is closed instead.
    """
    case = lock_case(case)
    _check_broker(by, case)
    if not case.standing_members:
        raise WrongStateError(_l("Vụ việc chỉ còn một đơn vị sản xuất; hãy đóng vụ việc."))
    part_with(case, case.seller_id, by=by, because=because)


def part_with(case: Case, organisation_id: int, *, by: User, because: LeavingReason) -> None:
    """A cooperative is no longer in a locked case; when it was the first, another stands in its place."""
    check_leaving(case, organisation_id)
    name = db.session.get_one(Organisation, organisation_id).name
    if organisation_id == case.seller_id:
        promote(case)
    gone = next((m for m in case.members if m.organisation_id == organisation_id and m.left_at is None), None)
    if gone is None:
        raise WrongStateError(_l("Đơn vị này không còn trong vụ việc."))
    gone.left_at, gone.left_because = now(), because
    db.session.flush()
    record(
        events.CASE_LEFT, case, by=by,
        after={"organisation_id": organisation_id, "name": name, "because": because},
    )  # fmt: skip
    _tell_of_leaving(case, gone, by=by)
    introduce_if_all_agree(case, by=by)


def promote(case: Case) -> None:
    """The first cooperative and the next one change places, so that the first can leave like any other."""
    following = sorted(case.standing_members, key=lambda one: (not case.has_consented(one.organisation_id), one.id))[0]
    before = (case.offer_id, case.seller_id)
    case.offer_id, case.seller_id = following.offer_id, following.organisation_id
    following.offer_id, following.organisation_id = before
    db.session.flush()
    db.session.expire(case, ["offer", "seller"])
    db.session.expire(following, ["offer", "organisation"])


def _tell_of_leaving(case: Case, gone: Member, *, by: User) -> None:
    """The buyer, the broker and those who knew it hear that it left; it hears how to come back after a no."""
    tell_parties(
        case,
        by=by,
        key=f"left:{gone.id}",
        sentence=_l("Một đơn vị sản xuất đã rời vụ việc; vụ việc tiếp tục với các đơn vị còn lại."),
    )
    refused = gone.left_because is LeavingReason.REFUSED
    tell(
        by=by,
        organisations=[gone.organisation_id],
        staff=[],
        key=f"case:{case.id}:gone:{gone.id}",
        sentence=_l("Đơn vị bạn đã từ chối một đề nghị kết nối. Nếu đổi ý, có thể rút lại lời từ chối ở đây.")
        if refused
        else _l("Đơn vị bạn không còn trong một vụ việc kết nối."),
        path=f"/cases/{case.public_id}/refusal-withdrawal" if refused else "/cases",
    )


def introduce_if_all_agree(case: Case, *, by: User) -> bool:
    """Move a case that still asks on to the negotiation once every side has said yes; whether it did."""
    if case.stage is not CaseStage.CONSENT:
        return False
    if not all(case.has_consented(side) for side in case.party_organisation_ids):
        return False
    move_case(case, "introduce", by=by)
    tell_parties(
        case,
        by=by,
        key="introduced",
        sentence=_l("Các bên đã đồng ý kết nối. Mời xem thông tin liên hệ."),
    )
    return True


def _check_broker(by: User, case: Case) -> None:
    if by.id not in case.broker_user_ids:
        raise NotAllowedError(_l("Chỉ cán bộ phụ trách vụ việc mới đổi các đơn vị trong vụ việc."))
    check_open_to_change(case)
