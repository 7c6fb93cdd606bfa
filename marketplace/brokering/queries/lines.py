"""A case as a line of a list: columns of one query, and what three more add for the lines that are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale
from sqlalchemy.orm import aliased

from marketplace.accounts.models import User
from marketplace.authorization.viewer import Viewer
from marketplace.brokering.models import Case, CaseStage, Consent, Member, Stage, Terms, TermsPeriod
from marketplace.catalogue.models import Commodity
from marketplace.clock import VIETNAM
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation

LIVE = (CaseStage.PROPOSED, CaseStage.CONSENT, CaseStage.NEGOTIATION, CaseStage.AGREED)
PRICED = (PriceBasis.FIXED, PriceBasis.FLOOR)


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

    id: int
    public_id: str
    stage: CaseStage
    opened_at: datetime
    entered_at: datetime | None
    due_on: date | None
    seller_id: int
    seller: str
    buyer_id: int
    buyer: str
    owner: str | None
    goods_vi: str
    goods_en: str
    state_share: Any
    others: int = 0
    """How many cooperatives stand beside the named one, as far as the reader may know."""
    sides: int = 2
    consented: int = 0
    value_dong: int | None = None
    """Quantity times price of the latest revision, where the price is fixed or a floor; None is unknown."""

    @property
    def is_state_owned(self) -> bool:
        """Whether the buyer is a state-owned enterprise (more than half of capital or votes)."""
        return self.state_share is not None and self.state_share > 50

    def is_late(self, day: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < day and self.stage in LIVE

    def days_in_stage(self, day: date) -> int:
        """Whole days since the case entered its stage, as days in Viet Nam."""
        entered = self.entered_at or self.opened_at
        return max(0, (day - entered.astimezone(VIETNAM).date()).days)


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


Seller, Buyer, Good, Owner = aliased(Organisation), aliased(Organisation), aliased(Commodity), aliased(User)


def state_share() -> sa.ColumnElement[Any]:
    """The greater of the state's share of capital and of votes in the buyer."""
    return sa.case(
        (Buyer.state_voting_pct > Buyer.state_capital_pct, Buyer.state_voting_pct),
        else_=sa.func.coalesce(Buyer.state_capital_pct, Buyer.state_voting_pct),
    )


def joined(question: sa.Select[Any]) -> sa.Select[Any]:
    """The question from cases to their listings and goods."""
    goods = sa.func.coalesce(Need.commodity_code, Offer.commodity_code)
    return (
        question.select_from(Case)
        .join(Offer, Offer.id == Case.offer_id)
        .join(Need, Need.id == Case.need_id)
        .outerjoin(Good, Good.code == goods)
    )


def lines() -> sa.Select[Any]:
    """The columns of `CaseLine` up to `state_share`, in their order."""
    columns: Any = sa.select(
        Case.id, Case.public_id, Case.stage, Case.opened_at, Stage.entered_at, Case.due_on,
        Case.seller_id, Seller.name, Case.buyer_id, Buyer.name, Owner.name,
        sa.func.coalesce(Good.name_vi, ""), sa.func.coalesce(Good.name_en, ""), state_share(),
    )  # fmt: skip
    return (
        joined(columns)
        .join(Seller, Seller.id == Case.seller_id)
        .join(Buyer, Buyer.id == Case.buyer_id)
        .outerjoin(Owner, Owner.id == Case.broker_id)
        .outerjoin(Stage, sa.and_(Stage.case_id == Case.id, Stage.left_at.is_(None)))
    )


def visible(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Cases of the viewer's organisations, and those the viewer brokers."""
    mine = [Case.broker_id == viewer.user_id] if viewer.is_broker else []
    if not viewer.organisation_ids:
        return sa.or_(sa.false(), *mine)
    ours = viewer.organisation_ids
    joined_in = sa.select(Member.case_id).where(Member.organisation_id.in_(ours), Member.left_at.is_(None))
    own = [Case.seller_id.in_(ours), Case.buyer_id.in_(ours), Case.id.in_(joined_in)]
    return sa.or_(sa.false(), *own, *mine)


def complete(viewer: Viewer, found: Sequence[CaseLine]) -> list[CaseLine]:
    """The lines with their members, answers and value; what the reader's side may not know yet stays out."""
    ids = [line.id for line in found]
    if not ids:
        return []
    members, yes, values = _members(ids), _consents(ids), _values(ids)
    return [_completed(viewer, line, members.get(line.id, {}), yes.get(line.id, set()), values) for line in found]


def _completed(
    viewer: Viewer, line: CaseLine, members: dict[int, str], yes: set[int], values: dict[int, int]
) -> CaseLine:
    sides = {line.seller_id, line.buyer_id, *members}
    line = replace(line, sides=len(sides), consented=len(sides & yes))
    if viewer.is_broker or viewer.organisation_ids & {line.buyer_id}:
        return replace(line, others=len(members), value_dong=values.get(line.id))
    ours = viewer.organisation_ids & sides
    own = next(iter(sorted(ours & set(members))), None)
    if own is not None and line.seller_id not in ours:  # a member's own list names it, not the first cooperative
        line = replace(line, seller=members[own])
    met = bool(ours & yes) and line.stage not in {CaseStage.PROPOSED, CaseStage.CONSENT}
    others = len((sides & yes) - ours - {line.buyer_id}) if met else 0
    return replace(line, others=others, value_dong=values.get(line.id) if ours & yes else None)


def _members(ids: Iterable[int]) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    question = sa.select(Member.case_id, Member.organisation_id, Organisation.name)
    question = question.join(Organisation, Organisation.id == Member.organisation_id)
    for case, organisation, name in db.session.execute(
        question.where(Member.case_id.in_(ids), Member.left_at.is_(None))
    ):
        found.setdefault(case, {})[organisation] = name
    return found


def _consents(ids: Sequence[int]) -> dict[int, set[int]]:
    """The sides that said yes, and those of renewals who need not be asked again, by case."""
    last = sa.select(sa.func.max(Consent.id)).where(Consent.case_id.in_(ids))
    last = last.group_by(Consent.case_id, Consent.organisation_id)
    found: dict[int, set[int]] = {}
    said: Any = sa.select(Consent.case_id, Consent.organisation_id).where(Consent.id.in_(last), Consent.yes)
    for row in db.session.execute(sa.union_all(said, *_unasked(ids))):
        found.setdefault(row[0], set()).add(row[1])
    return found


def _unasked(ids: Sequence[int]) -> list[sa.Select[Any]]:
    """Case and side: the sides of the cases that these renew (see `Case.has_consented`)."""
    renewed = aliased(Case)
    sides: list[Any] = [
        sa.select(Case.id, column).join(renewed, renewed.id == Case.renews_id).where(Case.id.in_(ids))
        for column in (renewed.seller_id, renewed.buyer_id)
    ]
    further: Any = sa.select(Case.id, Member.organisation_id).join(Member, Member.case_id == Case.renews_id)
    return [*sides, further.where(Case.id.in_(ids), Member.left_at.is_(None))]


def _values(ids: Iterable[int]) -> dict[int, int]:
    """Đồng by case, of the latest revision."""
    latest = sa.select(sa.func.max(Terms.id)).where(Terms.case_id.in_(ids)).group_by(Terms.case_id)
    question = (
        sa.select(Terms.case_id, Terms.price_dong_per_kg, sa.func.sum(TermsPeriod.quantity_kg))
        .join(TermsPeriod, TermsPeriod.terms_id == Terms.id)
        .where(Terms.id.in_(latest), Terms.price_basis.in_(PRICED), Terms.price_dong_per_kg.is_not(None))
        .group_by(Terms.case_id, Terms.price_dong_per_kg)
    )
    rows = db.session.execute(question)
    return {case: int(price * kilograms) for case, price, kilograms in rows if price is not None}
