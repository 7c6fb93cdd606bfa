"""Stated places as sites, by our own gazetteer; what it does not know stays out."""

from __future__ import annotations

from functools import cache

from matching.records import Site
from matching.vocabulary.gazetteer import table
from matching.vocabulary.places import PlaceResolution, gazetteer


def parts_sites(commune: str, districts: str, province: str) -> tuple[Site, ...]:
    """The site of each of the districts (parted by semicolons) of one province, or of the one place given."""
    found = [
        gazetteer().resolve_parts(commune, district.strip(), province) for district in districts.split(";") or [""]
    ]
    return _sites(found)


def listed_sites(text: str, province: str = "") -> tuple[Site, ...]:
    """A site for every place a field lists; `province` decides between namesakes."""
    return _sites(list(gazetteer().resolve_many(text, province or None))) if text else ()


def _sites(found: list[PlaceResolution]) -> tuple[Site, ...]:
    return tuple(dict.fromkeys(site for place in found for site in _split(place)))


def _split(place: PlaceResolution) -> list[Site]:
    """The site of a place; one for each region where a text names several at once ("các tỉnh phía Bắc")."""
    if place.level is None and place.legacy_province_code is None and place.region is None:
        return []
    if place.level == "region" and place.region is None:
        codes = _wide_regions().get(place.name or "", ())
        return [Site(name=place.name or place.text, region=code, level="region") for code in codes]
    return [
        Site(
            name=place.name or place.text,
            lat=place.lat,
            lon=place.lon,
            province_code=place.province_code,
            legacy_province_code=place.legacy_province_code,
            legacy_district_code=place.legacy_district_code,
            region=place.region,
            level=place.level,
            radius_km=place.radius_km or 0.0,
        )
    ]


@cache
def _wide_regions() -> dict[str, tuple[str, ...]]:
    return {row["name"]: tuple(row["parts"].split("|")) for row in table("regions.csv")}
