"""Maps of counts by place: by province of the country, or by commune of one province, in four shades.

The outlines, shades and legend are those of the indicators' maps; here the areas are no links, because every number
and every way onward stands in the table beside the map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from flask_babel import gettext as _

from marketplace.indicators.engine import Level
from marketplace.indicators.maps import SHADES, Area, Label, PlaceMap, Shade, nice
from marketplace.indicators.outlines import (
    HEIGHT,
    NOT_DRAWN,
    WIDTH,
    Drawing,
    Inset,
    archipelagos,
    communes_of,
    outlines,
)
from marketplace.indicators.queries.choices import place_names
from marketplace.web.formats import format_quantity

Words = Callable[[str, int], str]


def map_of(counts: Mapping[str, int], province_code: str | None, words: Words) -> PlaceMap | None:
    """The map of these counts by code of place; `words(name, count)` says what an area means.

    By province without `province_code`, else by its communes; None for a province whose communes nobody has drawn.
    """
    names = place_names(Level.PROVINCE if province_code is None else Level.COMMUNE)
    if province_code is None:
        drawing = Drawing(WIDTH, HEIGHT, {code: outlines().get(code, NOT_DRAWN) for code in names}, None)
    elif (found := communes_of(province_code)) is not None:
        drawing = found
    else:
        return None
    width = int(nice(Decimal(max(counts.values(), default=0)) / SHADES, whole=True))
    areas = [
        Area(code, names.get(code, code), words(names.get(code, code), counts.get(code, 0)), outline,
             _step(counts.get(code, 0), width))
        for code, outline in drawing.outlines.items()
    ]  # fmt: skip
    labels = _labels(province_code, drawing.inset, names)
    return PlaceMap(drawing.width, drawing.height, areas, _legend(width, counts), labels, drawing.inset, "")


def _step(count: int, width: int) -> int:
    """0 for nothing, then a shade for each `width` counts: 1..width is the first."""
    return min(-(-count // width), SHADES)


def _legend(width: int, counts: Mapping[str, int]) -> list[Shade]:
    """Nothing, and the shades up to the darkest that occurs."""
    used = max((_step(count, width) for count in counts.values()), default=0)
    return [Shade(0, _("không có"))] + [Shade(step, _range(step, width)) for step in range(1, used + 1)]


def _range(step: int, width: int) -> str:
    first, last = format_quantity((step - 1) * width + 1), format_quantity(step * width)
    if step == SHADES:
        return str(_("từ %(first)s", first=first))
    return first if width == 1 else str(_("%(first)s đến %(last)s", first=first, last=last))


def _labels(province_code: str | None, inset: Inset | None, names: Mapping[str, str]) -> list[Label]:
    islands = {"paracels": _("Quần đảo Hoàng Sa"), "spratlys": _("Quần đảo Trường Sa")}
    if province_code is None:
        return [Label(x, y + 26, islands[code]) for code, (x, y) in archipelagos().items()]
    if inset is None:
        return []
    words = islands[inset.archipelago] if inset.archipelago else ", ".join(names.get(code, code) for code in inset.of)
    return [Label(inset.x + inset.width, inset.y + inset.height + 22, words)]
