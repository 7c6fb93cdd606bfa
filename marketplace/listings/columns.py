"""Columns shared by offers and needs."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from marketplace.authorization.viewer import Unassigned
from marketplace.catalogue.models import Commodity, Commune, ProductForm, Province
from marketplace.clock import now
from marketplace.extensions import Milli, PublicId, UtcDateTime, Versioned, enum_column, enum_type
from marketplace.listings.kinds import DeliveryTerm, EnteredHow, ListingState, PriceBasis, PriceVisibility
from marketplace.organisations.models import Organisation, Origin, Source


class Listing(Source, Unassigned, PublicId, Versioned):
    """Mixin of `Offer` and `Need`: whose, what, where, at which price, and when it was public."""

    id: Mapped[int] = mapped_column(primary_key=True)
    as_written: Mapped[str] = mapped_column(sa.String(300), default="")
    variety: Mapped[str | None] = mapped_column(sa.String(120))
    quality: Mapped[str | None] = mapped_column(sa.Text)
    season_name: Mapped[str | None] = mapped_column(sa.String(80))
    minimum_lot_kg: Mapped[Decimal | None] = mapped_column(Milli)
    price_basis: Mapped[PriceBasis] = enum_column(PriceBasis, default=PriceBasis.TO_AGREE)
    price_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    premium_dong_per_kg: Mapped[int | None] = mapped_column(sa.BigInteger)
    price_date: Mapped[date | None]
    vat_included: Mapped[bool | None]
    price_visibility: Mapped[PriceVisibility] = enum_column(PriceVisibility, default=PriceVisibility.PUBLIC)
    delivery_term: Mapped[DeliveryTerm] = enum_column(DeliveryTerm, default=DeliveryTerm.TO_AGREE)
    note: Mapped[str | None] = mapped_column(sa.Text)
    private_note: Mapped[str | None] = mapped_column(sa.Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_how: Mapped[EnteredHow | None] = mapped_column(enum_type(EnteredHow))
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
    def entered_by_id(cls) -> Mapped[int | None]:
        return mapped_column(sa.ForeignKey("users.id"))

    @property
    def party_organisation_ids(self) -> frozenset[int]:
        return frozenset({self.organisation_id})

    @property
    def is_public(self) -> bool:
        """Published, not closed, confirmed by its organisation, and that organisation is public itself."""
        if self.origin == Origin.REPORTED:
            return True
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
