"""The paper as PDF: laid out by Typst with our own fonts, the same bytes for the same content."""

from __future__ import annotations

import json

from marketplace.assets import STATIC
from marketplace.contracts.documents.content import TEMPLATE, content_of
from marketplace.contracts.documents.folder import TEMPLATES
from marketplace.contracts.documents.qr import svg
from marketplace.contracts.paper import Paper

FONTS = max((STATIC / "vendor").glob("tinos-*"))


def pdf_of(paper: Paper, address: str) -> bytes:
    """An accessible PDF on A4. What people typed enters as data, never as the template's own text.

    A sign that no font of ours has (an emoji) stands as an empty box: then the file may not call itself accessible.
    """
    import typst

    content = json.dumps(content_of(paper, address), ensure_ascii=False, sort_keys=True)
    values = {"paper": content, "qr": svg(address)}
    try:
        return _compiled(values, accessible=True)
    except typst.TypstError:
        return _compiled(values, accessible=False)


def _compiled(values: dict[str, str], *, accessible: bool) -> bytes:
    import typst

    made: bytes = typst.compile(
        str(TEMPLATES / f"{TEMPLATE}.typ"),
        format="pdf",
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs=values,
        pdf_standards="ua-1" if accessible else None,
    )
    return made
