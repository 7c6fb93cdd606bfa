"""Shortlists to take away: CSV and a workbook, with the lines that the page shows the same reader."""

from __future__ import annotations

from flask import Response

from marketplace.authorization.permissions import Permission
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import gateway, queries
from marketplace.suggestions.export import Sheet, as_csv, as_xlsx
from marketplace.suggestions.routes import bp
from marketplace.suggestions.routes.lists import computed
from marketplace.web.guards import requires, viewer


@bp.get("/needs/<string:need_id>/shortlist.csv")
@requires(Permission.SUGGESTION_VIEW)
def need_csv(need_id: str) -> Response:
    """A need's shortlist as CSV."""
    return as_csv(_sheet(queries.need_for(viewer(), need_id)))


@bp.get("/needs/<string:need_id>/shortlist.xlsx")
@requires(Permission.SUGGESTION_VIEW)
def need_xlsx(need_id: str) -> Response:
    """A need's shortlist as a workbook."""
    return as_xlsx(_sheet(queries.need_for(viewer(), need_id)))


@bp.get("/offers/<string:offer_id>/shortlist.csv")
@requires(Permission.SUGGESTION_VIEW)
def offer_csv(offer_id: str) -> Response:
    """The needs an offer answers, as CSV."""
    return as_csv(_sheet(queries.offer_for(viewer(), offer_id)))


@bp.get("/offers/<string:offer_id>/shortlist.xlsx")
@requires(Permission.SUGGESTION_VIEW)
def offer_xlsx(offer_id: str) -> Response:
    """The needs an offer answers, as a workbook."""
    return as_xlsx(_sheet(queries.offer_for(viewer(), offer_id)))


def _sheet(listing: Offer | Need) -> Sheet:
    _shortlist, found = computed(listing)
    conditions = [str(choice.label) for choice in found.active]
    return Sheet(listing, found.lines, found.of, conditions, gateway.weights_version(), viewer())
