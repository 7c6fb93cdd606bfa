"""The least valid need, made through the actions."""

from __future__ import annotations

from typing import Any

from marketplace.listings.recurrence import PeriodDraft
from marketplace.needs import actions
from marketplace.needs.models import Need
from tests.cast import organisation, user
from tests.factories.offers import coming, commodity, tonne


def draft_need(person: int, organisation_id: int, *, good: str = "durian", **description: Any) -> Need:
    """A draft without periods."""
    return actions.draft_need(
        by=user(person), organisation=organisation(organisation_id), commodity=commodity(good), **description
    )


def complete_need(
    person: int, organisation_id: int, *periods: PeriodDraft, good: str = "durian", **description: Any
) -> Need:
    """A draft that lacks nothing."""
    need = draft_need(person, organisation_id, good=good, **description)
    actions.schedule_need(by=user(person), need=need, version=None, unit=tonne(), periods=periods or (coming(),))
    return need


def public_need(
    person: int, organisation_id: int, *periods: PeriodDraft, good: str = "durian", **description: Any
) -> Need:
    """A need that everybody may see, of a verified organisation's own people."""
    need = complete_need(person, organisation_id, *periods, good=good, **description)
    actions.publish_need(by=user(person), need=need)
    return need
