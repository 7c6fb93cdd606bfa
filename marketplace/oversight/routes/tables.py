"""One table alone, turned over page by page or downloaded whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.errors import DomainError, NotFoundError
from marketplace.labels import lazy_gettext as _l
from marketplace.oversight import balance
from marketplace.oversight.forms import ScopeForm
from marketplace.oversight.lists import BALANCE, INTEGRITY, QUALITY, TABLES
from marketplace.oversight.routes.asking import page
from marketplace.oversight.routes.blueprint import bp
from marketplace.oversight.scope import Scope
from marketplace.oversight.tables import Table, as_csv
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows

PARENTS = [
    (QUALITY, "oversight.show_quality", _l("Chất lượng dữ liệu")),
    (INTEGRITY, "oversight.show_integrity", _l("Cảnh báo liêm chính")),
]


@bp.get("/tables/<string:code>")
@requires(Permission.OVERSIGHT_VIEW)
def table(code: str) -> ResponseReturnValue:
    """The rows of one list."""
    asked = _known(code)

    def facts(scope: Scope) -> dict[str, Any]:
        rows, total = asked.page(viewer(), scope, page=page_number(), size=PAGE_SIZE)
        return {"rows": rows, "pages": page_of_rows(rows, total, page=page_number())}

    parent = next(((endpoint, words) for tables, endpoint, words in PARENTS if asked in tables), None)
    return page("oversight/table.html", facts, *_bounds(asked), table=asked, parent=parent)


@bp.get("/tables/<string:code>.csv")
@requires(Permission.OVERSIGHT_VIEW)
def table_csv(code: str) -> ResponseReturnValue:
    """Every row of one table, as a file; DomainError for a period that cannot be."""
    asked = _known(code)
    form = ScopeForm(request.args, *_bounds(asked))
    scope = form.scope()
    if scope is None:
        raise DomainError(form.complaint or _l("Nơi hoặc kỳ trong địa chỉ chưa đúng; hãy chọn lại trên trang."))
    return as_csv(asked, viewer(), scope)


def _bounds(table: Table) -> tuple[tuple[date, date] | None, int | None]:
    """The usual days and the longest period of the page that the table is of, where it has its own."""
    return (balance.coming(today()), balance.MOST_MONTHS) if table is BALANCE else (None, None)


def _known(code: str) -> Table:
    if code not in TABLES:
        raise NotFoundError
    return TABLES[code]
