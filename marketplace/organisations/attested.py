"""Questions about what was attested of an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.organisations.models import Observation, Organisation, Rating, Recognition, TracedProduct


@dataclass(frozen=True, slots=True)
class Attested:
    """Everything attested of one organisation, newest first; recognitions with those withdrawn."""

    recognitions: Sequence[Recognition]
    products: Sequence[TracedProduct]
    observations: Sequence[Observation]
    parent: Organisation | None

    @property
    def standing(self) -> list[Recognition]:
        """Recognitions that nobody has withdrawn."""
        return [one for one in self.recognitions if one.withdrawn_at is None]


def attested_of(organisation: Organisation) -> Attested:
    """What stands on the organisation's own page; at most four queries."""
    recognitions = sa.select(Recognition).filter_by(organisation_id=organisation.id)
    products = sa.select(TracedProduct).filter_by(organisation_id=organisation.id)
    observations = sa.select(Observation).filter_by(organisation_id=organisation.id)
    return Attested(
        db.session.scalars(recognitions.order_by(Recognition.since.desc(), Recognition.id.desc())).all(),
        db.session.scalars(products.order_by(TracedProduct.since.desc(), TracedProduct.id.desc())).unique().all(),
        db.session.scalars(observations.order_by(Observation.observed_on.desc(), Observation.id.desc())).all(),
        db.session.get(Organisation, organisation.parent_id) if organisation.parent_id else None,
    )


def standing_recognitions(organisation: Organisation) -> Sequence[Recognition]:
    """Recognitions that nobody has withdrawn."""
    rows = sa.select(Recognition).filter_by(organisation_id=organisation.id, withdrawn_at=None)
    return db.session.scalars(rows).all()


def recognition_of(organisation: Organisation, public_id: str) -> Recognition | None:
    """The organisation's recognition at this address."""
    return db.session.scalar(sa.select(Recognition).filter_by(organisation_id=organisation.id, public_id=public_id))


def traced_product_of(organisation: Organisation, public_id: str) -> TracedProduct | None:
    """The organisation's traced product at this address."""
    return db.session.scalar(sa.select(TracedProduct).filter_by(organisation_id=organisation.id, public_id=public_id))


def traced_as(organisation: Organisation, trace_code: str) -> TracedProduct | None:
    """The organisation's product with this code or link."""
    return db.session.scalar(sa.select(TracedProduct).filter_by(organisation_id=organisation.id, trace_code=trace_code))


def rating_at(organisation: Organisation, place: str) -> Rating | None:
    """The rating that `place` names: its year and who made it, like 2025-official or 2025-own."""
    return next((row for row in organisation.ratings if place_of(row) == place), None)


def place_of(rating: Rating) -> str:
    """How a rating is named in an address."""
    return f"{rating.year}-{'official' if rating.official else 'own'}"
