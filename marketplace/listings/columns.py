"""Columns shared by offers and needs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from marketplace.authorization.viewer import Unassigned
from marketplace.catalogue.models import Commodity, Commune, ProductForm, Province, Unit
from marketplace.clock import now
from marketplace.extensions import Milli, PublicId, UtcDateTime, Versioned, enum_column, enum_type
from marketplace.listings.kinds import DeliveryTerm, EnteredHow, ListingState, PriceBasis, PriceVisibility
from marketplace.organisations.models import Organisation, Origin, Source
from matching.vocabulary.normalise import fold


class Listing(Source, Unassigned, PublicId, Versioned):
    """Mixin of `Offer` and `Need`: whose, what, where, at which price, and when it was public.

    `unit_code` and `unit_kg` are the unit its quantities were typed in and the kilograms in one of it (declared by the
    person where the unit has no fixed mass); quantities themselves are kept in kilograms.
    """

    if TYPE_CHECKING:
        __tablename__: str

    id: Mapped[int] = mapped_column(primary_key=True)
    as_written: Mapped[str] = mapped_column(sa.String(300), default="")
    folded: Mapped[str] = mapped_column(sa.String(600), default="")
    variety: Mapped[str | None] = mapped_column(sa.String(120))
    quality: Mapped[str | None] = mapped_column(sa.Text)
    season_name: Mapped[str | None] = mapped_column(sa.String(80))
    unit_kg: Mapped[Decimal | None] = mapped_column(Milli)
    minimum_lot_kg: Mapped[Decimal | None] = mapped_column(Milli)
    price_basis: Mapped[PriceBasis] = enum_column(PriceBasis, default=PriceBasis.TO_AGREE)
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    premium_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    price_date: Mapped[date | None]
    vat_included: Mapped[bool | None]
    price_visibility: Mapped[PriceVisibility] = enum_column(PriceVisibility, default=PriceVisibility.PUBLIC)
    delivery_term: Mapped[DeliveryTerm] = enum_column(DeliveryTerm, default=DeliveryTerm.TO_AGREE)
    delivery_place: Mapped[str | None] = mapped_column(sa.String(200))
    note: Mapped[str | None] = mapped_column(sa.Text)
    private_note: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_how: Mapped[EnteredHow | None] = mapped_column(enum_type(EnteredHow))
    confirmation_evidence: Mapped[str | None] = mapped_column(sa.String(300))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_reason: Mapped[str | None] = mapped_column(sa.String(200))

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("organisations.id"), index=True)

    @declared_attr
    def organisation(cls) -> Mapped[Organisation]:
        return relationship(lazy="joined", innerjoin=True)

    @declared_attr
    def commodity_code(cls) -> Mapped[str | None]:
        return mapped_column(sa.ForeignKey("commodities.code"), index=True)

    @declared_attr
    def commodity(cls) -> Mapped[Commodity | None]:
        return relationship(lazy="joined")

    @declared_attr
    def form_code(cls) -> Mapped[str | None]:
        return mapped_column(sa.ForeignKey("product_forms.code"))

    @declared_attr
    def form(cls) -> Mapped[ProductForm | None]:
        return relationship(lazy="joined")

    @declared_attr
    def province_code(cls) -> Mapped[str | None]:
        return mapped_column(sa.ForeignKey("provinces.code"), index=True)

    @declared_attr
    def province(cls) -> Mapped[Province | None]:
        return relationship(lazy="joined")

    @declared_attr
    def commune_code(cls) -> Mapped[str | None]:
        return mapped_column(sa.ForeignKey("communes.code"), index=True)

    @declared_attr
    def commune(cls) -> Mapped[Commune | None]:
        return relationship(lazy="joined")

    @declared_attr
    def unit_code(cls) -> Mapped[str | None]:
        return mapped_column(sa.ForeignKey("units.code"))

    @declared_attr
    def unit(cls) -> Mapped[Unit | None]:
        return relationship()

    @declared_attr
    def entered_by_id(cls) -> Mapped[int | None]:
        return mapped_column(sa.ForeignKey("users.id"))

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset({self.organisation_id})

    @property
    def is_public(self) -> bool:
        """Published, not closed, confirmed by its organisation, and that organisation is public itself."""
        if self.origin == Origin.REPORTED:
            return self.closed_at is None
        return self.published_at is not None and self.closed_at is None and self.organisation.is_verified

    @property
    def is_on_behalf(self) -> bool:
        """Entered by staff for the organisation, and not yet confirmed by it."""
        return self.entered_on_behalf and self.confirmed_at is None

    entered_on_behalf: Mapped[bool] = mapped_column(default=False)

    def state_before_quantities(self, last_day: date | None, today: date) -> ListingState:
        """The state as far as dates alone decide it."""
        if self.origin == Origin.REPORTED:
            return ListingState.REPORTED
        if self.closed_at:
            return ListingState.CLOSED
        if self.published_at is None:
            return ListingState.AWAITING_CONFIRMATION if self.is_on_behalf else ListingState.DRAFT
        if not self.organisation.is_verified:
            return ListingState.AWAITING_VERIFICATION
        return ListingState.EXPIRED if last_day and last_day < today else ListingState.OPEN


@sa.event.listens_for(Listing, "before_insert", propagate=True)
@sa.event.listens_for(Listing, "before_update", propagate=True)
def _fold(_mapper: object, _connection: object, listing: Listing) -> None:
    """The searchable twin of the words people typed, the same on both databases."""
    words = (listing.as_written, listing.variety, listing.season_name)
    listing.folded = fold(" ".join(word for word in words if word))[:600]
