"""Facts become the matcher's records. Reported rows are read, from what was written, as the command line reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from marketplace.catalogue.price_queries import PriceBook
from marketplace.listings.kinds import DeliveryTerm
from marketplace.listings.kinds import PriceBasis as OurPriceBasis
from marketplace.organisations.models import CertificateKind
from marketplace.suggestions.facts import Common, Names, NeedFacts, OfferFacts, Paper, Span
from matching import NeedRecord, OfferRecord
from matching.reader import need_record as read_need
from matching.reader import offer_record as read_offer
from matching.reader_places import listed_sites, parts_sites
from matching.records import Certificate, Criterion, Good, PeriodQuantity, PriceBasis, Site
from matching.source_rows import SourceRow

PAPERS = {
    CertificateKind.RAINFOREST: "rainforest_alliance",
    CertificateKind.FOUR_C: "c4c",
    CertificateKind.ORGANIC_VN: "organic",
    CertificateKind.ORGANIC_FOREIGN: "organic",
    CertificateKind.ISO22000: "iso",
}
PRICES = {OurPriceBasis.FIXED: "fixed", OurPriceBasis.FLOOR: "floor", OurPriceBasis.MARKET: "market"}
STAGES = {
    DeliveryTerm.FARM_GATE: "farm_gate",
    DeliveryTerm.COOPERATIVE: "collected",
    DeliveryTerm.BUYER: "delivered",
}
PROCESSOR = "processing_plant"


def offer_record(offer: OfferFacts, on: date, prices: PriceBook) -> OfferRecord:
    """An offer as the matcher sees it, with what is still free from `on`."""
    common = offer.common
    if common.is_reported:
        return replace(_reported_offer(common.id, common.version, _written(common)), id=common.public_id)
    return OfferRecord(
        id=common.public_id,
        organisation=str(common.organisation_id),
        name=common.organisation_name,
        goods=_goods(common),
        sites=_site_of(common.place or offer.home),
        periods=tuple(_free(span) for span in _coming(offer.spans, on)),
        area_ha=offer.area_ha,
        minimum_lot_kg=common.minimum_lot_kg,
        certificates=tuple(_paper(paper) for paper in offer.papers),
        price=_price(common, prices),
        on_time_share=offer.on_time,
    )


def need_record(need: NeedFacts, on: date, prices: PriceBook) -> NeedRecord:
    """A need as the matcher sees it, with what is still missing from `on`."""
    common = need.common
    if common.is_reported:
        return replace(_reported_need(common.id, common.version, _written(common)), id=common.public_id)
    return NeedRecord(
        id=common.public_id,
        organisation=str(common.organisation_id),
        name=common.organisation_name,
        goods=_goods(common),
        buyer_kind=PROCESSOR if need.has_plant else None,
        # A buyer's head office is not where it takes the goods in: without a place of its own that is unknown.
        plant=next(iter(_site_of(need.plant or common.place)), None),
        sites=tuple(site for place in need.places for site in _listed(place)),
        maximum_km=need.maximum_distance_km,
        periods=tuple(PeriodQuantity(span.start, span.end, span.left_kg) for span in _coming(need.spans, on)),
        minimum_lot_kg=common.minimum_lot_kg,
        criteria=tuple(Criterion("certificate", PAPERS.get(kind, kind.value), must) for kind, must in need.wishes),
        price=_price(common, prices),
        state_owned=need.is_state_owned,
        stages=need.stages,
        contract_months=need.contract_months,
        paid_on_time_share=need.paid_on_time,
        maximum_suppliers=need.maximum_suppliers,
    )


def can_be_matched(listing: OfferFacts | NeedFacts, on: date) -> bool:
    """Whether it names goods and something of it is left from `on`; periods that were never stated count as unknown."""
    if listing.common.is_reported:
        return True
    if listing.common.commodity_code is None:
        return False
    return not listing.spans or any(True for _ in _coming(listing.spans, on))


def _coming(spans: Iterable[Span], on: date) -> Iterable[Span]:
    return (span for span in spans if span.end >= on and span.left_kg > 0)


def _written(common: Common) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({"id": common.public_id, **common.source_facts}.items()))


@lru_cache(maxsize=4096)
def _reported_offer(_id: int, _version: int, facts: tuple[tuple[str, str], ...]) -> OfferRecord:
    return read_offer(SourceRow(Path("source_facts"), 0, dict(facts)))


@lru_cache(maxsize=4096)
def _reported_need(_id: int, _version: int, facts: tuple[tuple[str, str], ...]) -> NeedRecord:
    return read_need(SourceRow(Path("source_facts"), 0, dict(facts)))


def _goods(common: Common) -> tuple[Good, ...]:
    if common.commodity_code is None:
        return ()
    return _good(common.commodity_code, common.commodity_level or "product", common.form_code, common.variety)


@lru_cache(maxsize=8192)
def _good(code: str, level: str, form: str | None, variety: str | None) -> tuple[Good, ...]:
    return (Good(code, level, form, variety),)


def _site_of(place: Names) -> tuple[Site, ...]:
    return _site(place.commune, place.province) if place else ()


@lru_cache(maxsize=16384)
def _site(commune: str, province: str) -> tuple[Site, ...]:
    return parts_sites(commune, "", province)


@lru_cache(maxsize=8192)
def _listed(place: str) -> tuple[Site, ...]:
    return listed_sites(place)


def _free(span: Span) -> PeriodQuantity:
    """What is left: promises use up the firm quantity first."""
    firm = max(span.firm_kg - span.promised_kg, Decimal(0))
    return PeriodQuantity(span.start, span.end, firm, span.left_kg - firm)


def _paper(paper: Paper) -> Certificate:
    return Certificate(
        kind=PAPERS.get(paper.kind, paper.kind.value),
        goods=(paper.commodity_code,) if paper.commodity_code else (),
        valid_from=paper.valid_from,
        valid_to=paper.valid_to,
        verified=paper.verified,
    )


def _price(common: Common, prices: PriceBook) -> PriceBasis | None:
    price = common.price
    if price is None or common.commodity_code is None:
        return None
    return PriceBasis(
        PRICES[price.basis],
        price.dong_per_kg,
        price.premium_dong_per_kg or 0,
        STAGES.get(price.delivery_term),
        price.vat_included,
        prices.of(common.commodity_code, common.form_code, common.variety),
    )
