"""What an annex changes: the articles of two revisions side by side, only what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from marketplace.contracts.documents.parts import Article, Table

COLUMNS = ("Điều khoản", "Trước đây", "Sửa thành")
GONE = "(bỏ)"
NEW = "(chưa có)"


def changed_articles(before: Sequence[Article], after: Sequence[Article]) -> list[Article]:
    """One article for each that differs, under its old title: changed clauses as a table, changed tables whole."""
    titles = list(dict.fromkeys([*(article.title for article in before), *(article.title for article in after)]))
    old, new = ({article.title: article for article in side} for side in (before, after))
    changes = [_changes(old.get(title, Article(title)), new.get(title, Article(title))) for title in titles]
    return [article for article in changes if not article.is_empty]


def _changes(before: Article, after: Article) -> Article:
    old, new = ({clause.label: clause.value for clause in side.clauses} for side in (before, after))
    rows = [
        [label, old.get(label) or NEW, new.get(label) or GONE]
        for label in dict.fromkeys([*old, *new])
        if old.get(label, "") != new.get(label, "")
    ]
    replaced = [table for table in after.tables if table not in before.tables]
    kept = {table.caption for table in after.tables}
    dropped = [f"Bỏ bảng “{table.caption}”." for table in before.tables if table.caption not in kept]
    clauses = [Table("Nội dung sửa đổi", COLUMNS, rows)] if rows else []
    return Article(
        f"Sửa đổi: {after.title}" if rows or replaced or dropped else "",
        tables=[*clauses, *(_as_new(table) for table in replaced)],
        sentences=dropped,
    )


def _as_new(table: Table) -> Table:
    return replace(table, caption=f"{table.caption} (thay cho bảng trước đây)")
