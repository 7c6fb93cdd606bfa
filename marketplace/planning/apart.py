"""Pairs that no plan brings together: a side said no, or this very offer was found unfit for this very need."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from marketplace.brokering.limits import limits
from marketplace.brokering.models import Case, Consent, Member
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.listings.visibility import is_public
from marketplace.needs.models import Need
from marketplace.suggestions.models import SuggestionFeedback


@dataclass(frozen=True, slots=True)
class Apart:
    """Sellers and buyers that are kept apart now, and pairs of offer and need that somebody put aside."""

    sides: frozenset[tuple[int, int]]
    listings: frozenset[tuple[int, int]]


def read_apart() -> Apart:
    """What stands between organisations: the twin of `brokering.queries.refused_until` for all of them at once."""
    unfit = sa.select(SuggestionFeedback.offer_id, SuggestionFeedback.need_id)
    open_needs = sa.select(Need.id).where(is_public(Need))
    put_aside = db.session.execute(unfit.where(SuggestionFeedback.need_id.in_(open_needs)))
    return Apart(frozenset(_refused()), frozenset((row[0], row[1]) for row in put_aside))


def _refused() -> set[tuple[int, int]]:
    """(seller, buyer): a cooperative's no is its own, the buyer's no is of every cooperative of the case."""
    found: set[tuple[int, int]] = set()
    asked = (
        sa.select(Consent.organisation_id, Case.id, Case.seller_id, Case.buyer_id)
        .join(Case, Case.id == Consent.case_id)
        .where(~Consent.yes, Consent.at > now() - limits().refusal, ~_taken_back())
    )
    rows = db.session.execute(asked).all()
    members = _members([case_id for said, case_id, _seller, buyer in rows if said == buyer])
    for said, case_id, seller, buyer in rows:
        if said == buyer:
            found |= {(one, buyer) for one in (seller, *members.get(case_id, ()))}
        else:
            found.add((said, buyer))
    return found


def _taken_back() -> sa.ColumnElement[bool]:
    later = aliased(Consent)
    return (
        sa.select(later.id)
        .where(later.case_id == Consent.case_id, later.organisation_id == Consent.organisation_id)
        .where(later.id > Consent.id, later.yes)
        .exists()
    )


def _members(case_ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    asked = sa.select(Member.case_id, Member.organisation_id).where(Member.left_at.is_(None))
    for case_id, organisation_id in db.session.execute(asked.where(Member.case_id.in_(case_ids))):
        found.setdefault(case_id, []).append(organisation_id)
    return found
