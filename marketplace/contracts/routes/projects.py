"""Projects and plans of linkage: the list, the entry, the second person, the withdrawal."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.accounts.proof import proved
from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.clock import today
from marketplace.contracts import project_queries
from marketplace.contracts.actions.projects import (
    ProjectDraft,
    may_be_second,
    record_project,
    verify_project,
    withdraw_project,
)
from marketplace.contracts.models import LinkageProject, ProjectKind
from marketplace.contracts.project_forms import ProjectCheckForm, ProjectForm, ProjectWithdrawalForm
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import NotFoundError
from marketplace.extensions import db
from marketplace.files.actions import store
from marketplace.files.models import StoredFile
from marketplace.files.serving import send
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _project(public_id: str) -> LinkageProject:
    return reveal(viewer(), Permission.FACT_RECORD, project_queries.project_by_public_id(public_id))


@bp.get("/linkage-projects")
@requires(Permission.FACT_RECORD)
def projects() -> str:
    """All of them; what waits for a second person first."""
    return render_template("contracts/projects/index.html", pages=project_queries.projects_page())


@bp.route("/linkage-projects/new", methods=["GET", "POST"])
@requires(Permission.FACT_RECORD)
@commits
def new_project() -> ResponseReturnValue:
    """A decision, its members and its file."""
    form, made = ProjectForm(), list[LinkageProject]()
    if form.carries_out(lambda: made.append(_record(form))):
        flash(_("Đã nhập. Một cán bộ khác sẽ đối chiếu với quyết định."), "success")
        return redirect(url_for(".project", public_id=made[0].public_id))
    return render_template("contracts/projects/new.html", form=form), form.answer_status


def _record(form: ProjectForm) -> LinkageProject:
    upload = request.files.get("file")
    draft = ProjectDraft(
        kind=ProjectKind(form.kind.data),
        name=text_of(form.name),
        decision_number=text_of(form.decision_number),
        approved_on=form.approved_on.data,
        approving_body=text_of(form.approving_body),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        members=form.organisations,
        leads=form.leader,
        commodity=form.commodity.data,
    )
    file = store(upload, by=current_user.user) if upload and upload.filename else None
    return record_project(by=current_user.user, draft=draft, file=file)


@bp.get("/linkage-projects/<string:public_id>")
@requires(Permission.FACT_RECORD)
def project(public_id: str) -> str:
    """One project with its members and its history."""
    found = _project(public_id)
    return render_template(
        "contracts/projects/show.html",
        project=found,
        day=today(),
        second=may_be_second(current_user.user, found),
        history=timeline(viewer(), found),
    )


@bp.get("/linkage-projects/<string:public_id>/file")
@requires(Permission.FACT_RECORD)
def project_file(public_id: str) -> Response:
    """The decision's scan."""
    found = _project(public_id)
    file = db.session.get(StoredFile, found.file_id) if found.file_id else None
    if file is None:
        raise NotFoundError
    return send(file)


@bp.route("/linkage-projects/<string:public_id>/verification", methods=["GET", "POST"])
@requires(Permission.PROJECT_VERIFY)
@proved
@commits
def check_project(public_id: str) -> ResponseReturnValue:
    """The second person compares; whoever entered it is told that a colleague has to."""
    found = reveal(viewer(), Permission.PROJECT_VERIFY, _project(public_id))
    if not found.awaits_check:
        raise NotFoundError
    form, second = ProjectCheckForm(), may_be_second(current_user.user, found)
    if second and form.carries_out(
        lambda: verify_project(by=current_user.user, project=found, compared=bool(form.compared.data))
    ):
        flash(_("Đã xác minh dự án liên kết."), "success")
        return redirect(url_for(".project", public_id=public_id))
    page = render_template("contracts/projects/verify.html", form=form, project=found, second=second)
    return page, form.answer_status


@bp.route("/linkage-projects/<string:public_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.FACT_RECORD)
@commits
def end_project(public_id: str) -> ResponseReturnValue:
    """It does not hold; the reason stays in the history."""
    found, form = _project(public_id), ProjectWithdrawalForm()
    if form.carries_out(lambda: withdraw_project(by=current_user.user, project=found, reason=form.reason.data or "")):
        flash(_("Đã rút dự án liên kết."), "success")
        return redirect(url_for(".project", public_id=public_id))
    return render_template("contracts/projects/withdraw.html", form=form, project=found), form.answer_status
