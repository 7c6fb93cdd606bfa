"""Where the two sides of a pair lie, as far as their listings tell."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from marketplace.catalogue.models import Commune, Province
from marketplace.extensions import db
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.suggestions import market


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its codes, and how it is read."""

    province: str
    commune: str | None
    address: str


@dataclass
class Places:
    """Every commune and province by code, kept by the process: they change with a release only."""

    communes: dict[str, Place] = field(default_factory=dict)
    provinces: dict[str, Place] = field(default_factory=dict)

    def commune(self, code: str) -> Place:
        """The commune of this code, which the tables have."""
        if code not in self.communes:
            self._read()
        return self.communes[code]

    def province(self, code: str) -> Place:
        """The same for a province."""
        if code not in self.provinces:
            self._read()
        return self.provinces[code]

    def _read(self) -> None:
        named = sa.select(Province.code, Province.full_name)
        self.provinces = {code: Place(code, None, name) for code, name in db.session.execute(named)}
        communes = sa.select(Commune.code, Commune.province_code, Commune.full_name)
        self.communes = {
            code: Place(province, code, Commune.address_in(name, self.provinces[province].address))
            for code, province, name in db.session.execute(communes)
        }


def place_of(listing: Offer | Need) -> Place | None:
    """Where a listing's goods are or go: its own place; a seller's home; a reported party's home; else unknown."""
    site = listing.site if isinstance(listing, Need) else None
    if site is not None and site.commune_code is not None:
        return _place(site.commune_code, None)
    homes = isinstance(listing, Offer) or listing.origin == Origin.REPORTED
    home = listing.organisation
    own = _place(listing.commune_code, listing.province_code)
    return own or (_place(home.commune_code, home.province_code) if homes else None)


def _place(commune: str | None, province: str | None) -> Place | None:
    if commune is None and province is None:
        return None
    known = market.beside("places", Places)
    return known.commune(commune) if commune is not None else known.province(str(province))
