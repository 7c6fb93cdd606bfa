"""The shortlist of a need, and the needs that an offer answers: filtered, in pages."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import exposures, gateway, queries, weights
from marketplace.suggestions.asked import asked
from marketplace.suggestions.bodies import Body, body_of
from marketplace.suggestions.filters import Filtered, filtered
from marketplace.suggestions.pages import remembered
from marketplace.suggestions.routes import bp
from marketplace.suggestions.shortlists import FEW, LONGEST, SHORTLIST, Shortlist, buyers_of, shortlist_of, shown
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import page_of_rows


@bp.get("/needs/<string:need_id>")
@requires(Permission.SUGGESTION_VIEW)
@remembered
def for_need(need_id: str) -> str:
    """The whole shortlist of a need, its near misses and what was put aside."""
    need = queries.need_for(viewer(), need_id)
    return _list("need", need, body_of(need, lambda: _made("need", need)))


@bp.get("/offers/<string:offer_id>")
@requires(Permission.SUGGESTION_VIEW)
@remembered
def for_offer(offer_id: str) -> str:
    """The needs that an offer answers."""
    offer = queries.offer_for(viewer(), offer_id)
    return _list("offer", offer, _made("offer", offer))


def computed(listing: Offer | Need, *, brief: bool = False) -> tuple[Shortlist, Filtered]:
    """The longest shortlist there is, and what the reader's filters leave of it; in `brief` to show a page of it."""
    wanted = asked()
    if isinstance(listing, Need):
        shortlist = shortlist_of(
            listing,
            prefer_soe=wanted.soe,
            top=LONGEST,
            by_buyer=wanted.by_buyer,
            brief=brief,
            misses=SHORTLIST if wanted.all_misses else FEW,
        )
    else:
        shortlist = buyers_of(listing, top=LONGEST)
    return shortlist, filtered(shortlist.lines, wanted.has, for_need=isinstance(listing, Need))


def _list(name: str, listing: Offer | Need, body: Body) -> str:
    wanted = asked()
    body.note.after_the_response()
    return render_template(
        f"suggestions/for_{name}.html",
        **{name: listing},
        body=body,
        pages=page_of_rows(body.rows, body.of, page=wanted.page, size=SHORTLIST),
    )


def _made(name: str, listing: Offer | Need) -> Body:
    """What the list tells now, drawn."""
    shortlist, found = computed(listing, brief=True)
    wanted, first = asked(), (asked().page - 1) * SHORTLIST
    lines = shown(found.lines[first : first + SHORTLIST])
    context: dict[str, Any] = {
        name: listing,
        "shortlist": shortlist,
        "found": found,
        "lines": lines,
        "asked": wanted,
        "weights_version": gateway.weights_version(),
        "soe_always": weights.in_force().soe_always,
        "day": today(),
    }
    return Body(
        above=Markup(render_template(f"suggestions/_above_for_{name}.html", **context)),  # noqa: S704 - our templates
        below=Markup(render_template(f"suggestions/_below_for_{name}.html", **context)),  # noqa: S704
        lines=len(lines),
        of=len(found.lines),
        note=exposures.note(viewer(), listing, lines, first_rank=first + 1),
        has_rejected=bool(shortlist.rejected),
    )
