"""The broker's day and the lists of cases."""

from __future__ import annotations

from flask import render_template, request

from marketplace.authorization.permissions import Permission
from marketplace.brokering import queries
from marketplace.brokering.models import CaseStage
from marketplace.brokering.routes.blueprint import bp
from marketplace.clock import today as this_day
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows


@bp.get("/brokering/today")
@requires(Permission.CASE_BROKER)
def today() -> str:
    """Việc hôm nay: late, due soon, waiting for others, untaken."""
    return render_template("brokering/today.html", desk=queries.desk(viewer(), this_day()), day=this_day())


@bp.get("/brokering/board")
@requires(Permission.CASE_BROKER)
def board() -> str:
    """The live cases by stage."""
    return render_template(
        "brokering/board.html", board=queries.board(viewer()), counts=queries.stage_counts(viewer()), day=this_day()
    )


@bp.get("/cases")
@requires(Permission.CASE_VIEW)
def index() -> str:
    """The reader's cases, those of one stage with `?stage=`."""
    wanted = request.args.get("stage", "")
    stage = CaseStage(wanted) if wanted in set(CaseStage) else None
    page = page_number()
    rows, total = queries.cases_page(viewer(), stage=stage, page=page, size=PAGE_SIZE)
    pages = page_of_rows(rows, total, page=page)
    counts = queries.stage_counts(viewer())
    return render_template("brokering/index.html", pages=pages, stage=stage, counts=counts, day=this_day())
