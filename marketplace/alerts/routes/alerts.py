"""Alerts by score, and the page that lists everything a person asked to be told."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from marketplace.alerts import actions, queries, searching
from marketplace.alerts.forms import AlertForm, ChangeAlertForm
from marketplace.alerts.models import Telling
from marketplace.alerts.routes import bp
from marketplace.alerts.routes.resting import register_resting
from marketplace.alerts.subjects import subject_words, subjects_of
from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, NotFoundError
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

ONE = "/alerts/<string:public_id>"


@bp.get("/alerts")
@requires(Permission.ACCOUNT_USE)
def index() -> str:
    """The reader's alerts and saved searches."""
    alerts = queries.own_alerts(viewer())
    searches = queries.own_searches(viewer())
    return render_template(
        "alerts/index.html",
        alerts=[(alert, subject_words(alert)) for alert in alerts],
        told=queries.told_of(alerts),
        searches=[(search, searching.read(search.filters, search.filters_version)) for search in searches],
    )


@bp.route("/alerts/new", methods=["GET", "POST"])
@requires(Permission.SUGGESTION_VIEW)
@commits
def new() -> ResponseReturnValue:
    """ "Báo cho tôi khi có gợi ý từ N điểm"; `?about=` names the listing whose page led here."""
    subjects = {subject.value: subject for subject in subjects_of(viewer())}
    if not subjects:
        raise NotFoundError
    form = AlertForm(about=request.args.get("about", next(iter(subjects))))
    form.offer_subjects((subject.value, subject.words) for subject in subjects.values())
    if form.validate_on_submit():
        about = subjects[form.about.data]
        try:
            _made, there = actions.set_alert(
                by=current_user.user,
                organisation=about.organisation,
                listing=about.listing,
                at_least=form.at_least.data or 0,
                telling=Telling(form.telling.data),
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_said(there), "success")
            return redirect(url_for(".index"))
    return render_template("alerts/new.html", form=form), form.answer_status


def _said(there: int | None) -> str:
    if there is None:
        return str(_("Đã đặt báo tin. Gợi ý đang có sẵn không báo lại; từ nay báo những gợi ý mới."))
    if not there:
        return str(_("Đã đặt báo tin. Khi có gợi ý đạt mức này, trang sẽ báo."))
    return str(
        ngettext(
            "Đã đặt báo tin. Hiện có sẵn %(num)s gợi ý đạt mức này; từ nay báo những gợi ý mới.",
            "Đã đặt báo tin. Hiện có sẵn %(num)s gợi ý đạt mức này; từ nay báo những gợi ý mới.",
            there,
        )
    )


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.SUGGESTION_VIEW)
@commits
def edit(public_id: str) -> ResponseReturnValue:
    """Another score, another way of telling."""
    alert = queries.own_alert(viewer(), public_id)
    form = ChangeAlertForm(at_least=alert.at_least, telling=alert.telling.value)
    if form.validate_on_submit():
        actions.change_alert(
            by=current_user.user, alert=alert, at_least=form.at_least.data or 0, telling=Telling(form.telling.data)
        )
        flash(_("Đã lưu."), "success")
        return redirect(url_for(".index"))
    page = render_template("alerts/edit.html", form=form, alert=alert, subject=subject_words(alert))
    return page, form.answer_status


register_resting(bp, ONE, "alert", Permission.SUGGESTION_VIEW, queries.own_alert)
