"""Closed periods: the list, one with its figures and rows, and what people do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.clock import now, today
from marketplace.errors import DomainError
from marketplace.indicators import words
from marketplace.indicators.actions import snapshots as actions
from marketplace.indicators.audience import may_read
from marketplace.indicators.definitions import INDICATORS
from marketplace.indicators.forms.snapshots import ReasonForm, SnapshotForm
from marketplace.indicators.models import PeriodKind, Snapshot
from marketplace.indicators.periods import last_ended
from marketplace.indicators.queries import snapshots as queries
from marketplace.indicators.routes.asked import beyond_the_end
from marketplace.indicators.routes.blueprint import bp
from marketplace.indicators.row_words import words_of
from marketplace.web.exports import csv_response
from marketplace.web.formats import format_date
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits

HOME = "indicators.show_snapshot"


@bp.get("/snapshots")
@public
def snapshots() -> ResponseReturnValue:
    """Every snapshot that the reader may see."""
    page = queries.snapshots_for(viewer(), request.args.get("province"))
    if last := beyond_the_end(page):
        return last
    return render_template("indicators/snapshots/index.html", page=page, names=queries.names_of_provinces(page.items))


@bp.route("/snapshots/new", methods=["GET", "POST"])
@requires(Permission.SNAPSHOT_PREPARE)
@commits
def new_snapshot() -> ResponseReturnValue:
    """Choose period and place; the counting is done beside the request."""
    _first, last = last_ended(PeriodKind.SYSTEM_YEAR, today())
    form = SnapshotForm(data={"period": PeriodKind.SYSTEM_YEAR.value, "year": str(last.year)})
    same = None
    if form.validate_on_submit():
        try:
            made = actions.prepare_snapshot(by=current_user.user, draft=form.draft())
        except DomainError as problem:
            form.blame(problem)
            same = problem.data.get("public_id")
        else:
            flash(_("Đã lập bản chốt. Số liệu đang được tính; sau đó một người khác duyệt."), "success")
            return redirect(url_for(HOME, public_id=made.public_id))
    return render_template("indicators/snapshots/new.html", form=form, same=same), form.answer_status


@bp.get("/snapshots/<string:public_id>")
@public
def show_snapshot(public_id: str) -> str:
    """Its figures with their definitions' versions, who prepared and approved it, its hash, its places."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    code = request.args.get("indicator", "")
    shown = code if code in INDICATORS and may_read(viewer(), code) else next(iter(INDICATORS))
    return render_template(
        "indicators/snapshots/show.html",
        words=words,
        snapshot=snapshot,
        printed_at=now(),
        place=queries.place_name(snapshot),
        figures=_readable(queries.figures_of(snapshot)),
        shown=INDICATORS[shown],
        places=queries.places_of(snapshot, shown),
        corrections=queries.corrections_of(snapshot),
        overlapping=[one for one in queries.overlapping(snapshot) if one.is_public or queries.reads_all(viewer())],
        timeline=timeline(viewer(), snapshot) if queries.reads_all(viewer()) else [],
    )


@bp.get("/snapshots/<string:public_id>/figures.csv")
@public
def snapshot_csv(public_id: str) -> Response:
    """All its figures as a table, with the places below its own."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    header = [
        _("Chỉ tiêu"), _("Phiên bản"), _("Cách đếm"), _("Mẫu số"), _("Loại tổ chức"), _("Mã nơi"), _("Nơi"),
        _("Ngày tính"), _("Tử số"), _("Mẫu số (số lượng)"), _("Giá trị"), _("Đơn vị"), _("Minh họa"),
        _("Lưu ý"), _("Mã băm SHA-256 (dấu vân tay của số liệu)"),
    ]  # fmt: skip
    lines = (_line(snapshot, one) for one in _readable(queries.every_figure_of(snapshot)))
    return csv_response(f"snapshot-{snapshot.ends_on.isoformat()}-{public_id[:8]}.csv", header, lines)


def _readable(figures: Sequence[queries.FrozenFigure]) -> list[queries.FrozenFigure]:
    return [one for one in figures if may_read(viewer(), one.key[0])]


def _line(snapshot: Snapshot, one: queries.FrozenFigure) -> list[Any]:
    figure, asked = one.figure, one.figure.question
    parts: list[Any] = [None, None] if one.is_amount else [figure.numerator, figure.denominator]
    if one.lacks_denominator:
        parts[1] = None
    code, definition, denominator, kind = one.key
    choices = [definition if one.has_definition else "", denominator if one.has_denominator else "", kind]
    value = None if figure.value is None else round(figure.value, 3)
    return [
        code, one.version, *choices, one.place_code, one.place or "", format_date(asked.day), *parts, value,
        str(asked.indicator.unit.label), figure.demonstration, " ".join(words.notes_of(figure)), snapshot.sha256,
    ]  # fmt: skip


@bp.get("/snapshots/<string:public_id>/rows")
@requires(Permission.INDICATOR_ROWS)
def snapshot_rows(public_id: str) -> ResponseReturnValue:
    """The rows behind one of its figures."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    chosen = [request.args.get(name, "") for name in ("indicator", "definition", "denominator")]
    page = queries.rows_of(viewer(), snapshot, chosen[0], chosen[1], chosen[2])
    if last := beyond_the_end(page):
        return last
    return render_template(
        "indicators/snapshots/rows.html",
        words=words,
        snapshot=snapshot,
        chosen=chosen,
        indicator=INDICATORS.get(chosen[0]),
        page=page,
        names=words_of((row.subject_kind, row.subject_id) for row in page.items),
        places=queries.place_names(snapshot),
    )


@bp.post("/snapshots/<string:public_id>/approval")
@requires(Permission.SNAPSHOT_APPROVE)
@commits
def approve_snapshot(public_id: str) -> ResponseReturnValue:
    """A second person locks it."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    try:
        actions.approve_snapshot(by=current_user.user, snapshot=snapshot)
    except DomainError as problem:
        flash(str(problem.message), "error")
    else:
        flash(_("Đã duyệt. Số liệu của kỳ được chốt, không ai sửa được nữa."), "success")
    return redirect(url_for(HOME, public_id=public_id))


@bp.route("/snapshots/<string:public_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.SNAPSHOT_PREPARE)
@commits
def drop_snapshot(public_id: str) -> ResponseReturnValue:
    """Give it up before anybody has approved it."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    form = ReasonForm()
    if form.carries_out(
        lambda: actions.drop_snapshot(by=current_user.user, snapshot=snapshot, reason=form.reason.data or "")
    ):
        flash(_("Đã bỏ bản chốt này."), "success")
        return redirect(url_for(HOME, public_id=public_id))
    return render_template("indicators/snapshots/drop.html", form=form, snapshot=snapshot), form.answer_status


@bp.route("/snapshots/<string:public_id>/correction", methods=["GET", "POST"])
@requires(Permission.SNAPSHOT_PREPARE)
@commits
def correct_snapshot(public_id: str) -> ResponseReturnValue:
    """Count the same period anew, with a reason; this one stays as it is."""
    snapshot = queries.snapshot_for(viewer(), public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            made = actions.correct_snapshot(by=current_user.user, snapshot=snapshot, reason=form.reason.data or "")
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lập bản đính chính. Số liệu đang được tính lại."), "success")
            return redirect(url_for(HOME, public_id=made.public_id))
    return render_template("indicators/snapshots/correct.html", form=form, snapshot=snapshot), form.answer_status
