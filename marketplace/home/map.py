"""The small map of the first page: outlines drawn beforehand, shaded by how many listings a province has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from marketplace.catalogue.models import Province
from marketplace.indicators.outlines import HEIGHT, NOT_DRAWN, WIDTH, Outline, archipelagos, outlines

STEPS = (1, 5, 20, 50)
"""From so many listings on, a province gets the next darker shade; below the first it has none."""
BUSIEST = 10
"""So many provinces are listed at once; the others are folded below."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A province on the map with its numbers."""

    province: Province
    outline: Outline
    offers: int
    needs: int

    @property
    def total(self) -> int:
        """Offers and needs together, which is what the shade tells."""
        return self.offers + self.needs

    @property
    def step(self) -> int:
        """0 for none, 1..4 for the shades."""
        return sum(self.total >= least for least in STEPS)


@dataclass(frozen=True, slots=True)
class Shade:
    """A line of the legend: from `least` to `most` listings; `most` is None for the darkest."""

    step: int
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class ProvinceMap:
    """Everything the map and its table show."""

    shapes: Sequence[Shape]
    legend: Sequence[Shade]
    archipelagos: Mapping[str, tuple[int, int]]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def busiest(self) -> list[Shape]:
        """The provinces with most listings, most first."""
        return self._ranked()[:BUSIEST]

    @property
    def others(self) -> list[Shape]:
        """The further provinces that have any, in alphabetical order."""
        return sorted(self._ranked()[BUSIEST:], key=lambda shape: shape.province.folded)

    def _ranked(self) -> list[Shape]:
        return sorted((s for s in self.shapes if s.total), key=lambda s: (-s.total, s.province.folded))


def province_map(lines: Iterable[tuple[Province, int, int]]) -> ProvinceMap:
    """The map of these (province, offers, needs); one without an outline stands in the table alone."""
    drawn = outlines()
    shapes = [Shape(place, drawn.get(place.code, NOT_DRAWN), offers, needs) for place, offers, needs in lines]
    return ProvinceMap(shapes, legend(), archipelagos())


def legend() -> list[Shade]:
    """What each shade means, lightest first."""
    ends = [*(least - 1 for least in STEPS[1:]), None]
    return [Shade(step, least, most) for step, (least, most) in enumerate(zip(STEPS, ends, strict=True), start=1)]
