"""Reports that go to a mailbox by themselves: begin, end, and end by the link in the mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.indicators.engine import Level
from marketplace.indicators.queries.choices import place_name
from marketplace.reporting import actions, queries
from marketplace.reporting.forms import ScheduleForm
from marketplace.reporting.models import Rhythm
from marketplace.reporting.routes.blueprint import bp
from marketplace.reporting.stopping import schedule_of
from marketplace.web.forms import Form
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits


@bp.route("/reports/schedules/new", methods=["GET", "POST"])
@requires(Permission.REPORT_MAKE)
@commits
def new_schedule() -> ResponseReturnValue:
    """Begin to send a report to a mailbox."""
    form = ScheduleForm(data={"rhythm": Rhythm.MONTHLY.value, "language": "vi"})
    if form.carries_out(lambda: actions.make_schedule(by=current_user.user, facts=form.facts())):
        flash(_("Đã hẹn lịch. Báo cáo đầu tiên được gửi khi kỳ đang chạy kết thúc."), "success")
        return redirect(url_for(".index"))
    return render_template("reporting/new_schedule.html", form=form), form.answer_status


@bp.post("/reports/schedules/<string:public_id>/ending")
@requires(Permission.REPORT_MAKE)
@commits
def end_schedule(public_id: str) -> ResponseReturnValue:
    """Send no more to a mailbox."""
    schedule = queries.schedule_for(viewer(), public_id)
    actions.end_schedule(by=current_user.user, schedule=schedule)
    flash(_("Đã thôi gửi báo cáo đến %(email)s.", email=schedule.email), "success")
    return redirect(url_for(".index"))


@bp.route("/reports/stop/<string:token>", methods=["GET", "POST"])
@public
@commits
def stop(token: str) -> ResponseReturnValue:
    """The schedule of the link ends when the button is pressed; opening the page changes nothing."""
    schedule, form = schedule_of(token), Form()
    if form.validate_on_submit():
        actions.end_schedule(by=None, schedule=schedule)
        flash(_("Đã dừng. Hộp thư này không nhận báo cáo đó nữa."), "success")
        return redirect(url_for("home.index"))
    place = place_name(Level.PROVINCE, schedule.province_code)
    return render_template("reporting/stop.html", form=form, schedule=schedule, place=place), form.answer_status
