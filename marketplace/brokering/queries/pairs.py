"""Offers and needs that a case could bring together, and what stands between two organisations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased, selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseStage, Consent, Member
from marketplace.clock import VIETNAM, now
from marketplace.extensions import db
from marketplace.listings.columns import Listing
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin

L = TypeVar("L", Offer, Need)
MOST_PARTNERS = 50


def listing_for(viewer: Viewer, kind: type[L], public_id: str) -> L:
    """An offer or need that this viewer may see."""
    permission = Permission.OFFER_VIEW if kind is Offer else Permission.NEED_VIEW
    return reveal(viewer, permission, db.session.scalars(sa.select(kind).filter_by(public_id=public_id)).first())


def partners_for(viewer: Viewer, listing: Offer | Need) -> Sequence[Offer | Need]:
    """Open listings of the other kind that could meet this one: the viewer's own, or for brokers same goods."""
    kind: type[Any] = Need if isinstance(listing, Offer) else Offer
    question = _open(kind).where(kind.organisation_id != listing.organisation_id)
    if viewer.is_broker:
        question = question.where(kind.commodity_code == listing.commodity_code)
    else:
        question = question.where(kind.organisation_id.in_(viewer.organisation_ids))
    rows = db.session.scalars(question.options(selectinload(kind.periods)).order_by(kind.id.desc()))
    return rows.all()


def joinable_offers(_viewer: Viewer, case: Case) -> Sequence[Offer]:
    """Open public offers of the case's good by cooperatives that are not in it yet, the newest first."""
    good = case.need.commodity_code or case.offer.commodity_code
    question = _open(Offer).where(Offer.commodity_code == good)
    question = question.where(Offer.organisation_id.not_in(case.party_organisation_ids))
    rows = db.session.scalars(question.options(selectinload(Offer.periods)).order_by(Offer.id.desc()))
    return [offer for offer in rows if offer.is_public]


def _open(kind: type[Any]) -> sa.Select[Any]:
    published = (kind.published_at.is_not(None), kind.closed_at.is_(None), kind.origin != Origin.REPORTED)
    return sa.select(kind).where(*published).limit(MOST_PARTNERS)


def live_case_of(offer_id: int, need_id: int) -> Case | None:
    """The case that has not been closed and has the offer, as its first or among others, for the need."""
    beside = sa.select(Member.case_id).where(Member.offer_id == offer_id, Member.left_at.is_(None))
    among = sa.or_(Case.offer_id == offer_id, Case.id.in_(beside))
    question = sa.select(Case).where(Case.need_id == need_id, Case.closed_at.is_(None), Case.renews_id.is_(None), among)
    return db.session.scalars(question.order_by(Case.id)).first()


def renewal_of(case: Case) -> Case | None:
    """The case that renews the contract of this one and has not been closed."""
    return db.session.scalars(sa.select(Case).where(Case.renews_id == case.id, Case.closed_at.is_(None))).first()


def refused_until(seller_id: int, buyer_id: int) -> date | None:
    """The day until which a standing no of either side keeps the two organisations apart, or None.

    A cooperative's no speaks of itself and the buyer; the buyer's no of every cooperative of the case.
    """
    beside = sa.select(Member.case_id).where(Member.organisation_id == seller_id, Member.left_at.is_(None))
    by_buyer = sa.and_(Consent.organisation_id == buyer_id, sa.or_(Case.seller_id == seller_id, Case.id.in_(beside)))
    last = db.session.scalar(
        sa.select(sa.func.max(Consent.at))
        .join(Case, Case.id == Consent.case_id)
        .where(Case.buyer_id == buyer_id, ~Consent.yes, ~_withdrawn())
        .where(sa.or_(Consent.organisation_id == seller_id, by_buyer))
    )
    until = last + limits().refusal if last is not None else None
    return until.astimezone(VIETNAM).date() if until is not None and until > now() else None


def refused_sellers(buyer_id: int) -> frozenset[int]:
    """Every cooperative that `refused_until` keeps apart from this buyer now, in two questions."""
    return frozenset(refused_days(buyer_id))


def refused_days(buyer_id: int) -> dict[int, date]:
    """The same with the day that `refused_until` tells of each."""
    return {seller: day for (seller, _buyer), day in refusals(buyer_id).items()}


def refusals(buyer_id: int | None = None) -> dict[tuple[int, int], date]:
    """Each seller and buyer that `refused_until` keeps apart now, with its day: of one buyer, or of all."""
    standing = (
        sa.select(Consent.organisation_id, Case.id, Case.seller_id, Case.buyer_id, Consent.at)
        .join(Case, Case.id == Consent.case_id)
        .where(~Consent.yes, ~_withdrawn(), Consent.at > now() - limits().refusal)
        .order_by(Consent.at)
    )
    rows = db.session.execute(standing if buyer_id is None else standing.where(Case.buyer_id == buyer_id)).all()
    by_buyer = {case_id: (buyer, at) for side, case_id, _seller, buyer, at in rows if side == buyer}
    said = [(seller if side == buyer else side, buyer, at) for side, _case, seller, buyer, at in rows]
    beside = sa.select(Member.organisation_id, Member.case_id).where(
        Member.case_id.in_(by_buyer), Member.left_at.is_(None)
    )
    said += [(side, *by_buyer[case_id]) for side, case_id in db.session.execute(beside)]
    last = {(seller, buyer): at for seller, buyer, at in sorted(said, key=lambda one: one[2])}
    return {pair: (at + limits().refusal).astimezone(VIETNAM).date() for pair, at in last.items()}


def _withdrawn() -> sa.ColumnElement[bool]:
    """A no that its side took back later."""
    later = aliased(Consent)
    return (
        sa.select(later.id)
        .where(later.case_id == Consent.case_id, later.organisation_id == Consent.organisation_id)
        .where(later.id > Consent.id, later.yes)
        .exists()
    )


def sellers_at(need_id: int) -> frozenset[int]:
    """Every cooperative with a case for this need that has not been closed and renews nothing."""
    live = (Case.need_id == need_id, Case.closed_at.is_(None), Case.renews_id.is_(None))
    beside = (
        sa.select(Member.organisation_id).join(Case, Case.id == Member.case_id).where(*live, Member.left_at.is_(None))
    )
    return frozenset({*db.session.scalars(sa.select(Case.seller_id).where(*live)), *db.session.scalars(beside)})


def contracted_before(organisation_ids: Iterable[int]) -> frozenset[int]:
    """Those of these cooperatives that have signed a contract through a case."""
    wanted, done = list(organisation_ids), Case.stage == CaseStage.CONTRACTED
    first = sa.select(Case.seller_id).where(done, Case.seller_id.in_(wanted))
    beside = sa.select(Member.organisation_id).join(Case, Case.id == Member.case_id)
    beside = beside.where(done, Member.organisation_id.in_(wanted), Member.left_at.is_(None))
    return frozenset({*db.session.scalars(first), *db.session.scalars(beside)})


def title_of(listing: Listing) -> str:
    """A listing in a few words: goods, variety and whose."""
    goods = listing.commodity.name if listing.commodity else listing.as_written
    variety = f" {listing.variety}" if listing.variety else ""
    return f"{goods[:1].upper()}{goods[1:]}{variety} – {listing.organisation.short_name or listing.organisation.name}"
