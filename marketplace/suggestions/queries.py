"""Which records may be suggested to a viewer, and what was said of a pair before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.authorization.viewer import Viewer
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Organisation, Origin
from marketplace.suggestions.models import SuggestionFeedback

MOST_CANDIDATES = 3000
Record = TypeVar("Record", Offer, Need)


def need_for(viewer: Viewer, public_id: str) -> Need:
    """A need whose suggestions the viewer may see; NotFoundError otherwise."""
    found = db.session.scalar(sa.select(Need).filter_by(public_id=public_id).options(*need_parts()))
    return reveal(viewer, Permission.SUGGESTION_VIEW, found)


def offer_for(viewer: Viewer, public_id: str) -> Offer:
    """An offer whose suggestions the viewer may see; NotFoundError otherwise."""
    found = db.session.scalar(sa.select(Offer).filter_by(public_id=public_id).options(*offer_parts()))
    return reveal(viewer, Permission.SUGGESTION_VIEW, found)


def open_offers(codes: Sequence[str], *, not_of: int) -> Sequence[Offer]:
    """Public offers of these goods (and reported ones, whose goods are read from their facts), newest first."""
    wanted = sa.or_(Offer.commodity_code.in_(codes), Offer.origin == Origin.REPORTED)
    return db.session.scalars(_open(Offer, wanted, not_of).options(*offer_parts())).all()


def open_needs(codes: Sequence[str], *, not_of: int) -> Sequence[Need]:
    """Public needs for these goods, as above."""
    wanted = sa.or_(Need.commodity_code.in_(codes), Need.origin == Origin.REPORTED)
    return db.session.scalars(_open(Need, wanted, not_of).options(*need_parts())).all()


def _open(model: type[Record], wanted: sa.ColumnElement[bool], not_of: int) -> sa.Select[Record]:
    open_ones = sa.select(model).where(wanted, is_public(model), model.organisation_id != not_of)
    return open_ones.order_by(model.id.desc()).limit(MOST_CANDIDATES)


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


def pair(need_id: str, offer_id: str) -> tuple[Need | None, Offer | None]:
    """Both records by public id, for the caller to decide who may see them."""
    need = db.session.scalar(sa.select(Need).filter_by(public_id=need_id).options(*need_parts()))
    offer = db.session.scalar(sa.select(Offer).filter_by(public_id=offer_id).options(*offer_parts()))
    return need, offer
