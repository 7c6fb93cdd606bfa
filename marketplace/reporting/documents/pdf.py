"""The report as PDF: laid out by Typst with our own fonts, the same bytes for the same content."""

from __future__ import annotations

import json
from pathlib import Path

from marketplace.assets import STATIC
from marketplace.reporting.content import content_of
from marketplace.reporting.report import Report

TEMPLATES = Path(__file__).resolve().parent / "templates"
TEMPLATE = "report-1"
FONTS = max((STATIC / "vendor").glob("tinos-*"))


def report_pdf(report: Report) -> bytes:
    """An accessible PDF on A4, in the running locale. What people typed enters as data, never as template text.

    A sign that no font of ours has (an emoji) stands as an empty box: then the file may not call itself accessible.
    """
    import typst

    values = {"report": json.dumps(content_of(report), ensure_ascii=False, sort_keys=True)}
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
