"""The stylesheet: weight, contrast of the palette, nothing from elsewhere, nothing undefined."""

from __future__ import annotations

import re

import brotli
import pytest

from marketplace.assets import STATIC, TEMPLATES

CSS = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
KILOBYTE = 1000
GROUNDS = ("ground", "husk", "husk-deep", "paddy-tint", "slate-tint", "red-tint", "amber-tint")
PAIRS = [
    *[("ink", ground) for ground in GROUNDS],
    ("muted", "ground"),
    ("muted", "husk"),
    ("muted", "husk-deep"),
    ("muted", "paddy-tint"),
    ("paddy", "ground"),
    ("paddy", "husk"),
    ("paddy", "paddy-tint"),
    ("paddy-deep", "paddy-tint"),
    ("on-paddy", "paddy"),
    ("on-paddy", "paddy-deep"),
    ("slate", "slate-tint"),
    ("red", "ground"),
    ("red", "red-tint"),
    ("amber", "amber-tint"),
]


def _palette(selector: str) -> dict[str, str]:
    """Colours by name, declared under `selector`."""
    found: dict[str, str] = {}
    for block in re.findall(rf"(?:^|[}}]){re.escape(selector)}\{{([^{{}}]*)\}}", CSS):
        found |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})", block))
    return found


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out(text: str, ground: str) -> None:
    normal = _palette(":root")
    high = normal | _palette("html[data-contrast=high]")
    assert _contrast(normal[text], normal[ground]) >= 4.5
    assert _contrast(high[text], high[ground]) >= 7


def test_focus_and_edges_are_seen() -> None:
    for palette in (_palette(":root"), _palette(":root") | _palette("html[data-contrast=high]")):
        assert _contrast(palette["focus"], palette["ground"]) >= 3
        assert _contrast(palette["edge"], palette["husk"]) >= 3


def test_every_custom_property_is_defined() -> None:
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", CSS))
    defined = set(re.findall(r"(--[a-z0-9-]+):", CSS))
    assert used - defined == set()


def test_nothing_comes_from_elsewhere() -> None:
    addresses = re.findall(r"url\(([^)]*)\)", CSS)
    assert addresses
    assert all(address.strip("\"'").startswith(("data:image/svg+xml", "../vendor/")) for address in addresses)
    assert "@import" not in CSS


def test_weight() -> None:
    fonts = sum(path.stat().st_size for path in (STATIC / "vendor").glob("be-vietnam-pro-*/*.woff2"))
    assert len(brotli.compress(CSS.encode())) <= 22 * KILOBYTE
    assert 0 < fonts <= 60 * KILOBYTE


def test_every_icon_named_in_a_template_is_drawn() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    text = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    named = set(re.findall(r'\bicon\(\s*"([^"]+)"', text)) | set(re.findall(r'symbol="([^"]+)"', text))
    assert named
    assert named - sprite == set()
