"""A paper as plain data, for the templates of Word and PDF: they lay out and decide nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.contracts.documents.parties import PartyBlock
from marketplace.contracts.documents.parts import Article, Clause, Table
from marketplace.contracts.paper import Paper

# The name of the form, kept with each print. A template that changes gets a new name; the old one stays.
TEMPLATE = "paper-1"
BLANK = "…………………………"


def content_of(paper: Paper, address: str) -> dict[str, Any]:
    """Everything the paper says; `address`: the page that tells whether this print is still the current one."""
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "number": paper.number or BLANK,
        "place": paper.place or BLANK,
        "is_draft": paper.is_draft,
        "legal_basis": [basis.sentence for basis in paper.legal_basis],
        "parties": [_party(party) for party in paper.parties],
        "articles": [_article(number, article) for number, article in enumerate(paper.articles, start=1)],
        "revision": paper.terms.number,
        "terms_digest": paper.terms_digest,
        "digest": paper.digest,
        "address": address,
    }


def _party(party: PartyBlock) -> dict[str, Any]:
    return {
        "role": party.role,
        "name": party.name,
        "clauses": _clauses(party.clauses),
        "representative": party.representative or BLANK,
        "title": party.title,
    }


def _article(number: int, article: Article) -> dict[str, Any]:
    return {
        "heading": f"Điều {number}. {article.title}",
        "clauses": _clauses(article.clauses),
        "tables": [_table(table) for table in article.tables],
        "sentences": list(article.sentences),
    }


def _clauses(clauses: Sequence[Clause]) -> list[dict[str, str]]:
    return [{"label": clause.label, "value": clause.value or BLANK} for clause in clauses]


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
        "numeric": list(table.numeric),
        "narrow": sorted({*table.numeric, *table.narrow}),
    }
