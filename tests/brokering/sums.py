"""The ledger against itself: what its movements add up to, and what the periods say."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from marketplace.brokering.models import Movement
from marketplace.extensions import db
from marketplace.needs.models import NeedPeriod
from marketplace.offers.models import OfferPeriod


def broken_sums() -> Iterator[str]:
    """A sentence for each period whose columns are not the sums of its movements, or beyond what there is."""
    for kind, column in ((OfferPeriod, Movement.offer_period_id), (NeedPeriod, Movement.need_period_id)):
        reserved, contracted = (
            sa.func.coalesce(sa.func.sum(amount), 0) for amount in (Movement.reserved_kg, Movement.contracted_kg)
        )
        question = sa.select(kind.id, kind.reserved_kg, kind.contracted_kg, reserved, contracted).select_from(kind)
        question = question.outerjoin(Movement, column == kind.id).group_by(kind.id)
        for number, says_reserved, says_contracted, *sums in db.session.execute(question):
            if [says_reserved, says_contracted] != sums or min(says_reserved, says_contracted) < 0:
                yield f"{kind.__name__} {number}: {says_reserved}, {says_contracted}; movements: {sums}"
    too_much = OfferPeriod.reserved_kg + OfferPeriod.contracted_kg > OfferPeriod.firm_kg + OfferPeriod.flexible_kg
    for number in db.session.scalars(sa.select(OfferPeriod.id).where(too_much)):
        yield f"OfferPeriod {number} is promised twice"
