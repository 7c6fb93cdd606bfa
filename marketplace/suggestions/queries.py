"""Which records may be suggested to a viewer, and what was said of a pair before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import Base, db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Organisation
from marketplace.suggestions import moment
from marketplace.suggestions.fact_rows import among, dialect, of_one_length
from marketplace.suggestions.market_models import BalancedPair, MarketBalance
from marketplace.suggestions.models import SuggestionFeedback

Record = TypeVar("Record", Offer, Need)


def need_for(viewer: Viewer, public_id: str) -> Need:
    """A need whose suggestions the viewer may see; NotFoundError otherwise."""
    found = db.session.scalar(_need_question(), {"public_id": public_id})
    return reveal(viewer, Permission.SUGGESTION_VIEW, found)


@cache
def _need_question() -> sa.Select[Need]:
    """Put together once in the life of a process, as the others here that every list asks."""
    return sa.select(Need).where(Need.public_id == sa.bindparam("public_id")).options(*_line_parts())


def offer_for(viewer: Viewer, public_id: str) -> Offer:
    """An offer whose suggestions the viewer may see; NotFoundError otherwise."""
    found = db.session.scalar(sa.select(Offer).filter_by(public_id=public_id).options(*offer_parts()))
    return reveal(viewer, Permission.SUGGESTION_VIEW, found)


def public_offers(public_ids: Sequence[str], *, brief: bool = False) -> dict[str, Offer]:
    """Those of the offers that everybody may see, with everything shown of them, by public id.

    In `brief` with what a line of a list shows; `read_periods` then reads the amounts of the lines that are shown.
    """
    return _public(Offer, public_ids, brief=brief)


def public_needs(public_ids: Sequence[str], *, brief: bool = False) -> dict[str, Need]:
    """Those of the needs that everybody may see, as above; in `brief` with what a line shows and their periods."""
    return _public(Need, public_ids, brief=brief)


def read_periods(offers: Sequence[Offer]) -> None:
    """Read the periods of these offers in one question, where they are not known yet."""
    asked = {offer.id: offer for offer in offers if "periods" in sa.inspect(offer).unloaded}
    if not asked:
        return
    periods: dict[int, list[OfferPeriod]] = {number: [] for number in asked}
    for period in db.session.scalars(_periods_question(dialect()), {"named": of_one_length(list(asked))}):
        periods[period.offer_id].append(period)
    for number, offer in asked.items():
        set_committed_value(offer, "periods", periods[number])


@cache
def _periods_question(dialect: str) -> sa.Select[OfferPeriod]:
    chosen = among(OfferPeriod.offer_id, sa.Integer(), dialect)
    return sa.select(OfferPeriod).where(chosen).order_by(OfferPeriod.start)


def _public(model: type[Record], public_ids: Sequence[str], *, brief: bool) -> dict[str, Record]:
    if not public_ids:
        return {}
    chosen = _public_question(model, dialect(), brief=brief)
    found = db.session.scalars(chosen, {"named": of_one_length(public_ids)})
    return {one.public_id: one for one in found}


@cache
def _public_question(model: type[Record], dialect: str, *, brief: bool) -> sa.Select[Record]:
    named = among(model.public_id, sa.String(), dialect)
    if model is Offer:
        parts = _brief_parts() if brief else offer_parts()
    else:
        parts = list(_line_parts()) if brief else need_parts()
    return sa.select(model).where(named, is_public(model)).options(*parts)


@dataclass(frozen=True, slots=True)
class Balanced:
    """A pair as the whole market weighs it: the buyer's and the seller's score (0..100), the value to both (0..1).

    `place` is its place in the need's list by the balance, from 1; `made_at` is when the market was weighed.
    """

    place: int
    buyer_score: Decimal
    seller_score: Decimal
    mutual: Decimal
    made_at: datetime


def balance_of(need: Need) -> dict[int, Balanced]:
    """The balanced pairs of a need by offer id, in order of their place; empty until the market was first weighed.

    Pairs of offers that changed since are still in it: who shows them shows their present score beside it.
    """
    now = moment.known()
    if now is not None and now.turn is None:
        return {}
    rows = db.session.execute(
        sa.select(BalancedPair, MarketBalance.made_at)
        .join(MarketBalance, MarketBalance.turn == BalancedPair.turn)
        .where(BalancedPair.need_id == need.id)
        .order_by(BalancedPair.place)
    )
    return {
        one.offer_id: Balanced(one.place, one.buyer_score, one.seller_score, one.mutual, made_at)
        for one, made_at in rows
    }


def _brief_parts() -> list[sa.sql.base.ExecutableOption]:
    """What a line of a list shows of an offer, and what it is filtered by; anything else is read when asked for."""
    home = joinedload(Offer.organisation, innerjoin=True)
    sizes = (Organisation.official_members, Organisation.annual_revenue, Organisation.total_capital)
    return [
        load_only(Offer.public_id, Offer.organisation_id, Offer.origin, Offer.commune_code, Offer.province_code),
        lazyload(Offer.commodity),
        *_no_places(Offer),
        home.load_only(
            Organisation.name, Organisation.commune_code, Organisation.province_code, Organisation.founded_on, *sizes
        ),
    ]


def _line_parts() -> tuple[sa.sql.base.ExecutableOption, ...]:
    """A need with its periods, without what only the matcher or its own page asks for."""
    return selectinload(Need.periods), lazyload(Need.site), *_no_places(Need)


def _no_places(model: type[Offer] | type[Need]) -> tuple[sa.sql.base.ExecutableOption, ...]:
    """Places are known by code, so their tables need not be joined; nor is the form told in lists."""
    return lazyload(model.form), lazyload(model.province), lazyload(model.commune)


def offer_parts() -> list[sa.sql.base.ExecutableOption]:
    """Everything of an offer that the matcher and the pages read, in a fixed number of queries."""
    home = joinedload(Offer.organisation)
    return [
        selectinload(Offer.periods),
        selectinload(Offer.certificates),
        joinedload(Offer.commune),
        home.joinedload(Organisation.commune),
        home.joinedload(Organisation.province),
    ]


def need_parts() -> list[sa.sql.base.ExecutableOption]:
    """The same for a need."""
    home = joinedload(Need.organisation)
    return [
        selectinload(Need.periods),
        selectinload(Need.criteria),
        selectinload(Need.places),
        joinedload(Need.commune),
        home.selectinload(Organisation.sites),
        home.joinedload(Organisation.commune),
        home.joinedload(Organisation.province),
    ]


def rejections(
    organisation_id: int, *, need: Need | None = None, offer: Offer | None = None
) -> dict[int, SuggestionFeedback]:
    """What this organisation said of pairs with the need (by offer id) or with the offer (by need id)."""
    asked = sa.select(SuggestionFeedback).filter_by(organisation_id=organisation_id)
    asked = asked.filter_by(need_id=need.id) if need is not None else asked
    asked = asked.filter_by(offer_id=offer.id) if offer is not None else asked
    found = db.session.scalars(asked).all()
    return {said.offer_id if need is not None else said.need_id: said for said in found}


def has_cases(need: Need) -> bool:
    """Whether anybody has ever opened a case around the need; asked of the room above by its table."""
    now = moment.known()
    if now is not None and now.stage_id is None:
        return False
    cases = Base.metadata.tables["cases"].c
    return bool(db.session.scalar(sa.select(sa.exists().where(cases.need_id == need.id))))


def pair(need_id: str, offer_id: str) -> tuple[Need | None, Offer | None]:
    """Both records by public id, for the caller to decide who may see them."""
    need = db.session.scalar(sa.select(Need).filter_by(public_id=need_id).options(*need_parts()))
    offer = db.session.scalar(sa.select(Offer).filter_by(public_id=offer_id).options(*offer_parts()))
    return need, offer
