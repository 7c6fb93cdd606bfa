"""The paper as a Word file, from the template that the alliance may edit."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from marketplace.contracts.documents.content import TEMPLATE, content_of
from marketplace.contracts.documents.folder import TEMPLATES
from marketplace.contracts.documents.qr import png
from marketplace.contracts.paper import Paper

QR_SIDE_MM = 26


def docx_of(paper: Paper, address: str) -> bytes:
    """The .docx with every value escaped: what people typed is text, never markup or a template's command."""
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage

    template = DocxTemplate(str(TEMPLATES / f"{TEMPLATE}.docx"))
    content: dict[str, Any] = content_of(paper, address)
    content["nobody"] = dict.fromkeys(("role", "name", "representative"), "")  # beside the last of an odd number
    content["qr"] = InlineImage(template, png(address), width=Mm(QR_SIDE_MM))
    template.render(content, autoescape=True)
    for article in content["articles"]:
        _align_numbers(template, article["tables"])
    made = io.BytesIO()
    template.save(made)
    return made.getvalue()


def _align_numbers(template: Any, tables: Sequence[Mapping[str, Any]]) -> None:
    """Numbers stand to the right; a table of the file is known by its head."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    numeric = {tuple(table["columns"]): table["numeric"] for table in tables}
    for table in template.docx.tables:
        head = tuple(cell.text for cell in table.rows[0].cells)
        for column in numeric.get(head, ()):
            for cell in table.columns[column].cells[1:]:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
