"""Accepting a plan: its links become cases of brokers with tasks."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.planning import actions, overview, queries
from marketplace.planning.forms import AcceptanceForm
from marketplace.planning.routes.blueprint import bp
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/<string:public_id>/acceptance", methods=["GET", "POST"])
@requires(Permission.PLAN_ACCEPT)
@commits
def acceptance(public_id: str) -> ResponseReturnValue:
    """Say by when brokers begin; what accepting does stands above the button. What cannot be accepted says why."""
    scenario = queries.scenario(viewer(), public_id)
    form = AcceptanceForm(data=AcceptanceForm.usual())
    if form.carries_out(lambda: actions.accept(by=current_user.user, scenario=scenario, due_on=form.due_on.data)):
        flash(_("Đã chấp nhận kế hoạch. Các vụ việc đang được mở và giao cho cán bộ môi giới."), "success")
        return redirect(url_for(".follow_up", public_id=public_id))
    page = render_template(
        "planning/acceptance.html",
        form=form,
        scenario=scenario,
        may_accept=queries.may_accept(viewer(), scenario),
        brokers=overview.by_broker(scenario, openable_only=True),
        of_others=overview.worked_by_others(scenario),
        openable=overview.openable(scenario),
        renewed=len(scenario.renewed_ids),
    )
    return page, form.answer_status
