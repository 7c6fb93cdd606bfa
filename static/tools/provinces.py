"""Draws the map of the country: one simplified SVG path a province, from the vendored boundaries.

Run by hand after the boundaries change, with shapely 2.1 or later (not a dependency of the site):
`python static/tools/provinces.py`. Writes marketplace/indicators/province_paths.csv with the columns

- code: the province, or "paracels" and "spratlys" for the place of the archipelagos' names;
- land: the path of what is large enough to have an outline, in whole units of the view box;
- islands: a dot (a stroke of no length) for each island that is not; those of Hoàng Sa and Trường Sa are always drawn.

The projection is x = longitude · cos 16°, y = latitude: true enough for a country so long and narrow.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from math import cos, radians
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.ops import unary_union

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "matching/vocabulary/data/places/provinces_34.geojson"
TARGET = ROOT / "marketplace/indicators/province_paths.csv"
UNITS_A_DEGREE = 40
WEST, NORTH = 101.9, 23.6
ARCHIPELAGOS = {"paracels": (111.0, 113.2, 15.5, 17.3), "spratlys": (111.2, 118.0, 6.8, 12.2)}
SMALLEST_DEGREES2 = 0.012
"""An island below about 150 km² becomes a dot; Phú Quốc and Cát Bà keep their outlines."""
OPEN_SEA = 109.5
"""What lies beyond this longitude is a dot: the boundaries of atolls enclose water."""
TOLERANCE_DEGREES = 0.055
DOTS_APART = 5
"""Dots closer than so many units are one dot."""

Point = tuple[int, int]


def project(lon: float, lat: float) -> Point:
    """Whole units of the view box, y downwards."""
    return round((lon - WEST) * cos(radians(16)) * UNITS_A_DEGREE), round((NORTH - lat) * UNITS_A_DEGREE)


def polygons(area: Any) -> list[Polygon]:
    """The parts of an area, largest first."""
    parts = list(area.geoms) if isinstance(area, MultiPolygon) else [area]
    return sorted(parts, key=lambda part: -part.area)


def is_dot(part: Polygon) -> bool:
    """Whether a part of a province is too small, or too far out at sea, to have an outline."""
    return bool(part.area < SMALLEST_DEGREES2 or part.centroid.x > OPEN_SEA)


def outlines(provinces: list[Any]) -> list[Any]:
    """The large parts of each province, simplified together so that neighbours keep one common border."""
    large = [MultiPolygon([p for p in polygons(area) if not is_dot(p)]) for area in provinces]
    if not all(area.is_valid for area in large):
        raise SystemExit("a boundary crosses itself")
    return list(shapely.coverage_simplify(large, TOLERANCE_DEGREES))


def path_of(area: Any) -> str:
    """The outer rings as one path of relative lines; repeated points are left out."""
    return "".join(_ring(part.exterior.coords) for part in polygons(area))


def _ring(coordinates: Iterable[tuple[float, float]]) -> str:
    points = list(_without_repeats(project(*pair) for pair in coordinates))[:-1]
    (x, y), *rest = points
    drawn = f"M{x} {y}l"
    for index, (to_x, to_y) in enumerate(rest):
        drawn += _pair(to_x - x, to_y - y, first=index == 0)
        x, y = to_x, to_y
    return drawn + "z"


def _pair(dx: int, dy: int, *, first: bool) -> str:
    return f"{'' if first or dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"


def _without_repeats(points: Iterable[Point]) -> Iterator[Point]:
    before: Point | None = None
    for point in points:
        if point != before:
            yield point
        before = point


def dots_of(area: Any) -> str:
    """A dot for each small island, thinned to what the eye can tell apart."""
    kept: list[Point] = []
    for part in polygons(area):
        x, y = project(part.representative_point().x, part.representative_point().y)
        near = any((x - a) ** 2 + (y - b) ** 2 < DOTS_APART**2 for a, b in kept)
        if is_dot(part) and not near:
            kept.append((x, y))
    return "".join(f"M{x} {y}h0" for x, y in sorted(kept))


def label_of(box: tuple[float, float, float, float], provinces: list[Any]) -> str:
    """Where the name of an archipelago begins: the middle of its islands' lower edge."""
    west, east, south, north = box
    inside = unary_union([area.intersection(shapely.box(west, south, east, north)) for area in provinces])
    if inside.is_empty:
        raise SystemExit("an archipelago is missing from the boundaries")
    x, y = project((inside.bounds[0] + inside.bounds[2]) / 2, inside.bounds[1])
    return f"{x} {y}"


def main() -> None:
    """Read, draw, write, and say how large it is."""
    features = json.loads(SOURCE.read_text(encoding="utf-8"))["features"]
    codes = [feature["properties"]["code"] for feature in features]
    # Rounded coordinates make a few boundaries touch themselves; a buffer of nothing mends that.
    provinces = [shape(feature["geometry"]).buffer(0) for feature in features]
    rows = [
        (code, path_of(large), dots_of(whole))
        for code, large, whole in zip(codes, outlines(provinces), provinces, strict=True)
    ]
    rows += [(name, label_of(box, provinces), "") for name, box in ARCHIPELAGOS.items()]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "land", "islands"))
        writer.writerows(sorted(rows))
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes, {len(rows)} rows\n")


if __name__ == "__main__":
    main()
