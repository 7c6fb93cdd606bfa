"""Pages of suggestions. A need's and an offer's page include the first lines of their shortlist by `shortlist`."""

from flask import Blueprint

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.listings.presenting import quantity_words
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import exposures
from marketplace.suggestions.order import by_seller
from marketplace.suggestions.places import place_of
from marketplace.suggestions.shortlists import FEW, LONGEST, Shortlist, buyers_of, shortlist_of, shown
from marketplace.web.guards import viewer

FIRST = 5
"""As many lines as the page of the need or offer itself shows."""

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")
bp.add_app_template_global(place_of)
bp.add_app_template_global(quantity_words)
bp.add_app_template_global(by_seller, "score_by_seller")


@bp.app_context_processor
def shortlists() -> dict[str, object]:
    """`shortlist(listing)` for the pages of offers and needs: None when the viewer may not see it."""

    def shortlist(listing: Offer | Need) -> Shortlist | None:
        if not can(viewer(), Permission.SUGGESTION_VIEW, listing):
            return None
        if isinstance(listing, Need):
            found = shortlist_of(listing, top=LONGEST, brief=True, misses=FEW)
            shown(found.lines[:FIRST])
        else:
            found = buyers_of(listing, top=LONGEST)
        exposures.seen(viewer(), listing, found.lines[:FIRST])
        return found

    return {"shortlist": shortlist, "shortlist_first": FIRST}


from marketplace.suggestions.routes import comparison, downloads, lists, pairs  # noqa: E402 - the views join `bp`

__all__ = ["bp", "comparison", "downloads", "lists", "pairs"]
