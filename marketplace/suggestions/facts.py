"""What the matcher may know of a listing: plain values, read from our objects or straight from the tables.

A price that its owner shows to introduced parties only is no such fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from marketplace.extensions import db
from marketplace.listings.columns import Listing
from marketplace.listings.kinds import DeliveryTerm, PriceBasis, PriceVisibility
from marketplace.needs.models import CriterionKind, Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import CertificateKind, Organisation, Origin, SiteKind, TrackRecord
from marketplace.organisations.track import known_share


@dataclass(frozen=True, slots=True)
class Names:
    """A commune and a province by their full names, empty where unknown."""

    commune: str = ""
    province: str = ""

    def __bool__(self) -> bool:
        return bool(self.commune or self.province)


@dataclass(frozen=True, slots=True)
class Price:
    """A price that everybody may see."""

    basis: PriceBasis
    dong_per_kg: int | None
    premium_dong_per_kg: int | None
    vat_included: bool | None
    delivery_term: DeliveryTerm


@dataclass(frozen=True, slots=True)
class Span:
    """Kilograms of a period: firm and flexible ones, and what is promised of them already."""

    start: date
    end: date
    firm_kg: Decimal
    flexible_kg: Decimal
    promised_kg: Decimal

    @property
    def left_kg(self) -> Decimal:
        """What is not promised yet."""
        return max(self.firm_kg + self.flexible_kg - self.promised_kg, Decimal(0))


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate: its kind, the good it covers (None: all), from when, until when, and whether somebody checked."""

    kind: CertificateKind
    commodity_code: str | None
    valid_from: date | None
    valid_to: date | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Common:
    """What offers and needs share."""

    id: int
    public_id: str
    version: int
    is_reported: bool
    source_facts: Mapping[str, str]
    organisation_id: int
    organisation_name: str
    commodity_code: str | None
    commodity_level: str | None
    form_code: str | None
    variety: str | None
    minimum_lot_kg: Decimal | None
    price: Price | None
    place: Names


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """One offer. `on_time` is how often its seller delivered as agreed, as far as the matcher may know."""

    common: Common
    home: Names
    area_ha: Decimal | None
    spans: tuple[Span, ...]
    papers: tuple[Paper, ...]
    on_time: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """One need. `wishes` are papers asked for, each with whether it is a must; `paid_on_time` is its buyer's record."""

    common: Common
    plant: Names
    has_plant: bool
    is_state_owned: bool | None
    maximum_distance_km: int | None
    maximum_suppliers: int | None
    contract_months: int | None
    stages: frozenset[str]
    places: tuple[str, ...]
    spans: tuple[Span, ...]
    wishes: tuple[tuple[CertificateKind, bool], ...]
    paid_on_time: Decimal | None = None


def offer_facts(offer: Offer, tracks: Mapping[int, TrackRecord] | None = None) -> OfferFacts:
    """The facts of an offer as it stands in the session; of several offers the `tracks` are read at once before."""
    track = db.session.get(TrackRecord, offer.organisation_id) if tracks is None else tracks.get(offer.organisation_id)
    return OfferFacts(
        common=_common(offer),
        home=names(offer.organisation.commune, offer.organisation.province),
        area_ha=offer.area_ha,
        spans=tuple(
            Span(p.start, p.end, p.firm_kg, p.flexible_kg, p.reserved_kg + p.contracted_kg) for p in offer.periods
        ),
        papers=tuple(
            Paper(
                kind=paper.kind,
                commodity_code=paper.commodity_code,
                valid_from=paper.issued_on,
                valid_to=paper.revoked_on or paper.suspended_on or paper.expires_on,
                verified=paper.verified_at is not None,
            )
            for paper in sorted(offer.certificates, key=lambda paper: paper.id)
        ),
        on_time=delivered_share(track),
    )


def need_facts(need: Need) -> NeedFacts:
    """The facts of a need as it stands in the session."""
    site = need.site.commune if need.site is not None else None
    return NeedFacts(
        common=_common(need),
        plant=names(site, site.province if site is not None else None),
        has_plant=is_processor(need.organisation),
        is_state_owned=need.organisation.soe_class.is_state_owned if need.organisation.soe_class else None,
        maximum_distance_km=need.maximum_distance_km,
        maximum_suppliers=need.maximum_suppliers,
        contract_months=need.contract_months,
        stages=stages(need.brings_inputs, need.brings_production, need.brings_processing),
        places=tuple(place.as_written for place in need.places),
        spans=tuple(Span(p.start, p.end, p.quantity_kg, Decimal(0), p.contracted_kg) for p in need.periods),
        wishes=tuple(
            (wish.certificate_kind, wish.must)
            for wish in need.criteria
            if wish.kind is CriterionKind.CERTIFICATE and wish.certificate_kind
        ),
        paid_on_time=paid_share(db.session.get(TrackRecord, need.organisation_id)),
    )


def tracks_of(organisation_ids: Iterable[int]) -> dict[int, TrackRecord]:
    """The track records of organisations by their numbers, in one question; many have none."""
    asked = sa.select(TrackRecord).where(TrackRecord.organisation_id.in_(set(organisation_ids)))
    return {one.organisation_id: one for one in db.session.scalars(asked)}


def delivered_share(record: TrackRecord | None) -> Decimal | None:
    """How often a producer delivered as agreed."""
    return known_share(record.periods_met, record.periods_due) if record else None


def paid_share(record: TrackRecord | None) -> Decimal | None:
    """How often a buyer paid by the day."""
    return known_share(record.payments_on_time, record.payments_due) if record else None


def is_processor(organisation: Organisation) -> bool:
    """Whether it has a plant, as far as its sites tell."""
    return any(site.kind is SiteKind.PLANT for site in organisation.sites)


def stages(inputs: bool, production: bool, processing: bool) -> frozenset[str]:
    """What the buyer brings beside the sale, by the letters of the trade."""
    return frozenset(letter for letter, brings in zip("IPX", (inputs, production, processing), strict=True) if brings)


def public_price(
    visibility: PriceVisibility,
    basis: PriceBasis,
    dong: int | None,
    premium: int | None,
    vat: bool | None,
    term: DeliveryTerm,
) -> Price | None:
    """The price, unless only introduced parties may see it or it is to be agreed."""
    if visibility is PriceVisibility.PARTIES or basis is PriceBasis.TO_AGREE:
        return None
    return Price(basis, dong, premium, vat, term)


def names(commune: object, province: object) -> Names:
    """The full names of places that may be unknown."""
    return Names(getattr(commune, "full_name", ""), getattr(province, "full_name", ""))


def _common(listing: Listing) -> Common:
    return Common(
        id=listing.id,
        public_id=listing.public_id,
        version=listing.version,
        is_reported=listing.origin == Origin.REPORTED,
        source_facts=listing.source_facts,
        organisation_id=listing.organisation_id,
        organisation_name=listing.organisation.name,
        commodity_code=listing.commodity_code,
        commodity_level=listing.commodity.level if listing.commodity else None,
        form_code=listing.form_code,
        variety=listing.variety or None,
        minimum_lot_kg=listing.minimum_lot_kg,
        price=public_price(
            listing.price_visibility,
            listing.price_basis,
            listing.price_dong_per_kg,
            listing.premium_dong_per_kg,
            listing.vat_included,
            listing.delivery_term,
        ),
        place=names(listing.commune, listing.province),
    )
