"""The report as PDF."""

from __future__ import annotations

import json
from pathlib import Path

from marketplace.files.typesetting import typeset
from marketplace.reporting.content import content_of
from marketplace.reporting.report import Report

TEMPLATE = Path(__file__).resolve().parent / "templates" / "report-1.typ"


def report_pdf(report: Report) -> bytes:
    """A PDF on A4, in the running locale."""
    return typeset(TEMPLATE, {"report": json.dumps(content_of(report), ensure_ascii=False, sort_keys=True)})
