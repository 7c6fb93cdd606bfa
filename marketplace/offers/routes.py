"""The pages of offers: what `listings` draws and does for every kind of listing, told of offers."""

from __future__ import annotations

from flask import Blueprint

from marketplace.authorization.permissions import Permission
from marketplace.listings.browsing import register_pages
from marketplace.listings.pages import Room, Verbs
from marketplace.listings.transitions import register_transitions
from marketplace.offers import actions, queries
from marketplace.offers.forms import WhatForm
from marketplace.offers.models import Offer
from marketplace.offers.presenting import card, present
from marketplace.offers.steps import STEPS, described

bp = Blueprint("offers", __name__, url_prefix="/offers")
ROOM = Room(
    name="offers",
    model=Offer,
    view=Permission.OFFER_VIEW,
    edit=Permission.OFFER_EDIT,
    names=actions.NAMES,
    steps=STEPS,
    page=queries.offers_page,
    own_page=queries.own_offers_page,
    find=queries.offer_by_public_id,
    missing=actions.missing_of,
    doubts=actions.doubts_about,
    start=WhatForm,
    described=described,
    verbs=Verbs(
        draft=actions.draft_offer,
        publish=lambda offer, **by: actions.publish_offer(offer=offer, **by),
        close=lambda offer, **by: actions.close_offer(offer=offer, **by),
        copy=lambda offer, **by: actions.copy_offer(offer=offer, **by),
    ),
    card=card,
    present=present,
)
register_pages(bp, ROOM)
register_transitions(bp, ROOM)
