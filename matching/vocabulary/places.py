"""Where something is, from what a person typed: old or new names, any order of levels, with or without
accents.
"""

from dataclasses import dataclass, replace
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from matching.vocabulary.gazetteer import Level, Place, folded_key
from matching.vocabulary.gazetteer_build import places
from matching.vocabulary.normalise import fold
from matching.vocabulary.place_lists import read_many
from matching.vocabulary.place_reading import Reading, read_one, with_typos
from matching.vocabulary.place_text import Mention, every_mention, mention, mentions
from matching.vocabulary.place_words import SAYS_NOTHING

How = Literal["exact", "folded", "alias", "fuzzy"]
NAMES_SHOWN = 12  # candidates named when a text stays undecided
EARTH_RADIUS_KM = 6371.0088


@dataclass(frozen=True, slots=True)
class PlaceResolution:
    """What a text was understood to mean. Codes without `legacy_` are those in force since 1 July 2025.

    `name` is today's full name; a former district keeps its own, marked "(cũ)". The point is that of the
    commune of today, the former district or the former province, in this order; `radius_km` is a rough
    extent. With `ambiguous` filled, only what all candidates share is decided. A bare province name that
    lives on after the mergers is read as the former province for region and point. `region` is one of
    north_mountains, red_river, north_central, south_central, highlands, southeast, mekong.
    """

    text: str
    province_code: str | None = None
    commune_code: str | None = None
    name: str | None = None
    legacy_province_code: str | None = None
    legacy_district_code: str | None = None
    legacy_commune_code: str | None = None
    level: Level | None = None
    region: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    how: How | None = None
    ambiguous: tuple[str, ...] = ()


class Gazetteer:
    """Resolves place texts. Texts beyond 2,000 characters are cut; nothing here raises on odd input."""

    def resolve(self, text: str) -> PlaceResolution:
        """The one place the text speaks of.

        A name nobody knows beside a province ("xyz, Tây Ninh") decides the province only: it is told as ambiguous.
        """
        found = _resolution(text, read_one(mentions(text)))
        if found.level != "province" or found.ambiguous or found.name is None or not _has_unread(text):
            return found
        return replace(found, ambiguous=(found.name,))

    def resolve_parts(self, commune: str | None, district: str | None, province: str | None) -> PlaceResolution:
        """As `resolve`, from fields of known level; an unknown commune still gives its district or
        province.
        """
        parts = [p.strip() for p in (commune, district, province) if p and p.strip()]
        found: list[Mention] = []
        for text, levels in zip((commune, district, province), _FIELDS, strict=True):
            found += _field(text or "", levels)
        return _resolution(", ".join(parts), read_one(found))

    def resolve_many(self, text: str, province: str | None = None) -> tuple[PlaceResolution, ...]:
        """Every place of a field that lists several, in its order; unknown names are kept as unresolved.

        `province` is a province known from elsewhere in the record; it decides between namesakes.
        """
        around = read_one(mentions(province)).place if province else None
        readings = read_many(mentions(text), around)
        return tuple(_resolution(part, reading) for part, reading in readings)

    def provinces(self) -> tuple[Place, ...]:
        """The 34 provinces, by code."""
        return tuple(p for p in places().by_id.values() if p.id[0] == "P")

    def communes(self, province_code: str) -> tuple[Place, ...]:
        """The communes of a province of today, by code; empty for an unknown code."""
        return tuple(p for p in places().by_id.values() if p.id[0] == "C" and p.province_code == province_code)

    def successors(self, legacy_commune_code: str) -> tuple[str, ...]:
        """Codes of the communes a former commune became part of, the usual one first."""
        old = places().by_id.get(f"K{legacy_commune_code}")
        if old is None or old.commune_code is None:
            return ()
        return (old.commune_code, *places().splits.get(legacy_commune_code, ()))

    def search(self, query: str, limit: int = 10) -> tuple[PlaceResolution, ...]:
        """Places for a picker: every typed word begins a word of the name or of what contains it.

        `text` of each hit is the name it was found under, with its parents; current places come first among
        equals.
        """
        words = fold(query).replace(",", " ").split()
        if not words:
            return ()
        key = folded_key(query)
        aliased = places().names.alias.get(key, ())
        hits = [
            (_rank(p, line, key), p)
            for p, line in _search_lines().items()
            if p in aliased or all(f" {w}" in line for w in words)
        ]
        hits.sort(key=lambda hit: hit[0])
        return tuple(_resolution(_line(p), Reading(p, "exact")) for _, p in hits[:limit])

    def legacy_neighbours(self, code: str) -> frozenset[str]:
        """Codes of the former provinces that border this one."""
        return frozenset(places().neighbours.get(code, ()))

    @staticmethod
    def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
        """Great-circle distance between two points given in degrees."""
        return distance_km(a_lat, a_lon, b_lat, b_lon)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this process; its tables are read at the first question."""
    return Gazetteer()


def distance_km(a_lat: float, a_lon: float, b_lat: float, b_lon: float) -> float:
    """Great-circle distance in kilometres between two points given in degrees."""
    p, q = radians(a_lat), radians(b_lat)
    half = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(b_lon - a_lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))


_FIELDS: tuple[tuple[Level, ...], ...] = (("commune",), ("district",), ("province", "region", "country"))


def _field(text: str, levels: tuple[Level, ...]) -> list[Mention]:
    parts = [mention(part, *levels) for part in text.split(";")]
    return [m for m in parts if m is not None]


def _resolution(text: str, reading: Reading) -> PlaceResolution:
    names = tuple(dict.fromkeys(p.label for p in reading.open))[:NAMES_SHOWN]
    place = reading.place
    if place is None:
        return PlaceResolution(text, ambiguous=names)
    if place.level in ("commune", "province"):  # former namesakes that became the same unit leave nothing open
        names = tuple(n for n in names if n != place.label)
    lat, lon, radius = _extent(place, reading.open)
    return PlaceResolution(
        text=text, province_code=place.province_code, commune_code=place.commune_code, name=place.label,
        legacy_province_code=place.legacy_province_code, legacy_district_code=place.legacy_district_code,
        legacy_commune_code=place.legacy_commune_code, level=place.level, region=place.region,
        lat=lat, lon=lon, radius_km=radius, how=reading.how, ambiguous=names,  # type: ignore[arg-type]
    )  # fmt: skip


def _has_unread(text: str) -> bool:
    """Whether a piece of the text looks like a name and is none we know."""
    unread = (mention.text for mention in with_typos(every_mention(text)) if not mention.candidates)
    return any(not set(fold(words).split()) <= SAYS_NOTHING for words in unread)


def _extent(place: Place, still_open: tuple[Place, ...]) -> tuple[float, float, float]:
    """The place's own point, or the middle of the candidates inside it where that is nearer the truth."""
    inside = [p for p in still_open if place.id in p.within]
    if not inside:
        return place.lat, place.lon, place.radius_km
    lat = sum(p.lat for p in inside) / len(inside)
    lon = sum(p.lon for p in inside) / len(inside)
    far = max(distance_km(lat, lon, p.lat, p.lon) + p.radius_km for p in inside)
    return (round(lat, 4), round(lon, 4), round(far, 1)) if far < place.radius_km else (
        place.lat, place.lon, place.radius_km)  # fmt: skip


@cache
def _search_lines() -> dict[Place, str]:
    return {p: f" {fold(_line(p))}" for p in places().by_id.values() if p.id[0] != "P"}


def _line(place: Place) -> str:
    """The name in its own system with what contains it: "Xã Tân Phú, huyện Châu Thành, tỉnh Bến Tre"."""
    by_id = places().by_id
    own = f"{place.kind} {place.name}".strip()
    above = [] if place.level in ("province", "region", "country") else _parents(place)
    return ", ".join([own[:1].upper() + own[1:], *(f"{by_id[i].kind} {by_id[i].name}" for i in above)])


def _parents(place: Place) -> list[str]:
    if place.is_current:
        return [f"P{place.province_code}"]
    district = [f"D{place.legacy_district_code}"] if place.level == "commune" else []
    return [*district, f"O{place.legacy_province_code}"]


def _rank(place: Place, line: str, key: str) -> tuple[int, int, int, str]:
    """Order of hits: the name itself, names the query begins, names that begin the query, the rest; wide
    first.
    """
    own = folded_key(place.name)
    fit = 0 if own == key else 1 if own.startswith(key) else 2 if key.startswith(own) else 3
    wide = {"province": 0, "country": 1, "region": 1, "district": 2, "commune": 3}[place.level]
    return fit, wide, 0 if place.is_current else 1, line
