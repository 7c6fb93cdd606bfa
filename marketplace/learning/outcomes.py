"""How shown pairs ended, as one SELECT: a row a pair, from the day it was first shown to what it became.

A pair ended well when both sides said yes to being introduced: only that is the suggestion's doing; terms and
signatures follow from it and are counted beside. Facts after the asked day do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa

from marketplace.brokering.models import Case, CaseClosing, CaseStage, Consent, LeavingReason, Member, Stage
from marketplace.clock import VIETNAM
from marketplace.contracts.models import Contract, ContractState
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, Origin
from marketplace.suggestions.learning_models import Exposure
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback

Rows: TypeAlias = "sa.Select[*tuple[Any, ...]]"
PATIENCE_DAYS = 60
PART_OF_REASON: Mapping[RejectionReason, str | None] = {
    RejectionReason.QUALITY: "form_variety",
    RejectionReason.QUANTITY: "quantity",
    RejectionReason.TIME: "window",
    RejectionReason.PRICE: "price",
    RejectionReason.DISTANCE: "distance",
    RejectionReason.PAPERS: "certificates",
    RejectionReason.NOT_RELIABLE: "track_record",
    RejectionReason.OTHER: None,
    RejectionReason.KNOWN_ALREADY: None,
}
"""The part of the score that a rejection speaks of; `KNOWN_ALREADY` speaks of none and counts neither way."""
UNSIGNED = (ContractState.DRAFT, ContractState.VOID)
Seller = Organisation.__table__.alias("seller")
Buyer = Organisation.__table__.alias("buyer")


def shown_pairs(since: date, until: date) -> Rows:
    """Pairs first shown from `since` to before `until`, each once, with what became of them before `until`.

    Columns: exposure (id), day, rank, tenths, parts, weights_version, offer_id, need_id, commodity, seller_id,
    members, revenue, capital, registered, proposed, introduced, agreed, signed, verified, refused, waiting,
    rejected, known, reason. Flags are 0 or 1.
    """
    first = _first_shown(until)
    steps, said = _steps(until).subquery("steps"), _said(until).subquery("said")
    return (
        sa.select(
            Exposure.id.label("exposure"), Exposure.day, Exposure.rank, Exposure.tenths, Exposure.parts,
            Exposure.weights_version, Exposure.offer_id, Exposure.need_id,
            sa.func.coalesce(Need.commodity_code, Offer.commodity_code, "").label("commodity"),
            Offer.organisation_id.label("seller_id"),
            Seller.c.official_members.label("members"), Seller.c.annual_revenue.label("revenue"),
            Seller.c.total_capital.label("capital"), _both_registered().label("registered"),
            *(_flag(steps.c[name]) for name in STEPS), _flag(said.c.rejected), _flag(said.c.known), said.c.reason,
        )
        .where(Exposure.id.in_(first), Exposure.day >= since)
        .join(Offer, Offer.id == Exposure.offer_id)
        .join(Need, Need.id == Exposure.need_id)
        .join(Seller, Seller.c.id == Offer.organisation_id)
        .join(Buyer, Buyer.c.id == Need.organisation_id)
        .outerjoin(steps, _same_pair(steps))
        .outerjoin(said, _same_pair(said))
        .order_by(Exposure.id)
    )  # fmt: skip


STEPS = ("proposed", "introduced", "agreed", "signed", "verified", "refused", "waiting")


def ended_well(row: Any, until: date) -> int | None:
    """1, 0, or None where nothing is known yet or the pair says nothing about the suggestion.

    Introduced is 1. Rejected with a reason, or refused when asked, is 0. "Known already" and a case that still waits
    are None. Shown and never taken up is 0 after sixty days, before that None.
    """
    if row.introduced:
        return 1
    if row.rejected or row.refused:
        return 0
    if row.known or row.waiting or row.proposed:
        return None
    return 0 if until - row.day > timedelta(days=PATIENCE_DAYS) else None


def _first_shown(until: date) -> Rows:
    """The log grows day by day, so a pair's first row has its least number."""
    return sa.select(sa.func.min(Exposure.id)).where(Exposure.day < until).group_by(Exposure.offer_id, Exposure.need_id)


def _steps(until: date) -> Rows:
    """How far the cases of a pair came before that day."""
    before = instant(until)
    pairs = _asked_pairs(before)
    entered = sa.and_(Stage.case_id == Case.id, Stage.entered_at < before)
    made = sa.and_(Contract.case_id == Case.id, Contract.state.not_in(UNSIGNED), Contract.signed_on < until)
    verified = sa.and_(Contract.id.is_not(None), Contract.verified_at < before)
    agreed = sa.select(Consent.id).where(
        Consent.case_id == Case.id, Consent.organisation_id == pairs.c.side, Consent.yes, Consent.at < before
    )
    known = sa.func.coalesce(Case.closing_cause == RejectionReason.KNOWN_ALREADY, sa.false())
    refused = sa.and_(Case.closing == CaseClosing.REFUSED, Case.closed_at < before, ~known)
    waits = sa.or_(Case.closed_at.is_(None), Case.closed_at >= before)
    return (
        sa.select(
            pairs.c.offer_id, Case.need_id, sa.literal(1).label("proposed"),
            _any(sa.and_(Stage.stage == CaseStage.NEGOTIATION, agreed.exists())).label("introduced"),
            _any(Stage.stage == CaseStage.AGREED).label("agreed"),
            _any(Contract.id.is_not(None)).label("signed"), _any(verified).label("verified"),
            _any(sa.or_(refused, pairs.c.left == 1)).label("refused"), _any(waits).label("waiting"),
        )
        .join(pairs, pairs.c.case_id == Case.id)
        .outerjoin(Stage, entered)
        .outerjoin(Contract, made)
        .group_by(pairs.c.offer_id, Case.need_id)
    )  # fmt: skip


def _asked_pairs(before: datetime) -> sa.Subquery:
    """Every offer of every case, the first and those pooled with it: whose it is, and whether that one said no."""
    no, yes = sa.literal(0).label("left"), sa.literal(1)
    first = sa.select(Case.id.label("case_id"), Case.offer_id, Case.seller_id.label("side"), no)
    gone = sa.and_(Member.left_because == LeavingReason.REFUSED, Member.left_at < before)
    beside = sa.select(Member.case_id, Member.offer_id, Member.organisation_id, sa.case((gone, yes), else_=0))
    asked = beside.where(Member.added_at < before)
    return sa.union_all(first.where(Case.opened_at < before), asked).subquery("asked_pairs")


def _said(until: date) -> Rows:
    """What either side gave as a reason against the pair before that day."""
    counts = SuggestionFeedback.reason != RejectionReason.KNOWN_ALREADY
    return (
        sa.select(
            SuggestionFeedback.offer_id, SuggestionFeedback.need_id,
            _any(counts).label("rejected"), _any(~counts).label("known"),
            sa.func.min(sa.case((counts, SuggestionFeedback.reason))).label("reason"),
        )
        .where(SuggestionFeedback.at < instant(until))
        .group_by(SuggestionFeedback.offer_id, SuggestionFeedback.need_id)
    )  # fmt: skip


def _both_registered() -> sa.ColumnElement[int]:
    """Neither what the press wrote nor the demonstration teaches anything about real people."""
    return sa.case((sa.and_(Seller.c.origin == Origin.REGISTERED, Buyer.c.origin == Origin.REGISTERED), 1), else_=0)


def _any(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.max(sa.case((condition, 1), else_=0))


def _flag(column: sa.ColumnElement[int]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(column, 0).label(column.key)


def _same_pair(found: sa.Subquery) -> sa.ColumnElement[bool]:
    return sa.and_(found.c.offer_id == Exposure.offer_id, found.c.need_id == Exposure.need_id)


def instant(day: date) -> datetime:
    """The first moment of a day in Viet Nam."""
    return datetime.combine(day, time(), VIETNAM)
