"""The shortlist of a need, and the needs that an offer answers: filtered, in pages."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from flask import render_template
from markupsafe import Markup

from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import exposures, gateway, moment, queries, weights
from marketplace.suggestions.asked import asked
from marketplace.suggestions.bodies import Body, Whose, body_of
from marketplace.suggestions.filters import Filtered, filtered
from marketplace.suggestions.pages import remembered
from marketplace.suggestions.routes import bp
from marketplace.suggestions.shortlists import FEW, LONGEST, SHORTLIST, Shortlist, buyers_of, shortlist_of, shown
from marketplace.web.guards import requires, viewer
from marketplace.web.pagination import page_of_rows

CUT = f"-- {token_hex()} --"
"""What stands between the parts of a body while it is drawn; nobody can type it."""


@bp.get("/needs/<string:need_id>")
@requires(Permission.SUGGESTION_VIEW)
@remembered
def for_need(need_id: str) -> str:
    """The whole shortlist of a need, its near misses and what was put aside."""
    return _list("need", need_id, body_of(need_id, lambda: _made("need", queries.need_for(viewer(), need_id))))


@bp.get("/offers/<string:offer_id>")
@requires(Permission.SUGGESTION_VIEW)
@remembered
def for_offer(offer_id: str) -> str:
    """The needs that an offer answers."""
    return _list("offer", offer_id, _made("offer", queries.offer_for(viewer(), offer_id)))


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


def _list(name: str, public_id: str, body: Body) -> str:
    now = moment.known()
    body.note.after_the_response()
    return render_template(
        f"suggestions/for_{name}.html",
        public_id=public_id,
        body=body,
        pages=page_of_rows(body.rows, body.of, page=asked().page, size=SHORTLIST),
        **({} if now is None else {"unread_notifications": lambda: now.unread}),
    )


def _made(name: str, listing: Offer | Need) -> Body:
    """What the list tells now, drawn."""
    shortlist, found = computed(listing, brief=True)
    first = (asked().page - 1) * SHORTLIST
    lines = shown(found.lines[first : first + SHORTLIST])
    has_cases = not isinstance(listing, Need) or queries.has_cases(listing)
    told = {name: listing, "shortlist": shortlist, "found": found, "lines": lines, "has_cases": has_cases}
    goods, heading, above, below = _drawn(name, told)
    return Body(
        whose=Whose(listing.party_organisation_ids, listing.is_public),
        goods=Markup(goods.strip()),  # noqa: S704 - drawn by our own template, as the others
        heading=Markup(heading),  # noqa: S704
        above=Markup(above),  # noqa: S704
        below=Markup(below),  # noqa: S704
        lines=len(lines),
        of=len(found.lines),
        note=exposures.note(viewer(), listing, lines, first_rank=first + 1),
        is_shared=not (has_cases or shortlist.rejected),
    )


def _drawn(name: str, told: dict[str, Any]) -> list[str]:
    """The parts of a body, from one template that says where to cut."""
    context: dict[str, Any] = {
        "asked": asked(),
        "weights_version": gateway.weights_version(),
        "soe_always": weights.in_force().soe_always,
        "day": today(),
        "cut": CUT,
    }
    return render_template(f"suggestions/_told_for_{name}.html", **told, **context).split(CUT)
