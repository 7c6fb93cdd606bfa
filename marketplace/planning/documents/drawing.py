"""A map as a picture that stands by itself: shades as attributes, so that paper needs no style sheet."""

from __future__ import annotations

from html import escape

from marketplace.indicators.maps import Area, PlaceMap

SHADES = ("#efe5cd", "#c5dcb4", "#86b873", "#45864b", "#14482a")
EDGE = "#ffffff"
MUTED = "#585a4e"


def svg_of(drawn: PlaceMap) -> str:
    """The map as SVG, in shades of one green that stay apart when printed grey."""
    areas = "".join(_area(area) for area in drawn.areas)
    anchor = "end" if drawn.inset else "middle"
    labels = "".join(
        f'<text x="{one.x}" y="{one.y}" font-family="Tinos" font-size="22" fill="{MUTED}" text-anchor="{anchor}">'
        f"{escape(one.words)}</text>"
        for one in drawn.labels
    )
    box = drawn.inset
    frame = (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" fill="none" stroke="{MUTED}"/>'
        if box
        else ""
    )
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {drawn.height}">'
    return f"{opening}{frame}{areas}{labels}</svg>"


def _area(area: Area) -> str:
    colour, outline = SHADES[area.step or 0], area.outline
    land = f'<path d="{outline.land}" fill="{colour}" stroke="{EDGE}" stroke-width="1.5"/>' if outline.land else ""
    if not outline.islands:
        return land
    dots = f'stroke="{colour if area.step else MUTED}" stroke-width="4" stroke-linecap="round"'
    return f'{land}<path d="{outline.islands}" fill="none" {dots}/>'
