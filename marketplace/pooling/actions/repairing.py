"""Carrying out a mended group: new cooperatives are asked, amounts are planned anew, who is not needed is let go."""

from __future__ import annotations

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import authorize
from marketplace.brokering import actions as cases
from marketplace.brokering.actions import Share
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.models import Case, CaseClosing, LeavingReason
from marketplace.brokering.telling import tell
from marketplace.errors import StaleError, WrongStateError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.offers.models import Offer
from marketplace.pooling.models import Pool, PoolCase
from marketplace.pooling.repair import Proposal
from marketplace.pooling.standings import Line, Standing, open_cases


def accept_repair(*, by: User, pool: Pool, proposal: Proposal, seen: str) -> None:
    """The group is from now on as proposed. `seen` is the fingerprint of the proposal that the person read.

    A pooled case belongs to its broker: NotAllowedError when others would change who is in it. StaleError when the
    market or an answer changed the proposal meanwhile, WrongStateError when there is nothing to change.
    """
    authorize(by.viewer(), Permission.CASE_OPEN, pool.need)
    if seen != proposal.fingerprint:
        raise _stale()
    if not proposal.changed:
        raise WrongStateError(_l("Không có gì để đổi: nhóm còn lại là nhóm tốt nhất lúc này."))
    found = [lock_case(case) for case in open_cases(pool)]
    _check_answers(found, proposal)
    if len(pool.cases) == 1:
        _change_together(by, found[0], proposal)
    else:
        _change_apart(by, pool, found, proposal)
    _tell(by, found, proposal)
    after = {line.organisation_id: list(line.after) for line in proposal.lines if any(line.after)}
    record(events.POOL_REPAIRED, pool, by=by, after={"amounts": after})


def _stale() -> StaleError:
    return StaleError(_l("Trong lúc bạn xem, thị trường hoặc câu trả lời của một đơn vị đã đổi. Đây là đề xuất mới."))


def _check_answers(found: list[Case], proposal: Proposal) -> None:
    """StaleError when somebody answered, came or left while the group was searched: nobody who said yes is let go."""
    now = {
        side: Standing.AGREED if case.has_consented(side) else Standing.ASKED
        for case in found
        for side in case.seller_ids
    }
    of_cases = {Standing.AGREED, Standing.ASKED, Standing.UNABLE}
    then = {line.organisation_id: line.standing for line in proposal.lines if line.standing in of_cases}
    if then.keys() != now.keys() or any(then[side] not in {now[side], Standing.UNABLE} for side in now):
        raise _stale()


def _change_together(by: User, case: Case, proposal: Proposal) -> None:
    """One case for the whole group: places are freed before others are asked."""
    for line in proposal.lines:
        if line.standing is Standing.ASKED and not any(line.after):
            _let_go(by, case, line)
    for line in proposal.lines:
        if line.standing is Standing.NEW:
            cases.add_member(by=by, case=case, offer=db.session.get_one(Offer, line.offer_id))
    _plan(by, case, proposal, list(proposal.lines))


def _let_go(by: User, case: Case, line: Line) -> None:
    member = next((one for one in case.standing_members if one.organisation_id == line.organisation_id), None)
    if member is None:
        cases.leave_first(by=by, case=case, because=LeavingReason.REPLACED)
    else:
        cases.leave(by=by, case=case, member=member, because=LeavingReason.REPLACED)


def _change_apart(by: User, pool: Pool, found: list[Case], proposal: Proposal) -> None:
    """A case for each cooperative: those of who is not needed are closed, new ones are opened."""
    own = {side: case for case in found for side in case.seller_ids}
    for line in proposal.lines:
        if line.standing is Standing.NEW:
            case = cases.open_case(by=by, offer=db.session.get_one(Offer, line.offer_id), need=pool.need)
            pool.cases.append(PoolCase(case_id=case.id))
            _plan(by, case, proposal, [line])
        elif line.standing is Standing.ASKED and not any(line.after):
            cases.close_case(by=by, case=own[line.organisation_id], closing=CaseClosing.NO_ANSWER)
        elif line.changes and line.standing.counts:
            _plan(by, own[line.organisation_id], proposal, [line])
    db.session.flush()


def _plan(by: User, case: Case, proposal: Proposal, lines: list[Line]) -> None:
    """The case's planned shares: as proposed, and as they were for periods that are no longer wanted."""
    starts = {one.start for one in proposal.wanted}
    kept = [
        Share(one.organisation_id, one.start, one.end, one.quantity_kg)
        for one in case.planned_shares
        if one.start not in starts and one.organisation_id in case.seller_ids
    ]
    shares = [
        Share(line.organisation_id, one.start, one.end, kg)
        for line in lines
        for one, kg in zip(proposal.wanted, line.after, strict=True)
        if kg > 0
    ]
    cases.plan_shares(by=by, case=case, shares=[*kept, *shares])


def _tell(by: User, found: list[Case], proposal: Proposal) -> None:
    """Who was asked for so much and is now asked for something else hears of it."""
    for line in proposal.changed:
        case = next((one for one in found if line.organisation_id in one.seller_ids), None)
        if case is None or line.standing not in {Standing.AGREED, Standing.ASKED} or not any(line.after):
            continue
        tell(
            by=by,
            organisations=[line.organisation_id],
            staff=[],
            key=f"case:{case.id}:replanned:{line.organisation_id}:{proposal.fingerprint[:12]}",
            sentence=_l("Khối lượng đề nghị cho đơn vị bạn trong một đơn gom đã đổi. Mời xem lại."),
            path=f"/cases/{case.public_id}",
        )
