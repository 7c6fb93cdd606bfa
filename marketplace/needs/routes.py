"""The pages of needs: what `listings` draws and does for every kind of listing, told of needs."""

from __future__ import annotations

from flask import Blueprint

from marketplace.authorization.permissions import Permission
from marketplace.listings.browsing import register_pages
from marketplace.listings.pages import Room, Verbs
from marketplace.listings.transitions import register_transitions
from marketplace.needs import actions, queries
from marketplace.needs.forms import WhatForm
from marketplace.needs.models import Need
from marketplace.needs.presenting import card, present
from marketplace.needs.steps import STEPS, described

bp = Blueprint("needs", __name__, url_prefix="/needs")
ROOM = Room(
    name="needs",
    model=Need,
    view=Permission.NEED_VIEW,
    edit=Permission.NEED_EDIT,
    names=actions.NAMES,
    steps=STEPS,
    page=queries.needs_page,
    own_page=queries.own_needs_page,
    find=queries.need_by_public_id,
    missing=actions.missing_of,
    doubts=actions.doubts_about,
    start=WhatForm,
    described=described,
    verbs=Verbs(
        draft=actions.draft_need,
        publish=lambda need, **by: actions.publish_need(need=need, **by),
        close=lambda need, **by: actions.close_need(need=need, **by),
        copy=lambda need, **by: actions.copy_need(need=need, **by),
    ),
    card=card,
    present=present,
)
register_pages(bp, ROOM)
register_transitions(bp, ROOM)
