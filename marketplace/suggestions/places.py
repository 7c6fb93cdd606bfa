"""Where the two sides of a pair lie, as far as their listings tell."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.catalogue.models import Commune, Province
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its codes, and how it is read."""

    province: str
    commune: str | None
    address: str


def place_of(listing: Offer | Need) -> Place | None:
    """Where a listing's goods are or go: its own place; a seller's home; a reported party's home; else unknown."""
    site = listing.site if isinstance(listing, Need) else None
    if site is not None and site.commune is not None:
        return _place(site.commune, None)
    homes = isinstance(listing, Offer) or listing.origin == Origin.REPORTED
    home = listing.organisation
    return _place(listing.commune, listing.province) or (_place(home.commune, home.province) if homes else None)


def _place(commune: Commune | None, province: Province | None) -> Place | None:
    if commune is not None:
        return Place(commune.province_code, commune.code, commune.address)
    return None if province is None else Place(province.code, None, province.full_name)
