"""Every question about cases. Lists read columns, not records: 5,000 open cases stay a few quick queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import aliased, selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, CaseStage, Consent, Terms
from marketplace.catalogue.models import Commodity, Province
from marketplace.clock import now
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.listings.columns import Listing
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, Origin

DESK_LENGTH = 20
BOARD_LENGTH = 8
LIVE = (CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION, CaseStage.AGREED)
L = TypeVar("L", Offer, Need)


class AboutGoods:
    """Mixin of lines: the good's name in the reader's language, capitalised; empty for a service."""

    goods_vi: str
    goods_en: str

    @property
    def goods(self) -> str:
        name = self.goods_en if str(get_locale() or "vi") == "en" else self.goods_vi
        return name[:1].upper() + name[1:]


@dataclass(frozen=True)
class CaseLine(AboutGoods):
    """A case in a list."""

    public_id: str
    stage: CaseStage
    opened_at: datetime
    due_on: date | None
    seller: str
    buyer: str
    goods_vi: str
    goods_en: str
    state_share: Any

    @property
    def is_state_owned(self) -> bool:
        """Whether the buyer is a state-owned enterprise (more than half of capital or votes)."""
        return self.state_share is not None and self.state_share > 50

    def is_late(self, day: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < day


@dataclass(frozen=True)
class UntakenLine(AboutGoods):
    """What every broker may see of a case nobody owns: the two public listings and how long it has waited."""

    public_id: str
    opened_at: datetime
    offer_id: str
    need_id: str
    goods_vi: str
    goods_en: str
    seller_province: str | None
    buyer_province: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """A broker's day: lists with their true lengths, the lists themselves cut to `DESK_LENGTH`."""

    late: Sequence[CaseLine]
    due: Sequence[CaseLine]
    waiting: Sequence[CaseLine]
    untaken: Sequence[UntakenLine]
    counts: dict[str, int]


_Seller, _Buyer, _Good = aliased(Organisation), aliased(Organisation), aliased(Commodity)


def _lines() -> sa.Select[Any]:
    share = sa.case(
        (_Buyer.state_voting_pct > _Buyer.state_capital_pct, _Buyer.state_voting_pct),
        else_=sa.func.coalesce(_Buyer.state_capital_pct, _Buyer.state_voting_pct),
    )
    question = sa.select(
        Case.public_id, Case.stage, Case.opened_at, Case.due_on, _Seller.name, _Buyer.name,
        sa.func.coalesce(_Good.name_vi, ""), sa.func.coalesce(_Good.name_en, ""), share,
    )  # fmt: skip
    return _joined(question).join(_Seller, _Seller.id == Case.seller_id).join(_Buyer, _Buyer.id == Case.buyer_id)


def _joined(question: sa.Select[Any]) -> sa.Select[Any]:
    goods = sa.func.coalesce(Need.commodity_code, Offer.commodity_code)
    return (
        question.select_from(Case)
        .join(Offer, Offer.id == Case.offer_id)
        .join(Need, Need.id == Case.need_id)
        .outerjoin(_Good, _Good.code == goods)
    )


def _visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Cases of the viewer's organisations, and those the viewer brokers."""
    own = [Case.seller_id.in_(viewer.organisation_ids), Case.buyer_id.in_(viewer.organisation_ids)]
    mine = [Case.broker_id == viewer.user_id] if viewer.is_broker else []
    return sa.or_(sa.false(), *(own if viewer.organisation_ids else []), *mine)


def cases_page(viewer: Viewer, *, stage: CaseStage | None, page: int, size: int) -> tuple[list[CaseLine], int]:
    """One page of the visible cases (of one stage), the soonest due first, and how many there are in all."""
    chosen = sa.and_(_visible(viewer), Case.stage == stage if stage else sa.true())
    total = db.session.scalar(sa.select(sa.func.count(Case.id)).where(chosen)) or 0
    question = _lines().where(chosen).order_by(Case.due_on.asc().nulls_last(), Case.id)
    rows = db.session.execute(question.limit(size).offset((page - 1) * size))
    return [CaseLine(*row) for row in rows], total


def board(viewer: Viewer) -> dict[CaseStage, list[CaseLine]]:
    """The first few visible live cases of each stage, the soonest due first."""
    rank = sa.func.row_number().over(partition_by=Case.stage, order_by=(Case.due_on.asc().nulls_last(), Case.id))
    ranked = sa.select(Case.id, rank.label("rank")).where(_visible(viewer), Case.stage.in_(LIVE)).subquery()
    question = _lines().join(ranked, ranked.c.id == Case.id).where(ranked.c.rank <= BOARD_LENGTH)
    found: dict[CaseStage, list[CaseLine]] = {stage: [] for stage in LIVE}
    for row in db.session.execute(question.order_by(ranked.c.rank)):
        found[row.stage].append(CaseLine(*row))
    return found


def stage_counts(viewer: Viewer) -> dict[CaseStage, int]:
    """How many visible cases stand at each stage."""
    question = sa.select(Case.stage, sa.func.count(Case.id)).where(_visible(viewer)).group_by(Case.stage)
    return {row[0]: row[1] for row in db.session.execute(question)}


def desk(viewer: Viewer, day: date) -> Desk:
    """The broker's lists for the day: late, due soon, waiting for others, and untaken by anybody."""
    mine = sa.and_(Case.broker_id == viewer.user_id, Case.stage.in_(LIVE))
    soon = day + limits().due_soon
    parts = {
        "late": sa.and_(mine, Case.due_on < day),
        "due": sa.and_(mine, Case.due_on.between(day, soon)),
        "waiting": sa.and_(mine, sa.or_(Case.due_on > soon, Case.due_on.is_(None))),
    }
    untaken = sa.and_(Case.broker_id.is_(None), Case.stage.in_(LIVE))
    chosen = {**parts, "untaken": untaken}
    sums = [sa.func.sum(sa.case((part, 1), else_=0)) for part in chosen.values()]
    relevant = sa.and_(Case.stage.in_(LIVE), sa.or_(Case.broker_id == viewer.user_id, Case.broker_id.is_(None)))
    row = db.session.execute(sa.select(*sums).where(relevant)).one()
    counts = dict(zip(chosen, (int(number or 0) for number in row), strict=True))
    lists = {
        name: [CaseLine(*line) for line in db.session.execute(
            _lines().where(part).order_by(Case.due_on, Case.id).limit(DESK_LENGTH)
        )]
        for name, part in parts.items()
    }  # fmt: skip
    return Desk(**lists, untaken=_untaken(untaken), counts=counts)


def _untaken(chosen: sa.ColumnElement[bool]) -> list[UntakenLine]:
    from_province, to_province = aliased(Province), aliased(Province)
    columns: Any = sa.select(
        Case.public_id, Case.opened_at, Offer.public_id, Need.public_id,
        sa.func.coalesce(_Good.name_vi, ""), sa.func.coalesce(_Good.name_en, ""),
        from_province.name, to_province.name,
    )  # fmt: skip
    question = _joined(columns)
    question = question.outerjoin(from_province, from_province.code == Offer.province_code)
    question = question.outerjoin(to_province, to_province.code == Need.province_code)
    rows = db.session.execute(question.where(chosen).order_by(Case.opened_at, Case.id).limit(DESK_LENGTH))
    return [UntakenLine(*row) for row in rows]


_WHOLE = (
    selectinload(Case.stages),
    selectinload(Case.members),
    selectinload(Case.consents),
    selectinload(Case.revisions).selectinload(Terms.periods),
    selectinload(Case.revisions).selectinload(Terms.acceptances),
    selectinload(Case.offer).selectinload(Offer.periods),
    selectinload(Case.need).selectinload(Need.periods),
)


def case_for(viewer: Viewer, public_id: str) -> Case:
    """The case with all that its page shows; NotFoundError for people it does not concern."""
    found = db.session.scalars(sa.select(Case).filter_by(public_id=public_id).options(*_WHOLE)).first()
    return reveal(viewer, Permission.CASE_VIEW, found)


def queued_case(viewer: Viewer, public_id: str) -> Case:
    """A case that waits, or has waited, in the queue that every broker sees; NotFoundError for any other.

    A case that its own broker opened never stood there, so its address tells other brokers nothing.
    """
    found = db.session.scalars(sa.select(Case).filter_by(public_id=public_id)).first()
    if found is None or not viewer.is_broker:
        raise NotFoundError
    if found.broker_id != viewer.user_id and found.broker_id == found.opened_by_id:
        raise NotFoundError
    return found


def listing_for(viewer: Viewer, kind: type[L], public_id: str) -> L:
    """An offer or need that this viewer may see."""
    permission = Permission.OFFER_VIEW if kind is Offer else Permission.NEED_VIEW
    return reveal(viewer, permission, db.session.scalars(sa.select(kind).filter_by(public_id=public_id)).first())


def partners_for(viewer: Viewer, listing: Offer | Need) -> Sequence[Offer | Need]:
    """Open listings of the other kind that could meet this one: the viewer's own, or for brokers same goods."""
    kind: type[Any] = Need if isinstance(listing, Offer) else Offer
    question = sa.select(kind).where(
        kind.published_at.is_not(None), kind.closed_at.is_(None), kind.origin != Origin.REPORTED,
        kind.organisation_id != listing.organisation_id,
    )  # fmt: skip
    if viewer.is_broker:
        question = question.where(kind.commodity_code == listing.commodity_code)
    else:
        question = question.where(kind.organisation_id.in_(viewer.organisation_ids))
    rows = db.session.scalars(question.options(selectinload(kind.periods)).order_by(kind.id.desc()).limit(50))
    return rows.all()


def live_case_of(offer_id: int, need_id: int) -> Case | None:
    """The pair's case that has not been closed."""
    return db.session.scalars(
        sa.select(Case).where(Case.offer_id == offer_id, Case.need_id == need_id, Case.closed_at.is_(None))
    ).first()


def refused_until(seller_id: int, buyer_id: int) -> date | None:
    """The day until which a standing no of either side keeps the two organisations apart, or None."""
    later = aliased(Consent)
    withdrawn = (
        sa.select(later.id)
        .where(later.case_id == Consent.case_id, later.organisation_id == Consent.organisation_id)
        .where(later.id > Consent.id, later.yes)
        .exists()
    )
    last = db.session.scalar(
        sa.select(sa.func.max(Consent.at))
        .join(Case, Case.id == Consent.case_id)
        .where(Case.seller_id == seller_id, Case.buyer_id == buyer_id, ~Consent.yes, ~withdrawn)
    )
    until = last + limits().refusal if last is not None else None
    return until.date() if until is not None and until > now() else None


def title_of(listing: Listing) -> str:
    """A listing in a few words: goods, variety and whose."""
    goods = listing.commodity.name if listing.commodity else listing.as_written
    variety = f" {listing.variety}" if listing.variety else ""
    return f"{goods[:1].upper()}{goods[1:]}{variety} – {listing.organisation.short_name or listing.organisation.name}"
