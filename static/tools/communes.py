"""Draws the maps of communes of the indicators: one simplified SVG path a commune, one file a province.

Run by hand after the boundaries change, with shapely 2.1 or later (not a dependency of the site), on a TopoJSON (plain
or gzip) whose object `communes` carries the properties `code` and `p`, the code of the province:
`python static/tools/communes.py communes.topo.json.gz`. Writes marketplace/indicators/commune_paths/<province>.csv with

- code: the commune, or "view" for the size of the view box and "inset" for the box of an archipelago;
- land: the path of what is large enough to have an outline ("width height"; "x y width height");
- islands: a dot (a stroke of no length) for each island that is not.

A province is scaled to its own view box. What lies far out at sea (Hoàng Sa, Trường Sa, Côn Đảo, Phú Quý) is drawn in
an inset at the right edge, at a scale of its own; the row "inset" names its communes. The projection is
x = longitude · cos latitude, y = latitude.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.ops import unary_union

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "marketplace/indicators/commune_paths"
WIDTH, HEIGHT, MARGIN = 600, 640, 6
OPEN_SEA = 0.55
"""What lies farther from the mainland, in degrees, goes to the inset."""
SEAM = 0.001
"""Neighbours that leave less than this between them are one land."""
INSET, CLEAR, NAME = 150, 16, 30
"""Width and height of the inset, how far its islands keep from its edge, and the room for its name below."""
SMALLEST_UNITS2 = 60
"""An island of fewer square units becomes a dot, unless it is its commune's only land."""
TOLERANCE_UNITS = 3.2
DOTS_APART = 5

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to units of a view box."""

    west: float
    north: float
    squeeze: float
    scale: float
    left: int = MARGIN
    top: int = MARGIN

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], width: int, height: int, left: int, top: int) -> Frame:
        """The largest frame that keeps these degrees within so many units."""
        west, south, east, north = bounds
        squeeze = cos(radians((south + north) / 2))
        scale = min(width / max((east - west) * squeeze, 1e-6), height / max(north - south, 1e-6))
        return cls(west, north, squeeze, scale, left, top)

    def unit(self, lon: float, lat: float) -> Point:
        """Whole units of the view box, y downwards."""
        x, y = (lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale
        return self.left + round(x), self.top + round(y)


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The area of each commune, by province and commune."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as file:
        topology = json.load(file)
    arcs = list(decoded(topology))
    provinces: dict[str, dict[str, Any]] = defaultdict(dict)
    for geometry in topology["objects"]["communes"]["geometries"]:
        shapes = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        area = MultiPolygon([Polygon(ring(arcs, rings[0]), [ring(arcs, r) for r in rings[1:]]) for rings in shapes])
        # Rounded coordinates make a few boundaries touch themselves; a buffer of nothing mends that.
        provinces[geometry["properties"]["p"]][geometry["properties"]["code"]] = area.buffer(0)
    return provinces


def decoded(topology: Any) -> Iterator[list[tuple[float, float]]]:
    """The arcs in degrees: each stores its first point and then differences, in whole steps."""
    (step_x, step_y), (zero_x, zero_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * step_x + zero_x, y * step_y + zero_y))
        yield line


def ring(arcs: list[list[tuple[float, float]]], numbers: Iterable[int]) -> list[tuple[float, float]]:
    """A ring from its arcs; a negative number is the arc backwards."""
    points: list[tuple[float, float]] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(line[1:] if points else line)
    return points


def parts_of(area: Any) -> list[Polygon]:
    """The polygons of an area, largest first."""
    parts = [area] if isinstance(area, Polygon) else [one for one in area.geoms if isinstance(one, Polygon)]
    return sorted(parts, key=lambda part: -part.area)


def drawn(communes: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The rows of a province's file."""
    shore = parts_of(unary_union([area.buffer(SEAM) for area in communes.values()]))[0]
    near = {code: [p for p in parts_of(area) if p.distance(shore) <= OPEN_SEA] for code, area in communes.items()}
    far = {code: [p for p in parts_of(area) if p.distance(shore) > OPEN_SEA] for code, area in communes.items()}
    away = [code for code, parts in far.items() if parts]
    bounds = bounds_of(near)
    frame = Frame.around(bounds, WIDTH - (INSET + MARGIN if away else 0), HEIGHT, MARGIN, MARGIN)
    right, bottom = frame.unit(bounds[2], bounds[1])
    width, height = right + MARGIN + (INSET + MARGIN if away else 0), bottom + MARGIN
    rows = [("view", f"{width} {height}", "")]
    found = layer(near, frame)
    if away:
        left, top = width - INSET - MARGIN, height - INSET - NAME - MARGIN
        rows.append(("inset", f"{left} {top} {INSET} {INSET}", " ".join(sorted(away))))
        room = INSET - 2 * CLEAR
        outside = layer(far, Frame.around(bounds_of(far), room, room, left + CLEAR, top + CLEAR))
        found = {code: (found[code][0] + outside[code][0], found[code][1] + outside[code][1]) for code in found}
    return rows + [(code, *found[code]) for code in sorted(found)]


def bounds_of(parts: dict[str, list[Polygon]]) -> tuple[float, float, float, float]:
    """What all of them lie within."""
    return MultiPolygon([part for some in parts.values() for part in some]).bounds


def layer(parts: dict[str, list[Polygon]], frame: Frame) -> dict[str, tuple[str, str]]:
    """(land, islands) of each commune: outlines simplified together so that neighbours keep one common border."""
    large = {code: [p for p in some if not is_dot(p, some, frame)] for code, some in parts.items()}
    simple = shapely.coverage_simplify([MultiPolygon(some) for some in large.values()], TOLERANCE_UNITS / frame.scale)
    land = {code: "".join(path(p, frame) for p in parts_of(area)) for code, area in zip(large, simple, strict=True)}
    dots = {c: [frame.unit(*middle(p)) for p in some if is_dot(p, some, frame)] for c, some in parts.items()}
    return {code: (land[code], dotted(dots[code])) for code in parts}


def is_dot(part: Polygon, parts: list[Polygon], frame: Frame) -> bool:
    """Whether an island is too small for an outline; a commune's largest part keeps one from four square units on."""
    units2 = part.area * frame.squeeze * frame.scale**2
    return bool(units2 < (4 if part is parts[0] else SMALLEST_UNITS2))


def middle(part: Polygon) -> tuple[float, float]:
    """A point of it."""
    point = part.representative_point()
    return point.x, point.y


def path(part: Polygon, frame: Frame) -> str:
    """The rings of a polygon as relative lines; repeated points are left out."""
    return "".join(_ring(one.coords, frame) for one in (part.exterior, *part.interiors))


def _ring(coordinates: Iterable[tuple[float, float]], frame: Frame) -> str:
    points = list(_without_repeats(frame.unit(*pair) for pair in coordinates))[:-1]
    if len(points) < 3:
        return ""
    (x, y), *rest = points
    line = f"M{x} {y}l"
    for index, (to_x, to_y) in enumerate(rest):
        dx, dy = to_x - x, to_y - y
        line += f"{'' if index == 0 or dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}"
        x, y = to_x, to_y
    return line + "z"


def _without_repeats(points: Iterable[Point]) -> Iterator[Point]:
    before: Point | None = None
    for point in points:
        if point != before:
            yield point
        before = point


def dotted(points: Iterable[Point]) -> str:
    """A dot for each island, thinned to what the eye can tell apart."""
    kept: list[Point] = []
    for x, y in points:
        if not any((x - a) ** 2 + (y - b) ** 2 < DOTS_APART**2 for a, b in kept):
            kept.append((x, y))
    return "".join(f"M{x} {y}h0" for x, y in sorted(kept))


def main() -> None:
    """Read, draw, write, and say how large it is."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    TARGET.mkdir(exist_ok=True)
    size = 0
    for province, communes in sorted(read(Path(sys.argv[1])).items()):
        rows = drawn(communes)
        if nameless := [code for code, land, islands in rows if not land and not islands]:
            raise SystemExit(f"{province}: nothing was drawn of {nameless}")
        target = TARGET / f"{province}.csv"
        with target.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("code", "land", "islands"))
            writer.writerows(rows)
        size += target.stat().st_size
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {size} bytes\n")


if __name__ == "__main__":
    main()
