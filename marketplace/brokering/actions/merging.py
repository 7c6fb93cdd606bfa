"""Two records of one organisation in cases: one goes on, with what both said and were to deliver."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import LazyString

from marketplace.accounts.models import User
from marketplace.audit import events
from marketplace.audit.record import record
from marketplace.brokering.actions.amending import OPEN_TO_CHANGE
from marketplace.brokering.actions.cases import lock_case
from marketplace.brokering.actions.copying import draft_of
from marketplace.brokering.actions.drafts import PeriodDraft
from marketplace.brokering.actions.members import introduce_if_all_agree, promote
from marketplace.brokering.actions.terms import put_forward
from marketplace.brokering.models import Case, CaseStage, Consent, LeavingReason, Member, Terms
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.merging import settles_after_mergers, settles_before_mergers
from marketplace.organisations.merging_rules import objects_to_mergers
from marketplace.organisations.models import Organisation

Days = tuple[date, date]


@objects_to_mergers
def agreed_in_its_name(merged: Organisation, _successor: Organisation) -> Iterator[LazyString]:
    """An agreement that is not signed yet names its sides: those who made it make it again, nobody else does."""
    agreed = sa.select(Case.id).where(
        Case.stage == CaseStage.AGREED, sa.or_(_stands(merged), Case.buyer_id == merged.id)
    )
    if db.session.scalar(agreed.limit(1)) is not None:
        yield _l(
            "Hồ sơ sẽ mất đã thống nhất điều khoản trong một vụ việc chưa ký hợp đồng. Hãy đưa vụ việc về bước thương "
            "lượng rồi gộp: một bản điều khoản mới sẽ mang tên hồ sơ giữ lại để các bên trả lời."
        )


@objects_to_mergers
def buys_from_the_other(merged: Organisation, successor: Organisation) -> Iterator[LazyString]:
    """A cooperative that joined a case sells to its buyer: nobody is both, and nobody's yes becomes the other's."""
    faced = [
        sa.and_(Case.buyer_id == buyer.id, Case.id.in_(_was_member(seller)))
        for buyer, seller in ((merged, successor), (successor, merged))
    ]
    if db.session.scalar(sa.select(Case.id).where(sa.or_(*faced)).limit(1)) is not None:
        yield _l("Một hồ sơ mua, hồ sơ kia cùng bán trong một vụ việc, nên không thể là một tổ chức.")


@objects_to_mergers
def has_left_before(merged: Organisation, successor: Organisation) -> Iterator[LazyString]:
    """Who refused or left an open case is not brought back into it under the name that stayed."""
    said = sa.select(Consent.case_id).where(Consent.organisation_id == successor.id)
    was_there = sa.or_(Case.id.in_(_was_member(successor)), Case.id.in_(said))
    left = _open().where(_stands(merged), ~_stands(successor), was_there)
    if db.session.scalars(left.limit(1)).first() is not None:
        yield _l(
            "Hồ sơ giữ lại đã từ chối hoặc rời một vụ việc đang mở mà hồ sơ sẽ mất còn tham gia. Hãy cho hồ sơ sẽ mất "
            "rời vụ việc đó rồi gộp."
        )


@settles_before_mergers
def join_sides(by: User, merged: Organisation, successor: Organisation) -> None:
    """What the merged record answered is said again in the successor's name; of two sides of an open case one stays.

    Planned shares of the two are added.
    """
    _say_again(merged, successor)
    for case in _shared(merged, successor):
        _join(lock_case(case), merged, successor, by=by)


@settles_after_mergers
def propose_again(by: User, merged: Organisation, successor: Organisation) -> None:
    """Shares of the merged record in the newest revision of open talks are the successor's in the next one.

    What both had for the same days is added; every side answers anew. NotEnoughLeftError when the successor's offer
    cannot hold the sum.
    """
    for case in db.session.scalars(_open().where(_stands(successor))).unique().all():
        latest = case.revisions[-1] if case.revisions else None
        if latest is not None and any(period.organisation_id == merged.id for period in latest.periods):
            case = lock_case(case)
            put_forward(case, draft_of(latest, _added(latest, case, merged, successor)), by=by)


def _open() -> sa.Select[Case]:
    return sa.select(Case).where(Case.stage.in_(OPEN_TO_CHANGE)).order_by(Case.id)


def _shared(merged: Organisation, successor: Organisation) -> Sequence[Case]:
    """The open cases in which both stand as cooperatives."""
    return db.session.scalars(_open().where(_stands(merged), _stands(successor))).unique().all()


def _stands(organisation: Organisation) -> sa.ColumnElement[bool]:
    members = sa.select(Member.case_id).where(Member.organisation_id == organisation.id, Member.left_at.is_(None))
    return sa.or_(Case.seller_id == organisation.id, Case.id.in_(members))


def _was_member(organisation: Organisation) -> sa.Select[int]:
    return sa.select(Member.case_id).where(Member.organisation_id == organisation.id)


def _say_again(merged: Organisation, successor: Organisation) -> None:
    """The standing answers, with who gave them, when and how, where the successor gave none: its own word stands."""
    asked = sa.select(Consent.case_id).where(Consent.organisation_id == merged.id)
    for case in db.session.scalars(sa.select(Case).where(Case.id.in_(asked))).unique().all():
        said = case.consent_of(merged.id)
        if said is None or case.consent_of(successor.id) is not None:
            continue
        case.consents.append(
            Consent(
                organisation_id=successor.id, yes=said.yes, how=said.how, evidence=said.evidence, file_id=said.file_id,
                by_id=said.by_id, at=said.at,
            )
        )  # fmt: skip
    db.session.flush()


def _join(case: Case, merged: Organisation, successor: Organisation, *, by: User) -> None:
    _add_plans(case, merged, successor)
    if case.seller_id == merged.id:
        promote(case)
    gone = next(member for member in case.standing_members if member.organisation_id == merged.id)
    gone.left_at, gone.left_because = now(), LeavingReason.REPLACED
    db.session.flush()
    after = {"organisation_id": merged.id, "name": merged.name, "because": gone.left_because}
    record(events.CASE_LEFT, case, by=by, after=after)
    introduce_if_all_agree(case, by=by)


def _add_plans(case: Case, merged: Organisation, successor: Organisation) -> None:
    kept = {share.start: share for share in case.planned_shares if share.organisation_id == successor.id}
    for share in [share for share in case.planned_shares if share.organisation_id == merged.id]:
        if (twin := kept.get(share.start)) is None:
            share.organisation_id = successor.id
        else:
            twin.quantity_kg, twin.end = twin.quantity_kg + share.quantity_kg, max(twin.end, share.end)
            case.planned_shares.remove(share)
    db.session.flush()


def _added(terms: Terms, case: Case, merged: Organisation, successor: Organisation) -> list[PeriodDraft]:
    """The shares of those who stand in the case, those of the two added where the days are the same."""
    sums: dict[tuple[Days, int], Decimal] = defaultdict(Decimal)
    for period in terms.periods:
        side = successor.id if period.organisation_id == merged.id else period.organisation_id
        if side in case.offers:
            sums[(period.start, period.end), side] += period.quantity_kg
    return [PeriodDraft(start, end, kilograms, side) for ((start, end), side), kilograms in sums.items()]
