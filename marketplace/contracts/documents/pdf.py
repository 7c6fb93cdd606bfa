"""The paper as PDF: laid out by Typst with our own fonts, the same bytes for the same content."""

from __future__ import annotations

import json

from marketplace.assets import STATIC
from marketplace.contracts.documents.content import TEMPLATE, content_of
from marketplace.contracts.documents.folder import TEMPLATES
from marketplace.contracts.documents.qr import svg
from marketplace.contracts.paper import Paper

FONTS = STATIC / "vendor" / "tinos-5.3.0"


def pdf_of(paper: Paper, address: str) -> bytes:
    """An accessible PDF on A4. What people typed enters as data, never as the template's own text."""
    import typst

    content = json.dumps(content_of(paper, address), ensure_ascii=False, sort_keys=True)
    made: bytes = typst.compile(
        str(TEMPLATES / f"{TEMPLATE}.typ"),
        format="pdf",
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"paper": content, "qr": svg(address)},
        pdf_standards=["ua-1"],
    )
    return made
