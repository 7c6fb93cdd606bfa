"""A plan as files: the page for a meeting, its links and what is missing for spreadsheets."""

from __future__ import annotations

from flask import Response
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.planning import sheets
from marketplace.planning.documents import plan_pdf
from marketplace.planning.models import Scenario
from marketplace.planning.routes.blueprint import bp
from marketplace.planning.routes.pages import solved
from marketplace.planning.summary import summary_of
from marketplace.web.exports import csv_response
from marketplace.web.guards import requires


@bp.get("/<string:public_id>/print")
@requires(Permission.PLAN_MAKE)
def paper(public_id: str) -> Response:
    """The summary on one page of A4, in the reader's language, to be printed or handed on."""
    scenario = solved(public_id)
    response = Response(plan_pdf(scenario, summary_of(scenario), current_user.user), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename={_name(scenario, 'summary')}.pdf"
    return response


@bp.get("/<string:public_id>/links.csv")
@requires(Permission.PLAN_MAKE)
def links_csv(public_id: str) -> Response:
    """Every planned link."""
    scenario = solved(public_id)
    return csv_response(f"{_name(scenario, 'links')}.csv", sheets.link_header(scenario), sheets.link_rows(scenario))


@bp.get("/<string:public_id>/shortages.csv")
@requires(Permission.PLAN_MAKE)
def shortages_csv(public_id: str) -> Response:
    """What is missing by good and commune."""
    scenario = solved(public_id)
    return csv_response(f"{_name(scenario, 'shortages')}.csv", sheets.shortage_header(), sheets.shortage_rows(scenario))


def _name(scenario: Scenario, what: str) -> str:
    return f"plan-{scenario.province_code or 'vn'}-{scenario.target_on.isoformat()}-{what}"
