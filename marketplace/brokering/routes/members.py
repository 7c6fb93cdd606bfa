"""The cooperatives of a case: adding one, taking one out."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.brokering import actions, queries
from marketplace.brokering.desk_forms import LeavingForm, MemberForm
from marketplace.brokering.models import LeavingReason
from marketplace.brokering.pooling import candidates
from marketplace.brokering.routes.blueprint import bp
from marketplace.errors import NotFoundError
from marketplace.offers.models import Offer
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/cases/<string:public_id>/members", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def add_member(public_id: str) -> ResponseReturnValue:
    """Choose one more offer: those suggested for the need first, then every open one of the good."""
    case = queries.brokered_case(viewer(), public_id)
    found = candidates(viewer(), case)
    form = MemberForm()
    form.offer_these(found)

    def add() -> None:
        offer = queries.listing_for(viewer(), Offer, form.offer.data)
        actions.add_member(by=current_user.user, case=case, offer=offer)

    if form.carries_out(add):
        flash(_("Đã thêm đơn vị. Đơn vị này được hỏi ý kiến trước khi thấy thông tin của các bên."), "success")
        return redirect(url_for(".show", public_id=public_id))
    page = render_template("brokering/members.html", form=form, case=case, candidates=found, title_of=queries.title_of)
    return page, form.answer_status


@bp.route("/cases/<string:public_id>/members/<string:organisation_id>/leaving", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def leave(public_id: str, organisation_id: str) -> ResponseReturnValue:
    """Take a cooperative out, the first one too where others stand."""
    case = queries.brokered_case(viewer(), public_id)
    offer = next((one for one in case.offers.values() if one.organisation.public_id == organisation_id), None)
    if offer is None:
        raise NotFoundError
    form = LeavingForm()

    def part() -> None:
        because = LeavingReason(form.because.data)
        member = next((m for m in case.standing_members if m.organisation_id == offer.organisation_id), None)
        if member is None:
            actions.leave_first(by=current_user.user, case=case, because=because)
        else:
            actions.leave(by=current_user.user, case=case, member=member, because=because)

    if form.carries_out(part):
        flash(_("Đơn vị đã rời vụ việc."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("brokering/leaving.html", form=form, case=case, offer=offer), form.answer_status
