"""Sổ giữ chỗ: what moved in each period of an offer or a need."""

from __future__ import annotations

from flask import render_template

from marketplace.authorization.permissions import Permission
from marketplace.brokering.ledger import firm_used, flexible_used, surplus_kg
from marketplace.brokering.ledger_book import book_for
from marketplace.brokering.routes.blueprint import bp
from marketplace.listings.presenting import title_of
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.web.guards import requires, viewer


@bp.get("/offers/<string:public_id>/ledger")
@requires(Permission.CASE_VIEW)
def offer_ledger(public_id: str) -> str:
    """The movements of an offer: firm first, then flexible."""
    return _page(Offer, public_id)


@bp.get("/needs/<string:public_id>/ledger")
@requires(Permission.CASE_VIEW)
def need_ledger(public_id: str) -> str:
    """The movements of a need, with what goes beyond it."""
    return _page(Need, public_id)


def _page(kind: type[Offer] | type[Need], public_id: str) -> str:
    book = book_for(viewer(), kind, public_id)
    return render_template(
        "brokering/ledger.html",
        book=book,
        title=title_of(book.listing),
        is_offer=kind is Offer,
        firm_used=firm_used,
        flexible_used=flexible_used,
        surplus_kg=surplus_kg,
    )
