"""The paper as PDF."""

from __future__ import annotations

import json

from marketplace.contracts.documents.content import TEMPLATE, content_of
from marketplace.contracts.documents.folder import TEMPLATES
from marketplace.contracts.documents.qr import svg
from marketplace.contracts.paper import Paper
from marketplace.files.typesetting import typeset


def pdf_of(paper: Paper, address: str) -> bytes:
    """A PDF on A4, with the address of its page as a code."""
    content = json.dumps(content_of(paper, address), ensure_ascii=False, sort_keys=True)
    return typeset(TEMPLATES / f"{TEMPLATE}.typ", {"paper": content, "qr": svg(address)})
