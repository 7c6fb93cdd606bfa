"""What staff attest of an organisation: recognitions, observations, the parent."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.errors import DomainError, NotFoundError
from marketplace.extensions import db
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations import attesting
from marketplace.organisations.attested import recognition_of
from marketplace.organisations.forms.facts import ObservationForm, ParentForm, RecognitionForm
from marketplace.organisations.forms.staff import ReasonForm
from marketplace.organisations.models import ObservationKind, Organisation, Recognition, RecognitionKind
from marketplace.organisations.queries import organisations_named
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import (
    attested_organisation_for,
    recorded_organisation_for,
    send_paper,
    stored,
)
from marketplace.web.guards import requires
from marketplace.web.transaction import commits


@bp.route("/organisations/<string:public_id>/recognitions/new", methods=["GET", "POST"])
@requires(Permission.FACT_RECORD)
@commits
def new_recognition(public_id: str) -> ResponseReturnValue:
    """High technology, or a model cooperative, as some paper says."""
    organisation, form = recorded_organisation_for(public_id), RecognitionForm()
    if form.carries_out(
        lambda: attesting.record_recognition(
            by=current_user.user,
            organisation=organisation,
            kind=RecognitionKind(form.kind.data),
            since=form.since.data,
            until=form.until.data,
            basis=text_of(form.basis),
            evidence=form.evidence.data or "",
            file=stored(request.files.get("file"), by=current_user.user),
        )
    ):
        flash(_("Đã ghi công nhận."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/recognition.html", organisation=organisation, form=form), form.answer_status


def _recognition(organisation: Organisation, recognition_id: str) -> Recognition:
    found = recognition_of(organisation, recognition_id)
    if found is None:
        raise NotFoundError
    return found


@bp.route("/organisations/<string:public_id>/recognitions/<string:recognition_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.FACT_RECORD)
@commits
def withdraw_recognition(public_id: str, recognition_id: str) -> ResponseReturnValue:
    """It does not hold; the reason stays in the history."""
    organisation, form = recorded_organisation_for(public_id), ReasonForm()
    found = _recognition(organisation, recognition_id)
    if form.carries_out(
        lambda: attesting.withdraw_recognition(by=current_user.user, recognition=found, reason=text_of(form.reason))
    ):
        flash(_("Đã rút công nhận."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template(
        "organisations/recognition_withdrawal.html", organisation=organisation, recognition=found, form=form
    ), form.answer_status


@bp.get("/organisations/<string:public_id>/recognitions/<string:recognition_id>/file")
@requires(Permission.ACCOUNT_USE)
def recognition_file(public_id: str, recognition_id: str) -> Response:
    """The scan, for the organisation's managers and staff."""
    return send_paper(_recognition(attested_organisation_for(public_id), recognition_id).file_id)


@bp.route("/organisations/<string:public_id>/observations/new", methods=["GET", "POST"])
@requires(Permission.FACT_RECORD)
@commits
def new_observation(public_id: str) -> ResponseReturnValue:
    """What somebody saw there."""
    organisation, form = recorded_organisation_for(public_id), ObservationForm(observed_on=today())
    if form.carries_out(
        lambda: attesting.record_observation(
            by=current_user.user,
            organisation=organisation,
            kind=ObservationKind(form.kind.data),
            observed_on=form.observed_on.data,
            note=form.note.data or "",
        )
    ):
        flash(_("Đã ghi quan sát."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/observation.html", organisation=organisation, form=form), form.answer_status


@bp.route("/organisations/<string:public_id>/parent", methods=["GET", "POST"])
@requires(Permission.FACT_RECORD)
@commits
def parent(public_id: str) -> ResponseReturnValue:
    """Whose subsidiary an enterprise is."""
    organisation = recorded_organisation_for(public_id)
    above = db.session.get(Organisation, organisation.parent_id) if organisation.parent_id else None
    form = ParentForm(parent=above.name if above else "")
    if form.carries_out(
        lambda: attesting.set_parent(
            by=current_user.user, organisation=organisation, parent=_named(text_of(form.parent))
        )
    ):
        flash(_("Đã lưu."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/parent.html", organisation=organisation, form=form), form.answer_status


def _named(text: str | None) -> Organisation | None:
    if not text:
        return None
    found = organisations_named(text)
    if not found:
        raise DomainError(_l("Không có đơn vị đã xác minh nào có mã số thuế hoặc tên này."), field="parent")
    if len(found) > 1:
        raise DomainError(_l("Nhiều đơn vị cùng tên này. Hãy nhập mã số thuế."), field="parent")
    return found[0]
