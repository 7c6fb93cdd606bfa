"""Papers as PDF: laid out by Typst with our own fonts, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from marketplace.assets import STATIC

FONTS = max((STATIC / "vendor").glob("tinos-*"))


def typeset(template: Path, values: Mapping[str, str]) -> bytes:
    """An accessible PDF of a Typst template. What people typed enters as data, never as the template's own text.

    A sign that no font of ours has (an emoji) stands as an empty box: then the file may not call itself accessible.
    """
    import typst

    try:
        return _compiled(template, values, accessible=True)
    except typst.TypstError:
        return _compiled(template, values, accessible=False)


def _compiled(template: Path, values: Mapping[str, str], *, accessible: bool) -> bytes:
    import typst

    made: bytes = typst.compile(
        str(template),
        format="pdf",
        root=str(template.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=dict(values),
        pdf_standards="ua-1" if accessible else None,
    )
    return made
