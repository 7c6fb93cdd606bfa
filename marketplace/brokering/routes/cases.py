"""The page of a case, taking it, its due day, going back to the negotiation, closing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import present_all
from marketplace.audit.queries import history_of
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering import actions, queries
from marketplace.brokering.forms import CloseForm, DueForm
from marketplace.brokering.models import CaseClosing
from marketplace.brokering.remarks import remarks_on_terms
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.routes.consents import way_of_one_gone
from marketplace.brokering.routes.desk import sides_of
from marketplace.brokering.shares import share_table
from marketplace.brokering.sight import sight_of
from marketplace.brokering.states import allowed_verbs
from marketplace.brokering.steps import continuation, next_step
from marketplace.brokering.voices import sides_open_to
from marketplace.brokering.wording import by_part, lines
from marketplace.clock import today
from marketplace.errors import DomainError, NotFoundError, WrongStateError
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

SHOWN_TALKS = 3


@bp.get("/cases/<string:public_id>")
@requires(Permission.CASE_VIEW)
def show(public_id: str) -> ResponseReturnValue:
    """The case: next step on top, timeline, sides, terms; what the reader's side may not know yet stays out.

    An old message leads here also who has left the case since: on to what is left to do.
    """
    try:
        case = queries.case_for(viewer(), public_id)
    except NotFoundError:
        if away := way_of_one_gone(public_id):
            flash(_("Đơn vị bạn không còn trong vụ việc này."), "info")
            return redirect(away)
        raise
    sight, reader = sight_of(viewer(), case), current_user.user
    latest = case.revisions[-1] if case.revisions and sight.reads_terms else None
    tasks = queries.tasks_of(viewer(), case) if sight.is_staff else []
    talks = queries.talks_of(viewer(), case) if sight.is_staff else []
    subjects = [case, *tasks, *talks]
    return render_template(
        "brokering/show.html",
        case=case,
        sight=sight,
        latest=latest,
        parts=by_part(lines(latest)) if latest else [],
        share_table=share_table(latest) if latest else None,
        remarks=remarks_on_terms(latest) if latest else [],
        sides_of_terms=[side for side in sides_of(case) if sight.names(side.id)],
        refused=bool(sides_open_to(reader, case, actions.refusing_sides(case))),
        step=next_step(case, reader),
        beyond=continuation(case, reader) if sight.reads_terms else None,
        verbs=allowed_verbs(case.stage),
        due_form=DueForm(due_on=case.due_on),
        tasks=tasks,
        talks=talks[:SHOWN_TALKS],
        handed=queries.last_handover(viewer(), case) if sight.is_staff else None,
        sheets=queries.sheets_of(viewer(), case) if sight.is_staff else {},
        timeline=present_all(sight.readable(history_of(*subjects))),
        title_of=queries.title_of,
        day=today(),
    )


@bp.post("/cases/<string:public_id>/ownership")
@requires(Permission.CASE_BROKER)
@commits
def take(public_id: str) -> ResponseReturnValue:
    """A broker takes an untaken case; who comes second is told who was faster."""
    case = queries.queued_case(viewer(), public_id)
    try:
        actions.take_case(by=current_user.user, case=case)
    except WrongStateError:
        if case.broker is None:
            raise
        if case.broker_id != viewer().user_id:
            flash(_("%(name)s đã nhận vụ việc này.", name=case.broker.name), "warning")
            return redirect(url_for(".today"))
    else:
        flash(_("Bạn phụ trách vụ việc này từ bây giờ."), "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/cases/<string:public_id>/due-day")
@requires(Permission.CASE_BROKER)
@commits
def due(public_id: str) -> ResponseReturnValue:
    """The broker sets the day."""
    case = reveal(viewer(), Permission.CASE_BROKER, queries.case_for(viewer(), public_id))
    form = DueForm()
    if form.validate_on_submit():
        try:
            actions.set_due_day(by=current_user.user, case=case, day=form.due_on.data)
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".show", public_id=public_id))
    return render_template("brokering/due.html", form=form, case=case), 422


@bp.post("/cases/<string:public_id>/reconsideration")
@requires(Permission.CASE_BROKER)
@commits
def reconsider(public_id: str) -> ResponseReturnValue:
    """Back from agreed terms to the negotiation."""
    case = reveal(viewer(), Permission.CASE_BROKER, queries.case_for(viewer(), public_id))
    actions.reconsider(by=current_user.user, case=case)
    flash(_("Vụ việc trở lại bước thương lượng; khối lượng giữ chỗ đã được trả lại."), "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.route("/cases/<string:public_id>/closing", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def close(public_id: str) -> ResponseReturnValue:
    """End it without a contract."""
    case = reveal(viewer(), Permission.CASE_BROKER, queries.case_for(viewer(), public_id))
    form = CloseForm()
    if form.validate_on_submit():
        try:
            closing, cause = CaseClosing(form.closing.data), form.reason()
            actions.close_case(by=current_user.user, case=case, closing=closing, note=form.note.data or "", cause=cause)
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".show", public_id=public_id))
    return render_template("brokering/close.html", form=form, case=case), (422 if form.errors else 200)
