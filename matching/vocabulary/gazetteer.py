"""The places themselves: current and former administrative units and the names they are known by.

Ids are a letter and the official code: P province of today, O former province, D former district, C commune
of today, K former commune, R region. `Place.within` holds the ids of everything that contains the place, in
both systems.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from matching.vocabulary.normalise import canonical_tones, fold, nfc

Level = Literal["country", "region", "province", "district", "commune"]
RANK: dict[Level, int] = {"country": 0, "region": 1, "province": 2, "district": 3, "commune": 4}
COUNTRY = "Rcountry"
TABLES = Path(__file__).parent / "data" / "places"

_TYPE = re.compile(r"^(thành phố|thị xã|thị trấn|đặc khu|tỉnh|huyện|quận|phường|xã)\s+", re.I)
_HIGHLAND = re.compile("đ[aắ]k")  # Đak, Đắk, Đăk: one word of the highland languages, written three ways
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of either system, or a region. Points are WGS 84 degrees, `radius_km` a rough extent."""

    id: str
    level: Level
    name: str
    kind: str  # "xã", "thị xã", … as it stands before the name; "" for regions
    label: str  # what it is called today: "Xã Thuận Hạnh, tỉnh Lâm Đồng"
    province_code: str | None
    commune_code: str | None
    legacy_province_code: str | None
    legacy_district_code: str | None
    legacy_commune_code: str | None
    region: str | None
    lat: float
    lon: float
    radius_km: float
    within: frozenset[str]

    @property
    def is_current(self) -> bool:
        """Whether the unit exists since 1 July 2025."""
        return self.id[0] in "PC"


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of the vendored tables."""
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


_WORD, _PLAIN_WORD = re.compile(r"[^\W_]+"), re.compile(r"[a-z0-9]+")
_LAST_Y, _LAST_K = re.compile(r"(?<=[bcdghklmnpqrstvx])y$|(?<=qu)y$"), re.compile(r"k(?![aeiouyh])")


def split_kind(full_name: str) -> tuple[str, str]:
    """("Thị xã Gò Công") → ("thị xã", "Gò Công"); a name without a kind gives "" first."""
    found = _TYPE.match(full_name)
    return (found[1].lower(), full_name[found.end() :]) if found else ("", full_name)


def _tidy(words: list[str]) -> list[str]:
    if words and words[-1] in _ROMAN:
        words[-1] = _ROMAN[words[-1]]
    return [w.lstrip("0") or "0" if w.isdigit() else w for w in words]


def spelled_key(text: str) -> str:
    """Letters and digits with their marks, tone marks in one position, nothing else made equal."""
    words = _WORD.findall(canonical_tones(nfc(text)).replace("'", "").replace("’", "").lower())
    return "".join(_tidy(words))


def exact_key(text: str) -> str:
    """As `spelled_key`, with the ways to write Đắk made one: equal for two right spellings of a name."""
    return _HIGHLAND.sub("đăk", spelled_key(text))


def folded_key(text: str) -> str:
    """As `exact_key`, without marks and with y for i and k for c made one: equal for a name typed without
    accents.
    """
    words = _tidy(_PLAIN_WORD.findall(fold(text).replace("'", "").replace("’", "")))
    return _LAST_K.sub("c", "".join(_LAST_Y.sub("i", word) for word in words))


class Names:
    """Which places a key may mean, for right spellings, spellings without accents, and other names."""

    def __init__(self) -> None:
        self.exact: dict[str, list[Place]] = defaultdict(list)
        self.folded: dict[str, list[Place]] = defaultdict(list)
        self.alias: dict[str, list[Place]] = defaultdict(list)

    def add(self, place: Place) -> None:
        """File a place under its name and under kind and name; a numbered ward under the latter only."""
        names = [f"{place.kind} {place.name}"] if place.kind else []
        names += [] if place.name.isdigit() else [place.name]
        for name in names:
            self.exact[exact_key(name)].append(place)
            self.folded[folded_key(name)].append(place)

    def add_alias(self, place: Place, alias: str) -> None:
        """File a place under a name that is not its own; digits alone are too little of a name."""
        key = folded_key(alias)
        if key and not key.isdigit() and place not in self.alias[key]:
            self.alias[key].append(place)


class Places:
    """Every place by id, and the names."""

    def __init__(self) -> None:
        self.by_id: dict[str, Place] = {}
        self.names = Names()
        self.neighbours: dict[str, set[str]] = defaultdict(set)
        self.splits: dict[str, list[str]] = defaultdict(list)

    def add(self, place: Place, aliases: Iterable[str] = ()) -> Place:
        self.by_id[place.id] = place
        self.names.add(place)
        for alias in aliases:
            if alias:
                self.names.add_alias(place, alias)
        return place


def ring(row: Mapping[str, str]) -> tuple[float, float, float]:
    """Latitude, longitude in degrees and radius in kilometres of a table row."""
    return float(row["lat"]), float(row["lon"]), float(row["radius_km"])
