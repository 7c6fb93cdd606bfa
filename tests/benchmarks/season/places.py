"""Where the season's organisations are: real communes with their points, ready as sites."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from matching.arrays import Floats, Ints
from matching.records import Site
from matching.vocabulary.gazetteer_build import places
from tests.benchmarks.season.goods import REGIONS


@dataclass(frozen=True, slots=True)
class Communes:
    """Communes of today, an entry each: the site, degrees, the number of the former province and of the region."""

    sites: tuple[Site, ...]
    lat: Floats
    lon: Floats
    province: Ints
    region: Ints
    by_region: tuple[Ints, ...]


@cache
def communes() -> Communes:
    """Every commune of the gazetteer."""
    found = [place for key, place in sorted(places().by_id.items()) if key.startswith("C")]
    sites = tuple(
        Site(
            place.label,
            place.lat,
            place.lon,
            place.province_code,
            place.legacy_province_code,
            place.legacy_district_code,
            place.region,
            "commune",
            place.radius_km,
        )
        for place in found
    )
    region = np.array([REGIONS.index(str(place.region)) for place in found])
    return Communes(
        sites,
        np.array([place.lat for place in found]),
        np.array([place.lon for place in found]),
        np.array([int(str(place.legacy_province_code)) for place in found]),
        region,
        tuple(np.flatnonzero(region == number) for number in range(len(REGIONS))),
    )


@cache
def province_site(number: int) -> Site:
    """A whole former province as a place to buy from."""
    place = places().by_id[f"O{number:02d}"]
    return Site(
        place.name,
        place.lat,
        place.lon,
        place.province_code,
        place.legacy_province_code,
        None,
        place.region,
        "province",
        place.radius_km,
    )


@cache
def region_site(number: int) -> Site:
    """A whole region as a place to buy from."""
    return Site(REGIONS[number], region=REGIONS[number], level="region")


def km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle kilometres between points in degrees, entry by entry (haversine, mean radius 6,371 km)."""
    a, b, c, d = (np.radians(angle) for angle in (lat_a, lat_b, lon_a, lon_b))
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin((d - c) / 2) ** 2
    return np.asarray(2 * 6371.0 * np.arcsin(np.sqrt(half)), dtype=np.float64)
