"""The broker's day and the lists of cases."""

from __future__ import annotations

from flask import render_template, request

from marketplace.authorization.permissions import Permission
from marketplace.brokering import queries
from marketplace.brokering.agenda import agenda
from marketplace.brokering.desk_forms import ListForm
from marketplace.brokering.routes.blueprint import bp
from marketplace.clock import today as this_day
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import PAGE_SIZE, page_number, page_of_rows


@bp.get("/brokering/today")
@requires(Permission.CASE_BROKER)
def today() -> str:
    """Việc hôm nay: late, due soon, tasks, what contracts and deliveries want, waiting for others, untaken."""
    day = this_day()
    return render_template(
        "brokering/today.html", desk=queries.desk(viewer(), day), agenda=agenda(viewer(), day), day=day
    )


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
    """The reader's cases: of a stage, the reader's own, late ones, with state-owned buyers, of a good; in an order."""
    form = ListForm(request.args, meta={"csrf": False})
    form.offer_goods(queries.goods_choices(viewer()))
    wanted, page = form.wanted(), page_number()
    rows, total = queries.cases_page(viewer(), wanted, this_day(), page=page, size=PAGE_SIZE)
    return render_template(
        "brokering/index.html",
        form=form,
        wanted=wanted,
        pages=page_of_rows(rows, total, page=page),
        counts=queries.stage_counts(viewer()),
        day=this_day(),
    )
