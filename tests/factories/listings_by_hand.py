"""Offers and needs set down row by row, for tests that must know exactly what the matcher is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from marketplace.clock import now, today
from marketplace.extensions import db
from marketplace.listings.kinds import PriceBasis, PriceVisibility
from marketplace.needs.models import CriterionKind, Need, NeedCriterion, NeedPeriod
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Certificate, CertificateKind, Origin

SIX_MONTHS = 182
LONG_ADDRESS = "https://bao.example/" + "vung-trong-sau-rieng-" * 8 + "20250601.htm"  # no place to break it
Row = TypeVar("Row", Offer, Need)


@dataclass(frozen=True)
class Goods:
    """What both kinds of listing state; by default fresh durian of Lâm Đồng, twenty tonnes over the next half year."""

    commodity: str | None = "durian"
    form: str | None = "fresh"
    variety: str | None = None
    tonnes: int = 20
    starts_in: int = 10
    days: int = SIX_MONTHS
    province: str | None = "68"
    minimum_lot_tonnes: int | None = None
    price: int | None = None
    price_visibility: PriceVisibility = PriceVisibility.PUBLIC
    published: bool = True

    @property
    def start(self) -> date:
        return today() + timedelta(days=self.starts_in)

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days)


def offer(organisation_id: int, goods: Goods = Goods(), *, papers: tuple[Certificate, ...] = ()) -> Offer:
    """An offer with one period."""
    made = Offer(organisation_id=organisation_id, **_columns(goods))
    made.periods = [OfferPeriod(start=goods.start, end=goods.end, firm_kg=Decimal(goods.tonnes * 1000))]
    made.certificates = list(papers)
    return _kept(made)


def need(
    organisation_id: int,
    goods: Goods = Goods(),
    *,
    must: tuple[CertificateKind, ...] = (),
    nice: tuple[CertificateKind, ...] = (),
    maximum_km: int | None = None,
) -> Need:
    """A need with one period; `must` and `nice` are the papers it asks for."""
    made = Need(organisation_id=organisation_id, maximum_distance_km=maximum_km, **_columns(goods))
    made.periods = [NeedPeriod(start=goods.start, end=goods.end, quantity_kg=Decimal(goods.tonnes * 1000))]
    made.criteria = [
        NeedCriterion(kind=CriterionKind.CERTIFICATE, certificate_kind=kind, must=kind in must) for kind in must + nice
    ]
    return _kept(made)


def reported_offer(organisation_id: int, key: str, **facts: str) -> Offer:
    """An offer as the press wrote it: nothing but its facts."""
    made = Offer(
        organisation_id=organisation_id,
        origin=Origin.REPORTED,
        source_key=key,
        source_url=LONG_ADDRESS,
        source_date="2025-06-01",
        source_facts=facts,
        as_written=facts.get("commodity_as_written", ""),
    )
    return _kept(made)


def certificate(
    organisation_id: int,
    kind: CertificateKind,
    *,
    expires_in: int = 900,
    commodity: str | None = None,
    verified_by: int | None = None,
) -> Certificate:
    """A paper issued two years ago that runs for so many more days."""
    made = Certificate(
        organisation_id=organisation_id,
        kind=kind,
        number="TG-01",
        commodity_code=commodity,
        issued_on=today() - timedelta(days=730),
        expires_on=today() + timedelta(days=expires_in),
        verified_at=now() if verified_by else None,
        verified_by_id=verified_by,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _columns(goods: Goods) -> dict[str, object]:
    return {
        "commodity_code": goods.commodity,
        "form_code": goods.form,
        "variety": goods.variety,
        "province_code": goods.province,
        "minimum_lot_kg": goods.minimum_lot_tonnes and Decimal(goods.minimum_lot_tonnes * 1000),
        "price_basis": PriceBasis.TO_AGREE if goods.price is None else PriceBasis.FIXED,
        "price_dong_per_kg": goods.price,
        "price_visibility": goods.price_visibility,
        "published_at": now() if goods.published else None,
    }


def _kept(made: Row) -> Row:
    db.session.add(made)
    db.session.flush()
    return made
