"""What places look like: SVG paths drawn beforehand by `static/tools`, of provinces and of the communes of each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from marketplace.assets import PACKAGE

WIDTH, HEIGHT = 632, 690
"""The view box that `static/tools/provinces.py` draws the country in."""
FOLDER = PACKAGE / "indicators"
NAMED_INSETS = {"48": "paracels", "56": "spratlys"}
"""Provinces whose inset shows an archipelago that has a name of its own."""


@dataclass(frozen=True, slots=True)
class Outline:
    """What a place looks like: an SVG path of its land, and one of dots for its small islands."""

    land: str
    islands: str


NOT_DRAWN = Outline("", "")


@dataclass(frozen=True, slots=True)
class Inset:
    """A box in which islands far out at sea stand, at a scale of their own; `of` are the codes of their communes."""

    x: int
    y: int
    width: int
    height: int
    of: tuple[str, ...]
    archipelago: str | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The outlines of the communes of a province in one view box."""

    width: int
    height: int
    outlines: Mapping[str, Outline]
    inset: Inset | None


@cache
def outlines() -> Mapping[str, Outline]:
    """The outlines of the provinces by code."""
    rows = _rows(FOLDER / "province_paths.csv")
    return {row["code"]: Outline(row["land"], row["islands"]) for row in rows if row["code"].isdigit()}


@cache
def archipelagos() -> Mapping[str, tuple[int, int]]:
    """Where the names of Hoàng Sa ("paracels") and Trường Sa ("spratlys") are written on the map of the country."""
    rows = _rows(FOLDER / "province_paths.csv")
    places = {row["code"]: row["land"].split() for row in rows if not row["code"].isdigit()}
    return {code: (int(x), int(y)) for code, (x, y) in places.items()}


@lru_cache(8)
def communes_of(province_code: str) -> Drawing | None:
    """The communes of a province; None for a code that is no province of today."""
    file = FOLDER / "commune_paths" / f"{province_code}.csv"
    if not province_code.isdigit() or not file.is_file():
        return None
    rows = {row["code"]: row for row in _rows(file)}
    width, height = rows.pop("view")["land"].split()
    inset = rows.pop("inset", None)
    drawn = {code: Outline(row["land"], row["islands"]) for code, row in rows.items()}
    return Drawing(int(width), int(height), drawn, _inset(province_code, inset) if inset else None)


def _inset(province_code: str, row: Mapping[str, str]) -> Inset:
    x, y, width, height = (int(number) for number in row["land"].split())
    return Inset(x, y, width, height, tuple(row["islands"].split()), NAMED_INSETS.get(province_code))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
