"""Pages of a list: Flask-SQLAlchemy's pagination with our sizes, and a page number nobody can break."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import request
from flask_sqlalchemy.pagination import Pagination

from marketplace.extensions import db

PAGE_SIZE = 20
LAST_PAGE = 10_000


def page_of(question: sa.Select[Any], *, size: int = PAGE_SIZE) -> Pagination:
    """The page named by `?page=`, the first for anything that is no page number; empty beyond the end."""
    return db.paginate(question, page=page_number(), per_page=size, max_per_page=size, error_out=False)


class _Fetched(Pagination):
    """Pagination over rows that were fetched already."""

    def _query_items(self) -> list[Any]:
        return list(self._query_args["rows"])

    def _query_count(self) -> int:
        return int(self._query_args["total"])


def page_of_rows(rows: Sequence[Any], total: int, *, page: int, size: int = PAGE_SIZE) -> Pagination:
    """The page that these rows are, of `total` in all."""
    return _Fetched(page=page, per_page=size, error_out=False, rows=rows, total=total)


def page_number() -> int:
    """`?page=` as a number from 1 to LAST_PAGE."""
    text = request.args.get("page", "1")
    return max(1, min(int(text), LAST_PAGE)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
