"""Targets as data that staff keep: everybody reads them, officials set, divide and end them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.errors import NotFoundError, WrongStateError
from marketplace.indicators import history_words  # noqa: F401 - names the fields of the history
from marketplace.indicators.actions import targets as actions
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.forms.targets import (
    EndTargetForm,
    TargetFilters,
    TargetForm,
    filled,
    unit_words,
)
from marketplace.indicators.models import Target, TargetKind
from marketplace.indicators.queries import targets as queries
from marketplace.indicators.routes.asked import beyond_the_end
from marketplace.indicators.routes.blueprint import bp
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits


@bp.get("/targets")
@public
def targets() -> ResponseReturnValue:
    """What was set out to be reached, by indicator and place, with who said so."""
    form = TargetFilters(request.args)
    pages = queries.targets_page(
        indicator=form.indicator.data, province=form.province.data, ended=bool(form.ended.data)
    )
    if last := beyond_the_end(pages):
        return last
    page = render_template(
        "indicators/targets/index.html", form=form, pages=pages, rows=queries.rows_of(pages), unit_words=unit_words
    )
    return page, 422 if form.is_wrong else 200


@bp.route("/targets/new", methods=["GET", "POST"])
@requires(Permission.TARGET_EDIT)
@commits
def new_target() -> ResponseReturnValue:
    """Set a number; `?indicator=` begins with an indicator, `?of=` with a row that is to be set anew."""
    begun = queries.target(request.args.get("of", "")[:32])
    asked = {"indicator": request.args.get("indicator", "")[:10], "kind": TargetKind.TARGET.value}
    form = TargetForm(data=filled(begun) if begun else asked)
    if form.carries_out(lambda: actions.set_target(by=current_user.user, facts=form.facts())):
        flash(_("Đã đặt. Dòng cũ cùng nơi, cùng năm (nếu có) được giữ trong lịch sử."), "success")
        return redirect(url_for(".targets", indicator=form.indicator.data))
    return render_template("indicators/targets/new.html", form=form, begun=begun), form.answer_status


@bp.get("/targets/<string:public_id>")
@public
def target(public_id: str) -> str:
    """One row with its source and its history; those who may, set it anew, divide it into years, or end it."""
    row = _target(public_id)
    return render_template(
        "indicators/targets/show.html",
        target=row,
        indicator=INDICATORS.get(row.indicator),
        province=queries.name_of_province(row.province_code),
        history=timeline(viewer(), row) if can(viewer(), Permission.TARGET_EDIT) else [],
        unit_words=unit_words,
    )


@bp.post("/targets/<string:public_id>/steps")
@requires(Permission.TARGET_EDIT)
@commits
def target_steps(public_id: str) -> ResponseReturnValue:
    """Divide the way from the baseline into years."""
    row = _target(public_id)
    drawn = actions.draw_steps(by=current_user.user, target=row)
    flash(
        ngettext("Đã thêm %(num)s mốc từng năm.", "Đã thêm %(num)s mốc từng năm.", len(drawn))
        if drawn
        else _("Năm nào cũng đã có mốc; không có gì thay đổi."),
        "success",
    )
    return redirect(url_for(".targets", indicator=row.indicator, province=row.province_code))


@bp.route("/targets/<string:public_id>/ending", methods=["GET", "POST"])
@requires(Permission.TARGET_EDIT)
@commits
def end_target(public_id: str) -> ResponseReturnValue:
    """Let a row that a person entered stand no longer, with the reason."""
    row, form = _target(public_id), EndTargetForm()
    if row.entered_by_id is None:
        raise WrongStateError(actions.OF_FILE)
    if form.carries_out(lambda: actions.end_target(by=current_user.user, target=row, reason=form.reason.data or "")):
        flash(_("Dòng này đã thôi dùng; vẫn còn trong lịch sử."), "success")
        return redirect(url_for(".targets", indicator=row.indicator))
    indicator, province = INDICATORS.get(row.indicator), queries.name_of_province(row.province_code)
    page = render_template(
        "indicators/targets/end.html",
        form=form,
        target=row,
        indicator=indicator,
        province=province,
        unit_words=unit_words,
    )
    return page, form.answer_status


def _target(public_id: str) -> Target:
    row = queries.target(public_id)
    if row is None:
        raise NotFoundError
    return row
