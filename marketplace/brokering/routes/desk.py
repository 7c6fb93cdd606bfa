"""What a broker keeps about a case: tasks, calls and meetings, and passing it on."""

from __future__ import annotations

from datetime import UTC, datetime, time

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.brokering import actions, queries
from marketplace.brokering.desk_forms import HandoverForm, TalkForm, TaskForm
from marketplace.brokering.models import Case, TalkKind
from marketplace.brokering.routes.blueprint import bp
from marketplace.clock import VIETNAM, today
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/cases/<string:public_id>/tasks", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def tasks(public_id: str) -> ResponseReturnValue:
    """The tasks of a case, and one more."""
    case, people = (
        queries.brokered_case(viewer(), public_id),
        {one.public_id: one for one in queries.receiving_brokers(viewer())},
    )
    me = current_user.user
    form = TaskForm(assignee=me.public_id)
    form.offer_people(me.public_id, people.values())

    def add() -> None:
        title, due_on = (form.title.data or "").strip(), form.task_due_on.data
        actions.add_task(by=me, case=case, title=title, due_on=due_on, assignee=people.get(form.assignee.data, me))

    if form.carries_out(add):
        flash(_("Đã ghi việc cần làm."), "success")
        return redirect(url_for(".tasks", public_id=public_id))
    listed = queries.tasks_of(viewer(), case)
    page = render_template("brokering/tasks.html", form=form, case=case, tasks=listed, day=today())
    return page, form.answer_status


@bp.post("/brokering/tasks/<string:task_id>/completion")
@requires(Permission.CASE_BROKER)
@commits
def finish_task(task_id: str) -> ResponseReturnValue:
    """It is done."""
    task = queries.task_for(viewer(), task_id)
    actions.finish_task(by=current_user.user, task=task)
    flash(_("Đã xong: %(title)s", title=task.title), "success")
    return _back_from(task.case)


@bp.post("/brokering/tasks/<string:task_id>/reopening")
@requires(Permission.CASE_BROKER)
@commits
def reopen_task(task_id: str) -> ResponseReturnValue:
    """It was not done after all."""
    task = queries.task_for(viewer(), task_id)
    actions.reopen_task(by=current_user.user, task=task)
    return _back_from(task.case)


def _back_from(case: Case) -> ResponseReturnValue:
    """To the case, or to the day of a colleague who may not see it."""
    if viewer().user_id in case.broker_user_ids:
        return redirect(url_for(".tasks", public_id=case.public_id))
    return redirect(url_for(".today"))


@bp.route("/cases/<string:public_id>/talks", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def talks(public_id: str) -> ResponseReturnValue:
    """The calls and meetings of a case, and one more."""
    case = queries.brokered_case(viewer(), public_id)
    sides = {side.public_id: side for side in sides_of(case)}
    form = TalkForm(day=today())
    form.offer_sides(sides.values())

    def add() -> None:
        side = sides.get(form.organisation.data or "")
        actions.log_talk(
            by=current_user.user,
            case=case,
            kind=TalkKind(form.kind.data),
            at=_moment(form),
            summary=(form.summary.data or "").strip(),
            organisation_id=side.id if side else None,
            spoken_with=form.spoken_with.data,
        )

    if form.carries_out(add):
        flash(_("Đã ghi cuộc trao đổi."), "success")
        return redirect(url_for(".talks", public_id=public_id))
    page = render_template("brokering/talks.html", form=form, case=case, talks=queries.talks_of(viewer(), case))
    return page, form.answer_status


def sides_of(case: Case) -> list[Organisation]:
    """Every side of a case, the cooperatives first."""
    return [*(offer.organisation for offer in case.offers.values()), case.buyer]


def _moment(form: TalkForm) -> datetime:
    """The day and hour in Viet Nam as an instant; without an hour the day's first moment."""
    typed = (form.hour.data or "").strip().replace("h", ":").replace("g", ":").rstrip(":")
    hour, _colon, minute = typed.partition(":")
    parts = [hour or "0", minute or "0"]
    if not all(part.isascii() and part.isdigit() for part in parts) or int(parts[0]) > 23 or int(parts[1]) > 59:
        raise DomainError(_l("Ghi giờ như 14:30."), field="hour")
    here = datetime.combine(form.day.data, time(int(parts[0]), int(parts[1])), VIETNAM)
    return here.astimezone(UTC)


@bp.route("/cases/<string:public_id>/handovers", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def hand_over(public_id: str) -> ResponseReturnValue:
    """Pass the case to a colleague with a note."""
    case, people = (
        queries.brokered_case(viewer(), public_id),
        {one.public_id: one for one in queries.receiving_brokers(viewer())},
    )
    form = HandoverForm()
    form.offer_people(people.values())

    def pass_on() -> None:
        note = (form.note.data or "").strip()
        actions.hand_over(by=current_user.user, case=case, to=people[form.taker.data], note=note)

    if form.carries_out(pass_on):
        flash(_("Đã bàn giao vụ việc."), "success")
        return redirect(url_for(".today"))
    return render_template("brokering/handover.html", form=form, case=case), form.answer_status
