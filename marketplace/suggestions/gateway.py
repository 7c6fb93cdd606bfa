"""The one door to the matcher: our rows become its records, its answers become lines for people.

A price that its owner shows to introduced parties only does not enter a record, so no score and no sentence can
give it away. Reported rows become records by the reader that the command line uses, from the facts as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from marketplace.listings.columns import Listing
from marketplace.listings.kinds import PriceBasis as OurPriceBasis
from marketplace.listings.kinds import PriceVisibility
from marketplace.needs.models import CriterionKind, Need
from marketplace.offers.models import Offer, OfferPeriod
from marketplace.organisations.models import Certificate as OurCertificate
from marketplace.organisations.models import CertificateKind, Organisation, Origin, SiteKind
from matching import Matcher, NeedRecord, OfferRecord, build
from matching.goods_catalogue import VocabularyCatalogue
from matching.parameters import parameters
from matching.ranking import Ranking
from matching.reader import need_record as read_need
from matching.reader import offer_record as read_offer
from matching.reader_places import listed_sites, parts_sites
from matching.records import Certificate, Criterion, Good, PeriodQuantity, PriceBasis, Site, Suggestion
from matching.source_rows import SourceRow

PAPERS = {
    CertificateKind.RAINFOREST: "rainforest_alliance",
    CertificateKind.FOUR_C: "c4c",
    CertificateKind.ORGANIC_VN: "organic",
    CertificateKind.ORGANIC_FOREIGN: "organic",
    CertificateKind.ISO22000: "iso",
}
PRICES = {OurPriceBasis.FIXED: "fixed", OurPriceBasis.FLOOR: "floor", OurPriceBasis.MARKET: "market"}


def related_codes(code: str, buyer_kind: str | None = None) -> list[str]:
    """The goods whose offers may answer a need for this good: itself and its stated relations."""
    return sorted({code, *VocabularyCatalogue().relatives(code, buyer_kind)})


def shortlist(need: Need, offers: Iterable[Offer], *, on: date, top: int, prefer_soe: bool = False) -> Ranking:
    """The best offers for a need, with near misses. Records are named by public id."""
    matcher = Matcher(VocabularyCatalogue(), parameters(soe=prefer_soe))
    index = build(offer_record(offer, on) for offer in offers)
    return matcher.suggest(index, need_record(need, on), top=top, on=on)


def buyers_for(offer: Offer, needs: Sequence[Need], *, on: date, top: int) -> list[Suggestion]:
    """The best needs for an offer: the same pairs and scores as from the other side."""
    matcher = Matcher(VocabularyCatalogue(), parameters())
    return matcher.needs_for_offer([need_record(need, on) for need in needs], offer_record(offer, on), top=top, on=on)


def weights_version() -> str:
    """The version of the weights a score was made with."""
    return str(parameters().version)


def offer_record(offer: Offer, on: date) -> OfferRecord:
    """An offer as the matcher sees it, with what is still free from `on`."""
    if offer.origin == Origin.REPORTED:
        return replace(_reported_offer(offer.id, offer.version, _facts(offer)), id=offer.public_id)
    return OfferRecord(
        id=offer.public_id,
        organisation=str(offer.organisation_id),
        name=offer.organisation.name,
        goods=_goods(offer),
        sites=_sites(offer),
        periods=tuple(_free(period) for period in offer.periods if period.end >= on and period.free_kg > 0),
        area_ha=offer.area_ha,
        minimum_lot_kg=offer.minimum_lot_kg,
        certificates=tuple(_paper(paper) for paper in offer.certificates),
        price=_price(offer),
    )


def need_record(need: Need, on: date) -> NeedRecord:
    """A need as the matcher sees it, with what is still missing from `on`."""
    if need.origin == Origin.REPORTED:
        return replace(_reported_need(need.id, need.version, _facts(need)), id=need.public_id)
    return NeedRecord(
        id=need.public_id,
        organisation=str(need.organisation_id),
        name=need.organisation.name,
        goods=_goods(need),
        buyer_kind=buyer_kind(need.organisation),
        plant=_plant(need),
        sites=tuple(site for place in need.places for site in listed_sites(place.as_written)),
        maximum_km=need.maximum_distance_km,
        periods=tuple(
            PeriodQuantity(period.start, period.end, period.missing_kg)
            for period in need.periods
            if period.end >= on and period.missing_kg > 0
        ),
        minimum_lot_kg=need.minimum_lot_kg,
        criteria=tuple(_criteria(need)),
        price=_price(need),
        state_owned=need.organisation.soe_class.is_state_owned if need.organisation.soe_class else None,
    )


def buyer_kind(organisation: Organisation) -> str | None:
    """Whether the buyer processes what it buys, as far as its sites tell."""
    return "processing_plant" if any(site.kind is SiteKind.PLANT for site in organisation.sites) else None


def can_be_matched(listing: Offer | Need, on: date) -> bool:
    """Whether it names goods and something of it is left from `on`; periods that were never stated count as unknown."""
    if listing.origin == Origin.REPORTED:
        return True
    if listing.commodity_code is None:
        return False
    if isinstance(listing, Offer):
        return not listing.periods or any(p.end >= on and p.free_kg > 0 for p in listing.periods)
    return not listing.periods or any(p.end >= on and p.missing_kg > 0 for p in listing.periods)


def _facts(listing: Listing) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({"id": listing.public_id, **listing.source_facts}.items()))


@lru_cache(maxsize=4096)
def _reported_offer(_id: int, _version: int, facts: tuple[tuple[str, str], ...]) -> OfferRecord:
    return read_offer(SourceRow(Path("source_facts"), 0, dict(facts)))


@lru_cache(maxsize=4096)
def _reported_need(_id: int, _version: int, facts: tuple[tuple[str, str], ...]) -> NeedRecord:
    return read_need(SourceRow(Path("source_facts"), 0, dict(facts)))


def _goods(listing: Listing) -> tuple[Good, ...]:
    if listing.commodity is None:
        return ()
    return (Good(listing.commodity.code, listing.commodity.level, listing.form_code, listing.variety or None),)


def _sites(listing: Listing) -> tuple[Site, ...]:
    return _own_site(listing) or _site_of(*_home(listing.organisation))


def _own_site(listing: Listing) -> tuple[Site, ...]:
    return _site_of(
        listing.commune.full_name if listing.commune else "", listing.province.full_name if listing.province else ""
    )


def _home(organisation: Organisation) -> tuple[str, str]:
    commune, province = organisation.commune, organisation.province
    return (commune.full_name if commune else "", province.full_name if province else "")


def _plant(need: Need) -> Site | None:
    if need.site is not None and need.site.commune is not None:
        commune = need.site.commune
        return next(iter(_site_of(commune.full_name, commune.province.full_name)), None)
    # A buyer's head office is not where it takes the goods in: without a place of its own the need's place is unknown.
    return next(iter(_own_site(need)), None)


@lru_cache(maxsize=8192)
def _site_of(commune: str, province: str) -> tuple[Site, ...]:
    return parts_sites(commune, "", province) if commune or province else ()


def _free(period: OfferPeriod) -> PeriodQuantity:
    """What is left: promises use up the firm quantity first."""
    promised = period.reserved_kg + period.contracted_kg
    firm = max(period.firm_kg - promised, Decimal(0))
    return PeriodQuantity(period.start, period.end, firm, period.free_kg - firm)


def _paper(paper: OurCertificate) -> Certificate:
    goods = (paper.commodity_code,) if paper.commodity_code else ()
    return Certificate(
        kind=PAPERS.get(paper.kind, paper.kind.value),
        goods=goods,
        valid_from=paper.issued_on,
        valid_to=paper.revoked_on or paper.suspended_on or paper.expires_on,
        verified=paper.verified_at is not None,
    )


def _price(listing: Listing) -> PriceBasis | None:
    if listing.price_visibility is PriceVisibility.PARTIES or listing.price_basis not in PRICES:
        return None
    return PriceBasis(PRICES[listing.price_basis], listing.price_dong_per_kg)


def _criteria(need: Need) -> Iterable[Criterion]:
    for criterion in need.criteria:
        if criterion.kind is CriterionKind.CERTIFICATE and criterion.certificate_kind:
            kind = criterion.certificate_kind
            yield Criterion("certificate", PAPERS.get(kind, kind.value), criterion.must)
