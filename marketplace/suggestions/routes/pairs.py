"""One pair: why it is suggested, and "không phù hợp vì…"."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.clock import today
from marketplace.errors import NotFoundError
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.suggestions import actions, gateway, queries
from marketplace.suggestions.forms import RejectionForm
from marketplace.suggestions.lines import Line
from marketplace.suggestions.models import RejectionReason, SuggestionFeedback
from marketplace.suggestions.routes import bp
from marketplace.suggestions.shortlists import line_of
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

PAIR = "/needs/<string:need_id>/offers/<string:offer_id>"


@bp.get(PAIR)
@requires(Permission.SUGGESTION_VIEW)
def show(need_id: str, offer_id: str) -> str:
    """One pair: the parts that add up to its score."""
    line = _line(need_id, offer_id)
    version, said = gateway.weights_version(), _said(line)
    return render_template("suggestions/show.html", line=line, said=said, weights_version=version, day=today())


def _said(line: Line) -> SuggestionFeedback | None:
    """What the viewer's side said of the pair before; None where it said nothing, and for who may not judge."""
    for side, asked in ((line.need, {"need": line.need}), (line.offer, {"offer": line.offer})):
        if can(viewer(), Permission.SUGGESTION_JUDGE, side):
            found = queries.rejections(side.organisation_id, **asked)
            return found.get(line.offer.id if side is line.need else line.need.id)
    return None


@bp.route(f"{PAIR}/rejection", methods=["GET", "POST"])
@requires(Permission.SUGGESTION_JUDGE)
@commits
def reject(need_id: str, offer_id: str) -> ResponseReturnValue:
    """ "Không phù hợp vì…": kept with its reason, and out of the list of the side that said it."""
    line = _line(need_id, offer_id)
    side = _side(line)
    form = RejectionForm()
    if form.validate_on_submit():
        actions.reject_suggestion(
            by=current_user.user,
            organisation=side.organisation,
            offer=line.offer,
            need=line.need,
            reason=RejectionReason(form.reason.data),
            note=form.note.data or None,
        )
        return redirect(_back(side))
    return render_template("suggestions/reject.html", form=form, line=line), 422 if form.errors else 200


@bp.post(f"{PAIR}/rejection/withdrawal")
@requires(Permission.SUGGESTION_JUDGE)
@commits
def withdraw(need_id: str, offer_id: str) -> ResponseReturnValue:
    """Bring a pair back that was put aside."""
    need, offer = _pair(need_id, offer_id)
    side = need if can(viewer(), Permission.SUGGESTION_JUDGE, need) else offer
    said = queries.rejections(side.organisation_id, need=need).get(offer.id)
    if said is None:
        raise NotFoundError
    actions.withdraw_rejection(by=current_user.user, said=said)
    return redirect(_back(side))


def _pair(need_id: str, offer_id: str) -> tuple[Need, Offer]:
    """Both records, when one is the viewer's to judge and the other is public."""
    need, offer = queries.pair(need_id, offer_id)
    if need is None or offer is None:
        raise NotFoundError
    mine = [side for side in (need, offer) if can(viewer(), Permission.SUGGESTION_VIEW, side)]
    others_are_public = all(side.is_public or side in mine for side in (need, offer))
    if not mine or not others_are_public:
        raise NotFoundError
    return need, offer


def _line(need_id: str, offer_id: str) -> Line:
    need, offer = _pair(need_id, offer_id)
    line = line_of(offer, need)
    if line is None:
        raise NotFoundError
    return line


def _side(line: Line) -> Offer | Need:
    """The side for which the viewer speaks; the buyer's when it is both or staff."""
    return line.need if can(viewer(), Permission.SUGGESTION_JUDGE, line.need) else line.offer


def _back(side: Offer | Need) -> str:
    if isinstance(side, Need):
        return url_for(".for_need", need_id=side.public_id)
    return url_for(".for_offer", offer_id=side.public_id)
