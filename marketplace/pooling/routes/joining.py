"""What a cooperative sees of large orders: those it is asked to join, those it fits, and what it lacks for others."""

from __future__ import annotations

from flask import render_template

from marketplace.authorization.permissions import Permission
from marketplace.brokering.queries.live import live_cases
from marketplace.listings.presenting import title_of
from marketplace.offers.member_shares import offers_naming
from marketplace.pooling.joining import invitations, reaches_of
from marketplace.pooling.routes.blueprint import bp
from marketplace.web.guards import requires, viewer


@bp.get("/my-pools")
@requires(Permission.OFFER_EDIT)
def mine() -> str:
    """Large orders within reach of the reader's open offers."""
    reaches = reaches_of(viewer())
    pairs = [(reach.offer.id, fit.need.id) for reach in reaches for fit in reach.fits]
    return render_template(
        "pooling/mine.html",
        reaches=reaches,
        cases=live_cases(viewer(), pairs),
        asked=invitations(viewer()),
        named=offers_naming(viewer()),
        title_of=title_of,
    )
