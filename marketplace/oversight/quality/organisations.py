"""Organisations worth a second look. Those of the press and those merged into others are left alone."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.authorization.viewer import Viewer
from marketplace.clock import VIETNAM
from marketplace.contracts.models import Contract, ContractParty
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import (
    Distinction,
    FoundLikeness,
    LegalStatus,
    Observation,
    Organisation,
    OrganisationKind,
    Origin,
    Rating,
    StatusRecord,
)
from marketplace.oversight.limits import limits
from marketplace.oversight.scope import Scope
from marketplace.oversight.sql import days_between

WATCHED = (OrganisationKind.HTX, OrganisationKind.LHHTX, OrganisationKind.THT, OrganisationKind.ENTERPRISE)


def known(scope: Scope) -> sa.ColumnElement[bool]:
    """Verified organisations of the place that stand for themselves."""
    return sa.and_(_stands(Organisation), scope.in_place(Organisation.province_code))


def _stands(one: Any) -> sa.ColumnElement[bool]:
    """Verified, of a kind that is watched, not merged away and no name of the press."""
    return sa.and_(
        one.verified_at.is_not(None), one.merged_into_id.is_(None), one.origin != Origin.REPORTED,
        one.kind.in_(WATCHED),
    )  # fmt: skip


def _named() -> tuple[Any, ...]:
    return Organisation.public_id, Organisation.name, Organisation.kind


def _checked() -> sa.Subquery:
    """The day each organisation's status was last looked up."""
    latest = sa.func.max(StatusRecord.checked_on).label("checked_on")
    return sa.select(StatusRecord.organisation_id, latest).group_by(StatusRecord.organisation_id).subquery()


def stale(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(public_id, name, kind, checked_on, days) of organisations whose status nobody looked up for too long.

    What the register called ended stays so: nobody needs to look again.
    """
    checked = _checked()
    day = sa.literal(scope.until, sa.Date)
    oldest = scope.until - limits().stale_status
    return (
        sa.select(*_named(), checked.c.checked_on, days_between(day, checked.c.checked_on).label("days"))
        .select_from(Organisation)
        .outerjoin(checked, checked.c.organisation_id == Organisation.id)
        .where(known(scope), sa.or_(checked.c.checked_on.is_(None), checked.c.checked_on < oldest))
        .where(~_ended(scope))
        .order_by(checked.c.checked_on.is_not(None), checked.c.checked_on, Organisation.folded, Organisation.id)
    )


def alike(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(first and second public_id and name, score, reasons) of pairs that may be one and that nobody told apart.

    Both are verified: whoever verifies is shown the likenesses of a newcomer, and the press names whom it will.
    """
    first, second = aliased(Organisation), aliased(Organisation)
    apart = sa.exists().where(
        Distinction.first_id == FoundLikeness.first_id, Distinction.second_id == FoundLikeness.second_id
    )
    columns: tuple[Any, ...] = (
        first.public_id.label("first_id"), first.name.label("first"), second.public_id.label("second_id"),
        second.name.label("second"), FoundLikeness.score, FoundLikeness.reasons,
    )  # fmt: skip
    return (
        sa.select(*columns)
        .join(first, first.id == FoundLikeness.first_id)
        .join(second, second.id == FoundLikeness.second_id)
        .where(_stands(first), _stands(second), ~apart)
        .where(sa.or_(scope.in_place(first.province_code), scope.in_place(second.province_code)))
        .order_by(FoundLikeness.score.desc(), FoundLikeness.first_id, FoundLikeness.second_id)
    )


def inactive(_viewer: Viewer, scope: Scope) -> sa.Select[Any]:
    """(public_id, name, kind, checked_on) of organisations that are said to be active and give no sign of it.

    No status check, offer, need, contract in term or signed, rating or visit since so many days. What was registered
    here since then is too young to say, and what the register calls ended needs no review.
    """
    since = scope.until - limits().inactive
    instant = datetime.combine(since, time.min, VIETNAM)
    checked, own = _checked(), Organisation.id
    signs = [
        sa.exists().where(Offer.organisation_id == own, Offer.changed_at >= instant),
        sa.exists().where(Need.organisation_id == own, Need.changed_at >= instant),
        sa.exists().where(Rating.organisation_id == own, Rating.year >= since.year),
        sa.exists().where(Observation.organisation_id == own, Observation.observed_on >= since),
        sa.exists().where(
            ContractParty.organisation_id == own, ContractParty.contract_id == Contract.id,
            Contract.signed_on.is_not(None), Contract.effective_to >= since,
        ),
    ]  # fmt: skip
    return (
        sa.select(*_named(), checked.c.checked_on)
        .select_from(Organisation)
        .outerjoin(checked, checked.c.organisation_id == Organisation.id)
        .where(known(scope), sa.or_(checked.c.checked_on.is_(None), checked.c.checked_on < since))
        .where(Organisation.created_at < instant, ~sa.or_(*signs), ~_ended(scope))
        .order_by(Organisation.folded, Organisation.id)
    )


def _ended(scope: Scope) -> sa.ColumnElement[bool]:
    """Whether the newest status of the day is the end."""
    newer = aliased(StatusRecord)
    later = sa.exists().where(
        newer.organisation_id == StatusRecord.organisation_id, newer.valid_from <= scope.until,
        sa.or_(newer.valid_from > StatusRecord.valid_from,
               sa.and_(newer.valid_from == StatusRecord.valid_from, newer.id > StatusRecord.id)),
    )  # fmt: skip
    return sa.exists().where(
        StatusRecord.organisation_id == Organisation.id, StatusRecord.status == LegalStatus.ENDED,
        StatusRecord.valid_from <= scope.until, ~later,
    )  # fmt: skip
