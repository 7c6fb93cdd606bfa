"""An organisation's record in rates, with its own words beside it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.deliveries import actions
from marketplace.deliveries.forms import ReplyForm
from marketplace.deliveries.limits import limits
from marketplace.deliveries.routes.blueprint import bp
from marketplace.deliveries.track import track_for
from marketplace.errors import NotFoundError
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisation_by_public_id
from marketplace.organisations.track import delivery_rate, payment_rate, rejection_rate
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.app_context_processor
def record() -> dict[str, Any]:
    """`track_of(organisation)` and the rates for the organisation's page: asked only where they are shown."""
    return {
        "track_of": lambda organisation: track_for(viewer(), organisation.id),
        "track_rates": {"delivery": delivery_rate, "rejection": rejection_rate, "payment": payment_rate},
    }


@bp.get("/organisations/<string:public_id>/track-record")
@requires(Permission.TRACK_VIEW)
def track(public_id: str) -> str:
    """The record with how it is counted, for the organisation, the parties of its contracts and brokers."""
    organisation = _known(public_id)
    found = track_for(viewer(), organisation.id)
    if found is None:
        raise NotFoundError
    return render_template("deliveries/track.html", organisation=organisation, track=found, limits=limits())


@bp.route("/organisations/<string:public_id>/track-record/replies", methods=["GET", "POST"])
@requires(Permission.TRACK_REPLY)
@commits
def reply(public_id: str) -> ResponseReturnValue:
    """The right of reply."""
    organisation = reveal(viewer(), Permission.TRACK_REPLY, _known(public_id))
    found = track_for(viewer(), organisation.id)
    form = ReplyForm(data={"text": found.reply.text if found and found.reply else ""})
    if form.carries_out(
        lambda: actions.reply_to_track(by=current_user.user, organisation=organisation, text=form.text.data or "")
    ):
        flash(_("Đã ghi phản hồi."), "success")
        return redirect(url_for(".track", public_id=public_id))
    return render_template("deliveries/reply.html", form=form, organisation=organisation), form.answer_status


def _known(public_id: str) -> Organisation:
    return reveal(viewer(), Permission.ORGANISATION_VIEW, organisation_by_public_id(public_id))
