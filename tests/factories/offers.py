"""The least valid offer, made through the actions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from marketplace.catalogue.models import Commodity, Unit
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings.recurrence import PeriodDraft
from marketplace.offers import actions
from marketplace.offers.models import Offer
from tests.cast import organisation, user


def coming(days: int = 30, length: int = 29, firm: str = "20", flexible: str = "0") -> PeriodDraft:
    """A period that begins in so many days; quantities in the unit of the listing, tonnes by default."""
    start: date = today() + timedelta(days=days)
    return PeriodDraft(start, start + timedelta(days=length), Decimal(firm), Decimal(flexible))


def tonne() -> Unit:
    """The usual unit."""
    return db.session.get_one(Unit, "tonne")


def commodity(code: str = "durian") -> Commodity:
    """A good of the catalogue."""
    return db.session.get_one(Commodity, code)


def draft_offer(person: int, organisation_id: int, *, good: str = "durian", **description: Any) -> Offer:
    """A draft without periods."""
    return actions.draft_offer(
        by=user(person), organisation=organisation(organisation_id), commodity=commodity(good), **description
    )


def complete_offer(
    person: int, organisation_id: int, *periods: PeriodDraft, good: str = "durian", **description: Any
) -> Offer:
    """A draft that lacks nothing."""
    offer = draft_offer(person, organisation_id, good=good, **description)
    actions.schedule_offer(by=user(person), offer=offer, version=None, unit=tonne(), periods=periods or (coming(),))
    return offer


def public_offer(
    person: int, organisation_id: int, *periods: PeriodDraft, good: str = "durian", **description: Any
) -> Offer:
    """An offer that everybody may see, of a verified organisation's own people."""
    offer = complete_offer(person, organisation_id, *periods, good=good, **description)
    actions.publish_offer(by=user(person), offer=offer)
    return offer
