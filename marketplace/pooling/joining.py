"""A cooperative's view of large orders: which needs it could fill a part of beside others, and what keeps it from one.

Only what is public is told: the need, what of it this offer could give, the rule that keeps the offer out and the one
change that would let it in. Who else supplies, and whether the buyer is gathering a group already, is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, lazyload, selectinload

from marketplace.authorization.viewer import Viewer
from marketplace.brokering.actions.consents import ASKING
from marketplace.brokering.models import Case, PlannedShare
from marketplace.brokering.overlaps import meetings
from marketplace.clock import today
from marketplace.extensions import db
from marketplace.listings.visibility import belongs_to, is_public
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import gateway, queries
from marketplace.suggestions.lines import read_in
from matching import NeedRecord, OfferRecord, build
from matching.records import NearMiss, Suggestion
from matching.sentences import mend_sentence, near_miss_sentence

MOST_OFFERS = 5
MOST_NEEDS = 24
"""So many needs are looked at for an offer, the smallest first: there a cooperative's part is largest."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Fit:
    """A need that is larger than the offer, of which the offer could give `gives_kg` of the `missing_kg` still wanted.

    Where a rule keeps it out, `lack` says why and `mend` what would let it in; both are empty where it fits.
    """

    need: Need
    gives_kg: Decimal
    missing_kg: Decimal
    score: Decimal
    lack: str = ""
    mend: str = ""

    @property
    def share(self) -> Decimal:
        """What it could give of what is wanted, from 0 to 1."""
        return min(self.gives_kg / self.missing_kg, Decimal(1)) if self.missing_kg else ZERO


@dataclass(frozen=True, slots=True)
class Reach:
    """One offer with the large needs it fits, best first, and those that one change would open."""

    offer: Offer
    fits: Sequence[Fit]
    misses: Sequence[Fit]


def reaches_of(viewer: Viewer) -> list[Reach]:
    """For each of the viewer's newest open offers (for a broker, those entered on behalf), what it could join."""
    newest = sa.select(Offer).where(belongs_to(Offer, viewer), is_public(Offer)).options(*queries.offer_parts())
    found = db.session.scalars(newest.order_by(Offer.published_at.desc(), Offer.id.desc()).limit(MOST_OFFERS))
    offers = found.unique().all()
    around = gateway.needs_around_each(offers, on=today())
    told = [list(_said(record, asked, today())) for record, asked in around]
    needs = queries.public_needs([one.need_id for said in told for one in said], brief=True)
    return [
        _reach(offer, [_fit(offer, needs[one.need_id], one) for one in said if one.need_id in needs])
        for offer, said in zip(offers, told, strict=True)
    ]


def _reach(offer: Offer, fits: Sequence[Fit]) -> Reach:
    several = [fit for fit in fits if fit.missing_kg > fit.gives_kg]
    best = sorted(several, key=lambda fit: (-fit.score, fit.need.id))
    return Reach(offer, [fit for fit in best if not fit.lack and fit.gives_kg], [fit for fit in best if fit.lack])


def _said(offer: OfferRecord, asked: Sequence[NeedRecord], on: date) -> Iterator[Suggestion | NearMiss]:
    """What the matcher says of the offer for each need that takes several suppliers and is larger than the offer."""
    has = sum((period.firm_kg + period.flexible_kg for period in offer.periods), ZERO)
    large = [need for need in asked if _takes_several(need) and need.organisation != offer.organisation]
    larger = [(need.total_kg, need.id, need) for need in large if need.total_kg is not None and need.total_kg > has]
    index, matcher = build([offer]), gateway.matcher()
    for _kg, _id, need in sorted(larger, key=lambda one: one[:2])[:MOST_NEEDS]:
        ranking = matcher.suggest(index, need, top=1, on=on)
        yield from ranking.suggestions or ranking.near_misses


def _takes_several(need: NeedRecord) -> bool:
    return need.maximum_suppliers is None or need.maximum_suppliers > 1


def _fit(offer: Offer, need: Need, said: Suggestion | NearMiss) -> Fit:
    gives = sum((met.quantity_kg for met in meetings(offer.periods, need.periods)), ZERO)
    missing = sum((period.missing_kg for period in need.periods if period.end >= today()), ZERO)
    if isinstance(said, Suggestion):
        return Fit(need, gives, missing, said.score)
    lang = read_in()
    return Fit(need, gives, missing, said.score, near_miss_sentence(said, lang), mend_sentence(said, lang))


@dataclass(frozen=True, slots=True)
class Invitation:
    """A case in which one of the viewer's cooperatives was asked for so much and has not answered."""

    case: Case
    asked_kg: Decimal


def invitations(viewer: Viewer) -> list[Invitation]:
    """What the viewer's cooperatives are asked for in pooled orders, their own part only, the newest first."""
    own = PlannedShare.organisation_id.in_(viewer.organisation_ids)
    sides = [selectinload(one).lazyload("*") for one in (Case.consents, Case.members)]
    question = (
        sa.select(PlannedShare)
        .join(PlannedShare.case)
        .where(own, Case.stage.in_(ASKING))
        .options(contains_eager(PlannedShare.case).options(*sides, lazyload(Case.broker)))
        .order_by(Case.id.desc(), PlannedShare.id)
    )
    asked: dict[int, Invitation] = {}
    for share in db.session.scalars(question).unique():
        case, side = share.case, share.organisation_id
        if side in case.seller_ids and case.consent_of(side) is None:
            before = asked[case.id].asked_kg if case.id in asked else ZERO
            asked[case.id] = Invitation(case, before + share.quantity_kg)
    return list(asked.values())
