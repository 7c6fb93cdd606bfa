"""What staff do: verify, take a verification back, record status and union."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.accounts.proof import proved
from marketplace.authorization.permissions import Permission
from marketplace.clock import today
from marketplace.organisations import actions, queries
from marketplace.organisations.forms.staff import ReasonForm, StatusForm, UnionForm, VerificationForm
from marketplace.organisations.likeness import likely_same
from marketplace.organisations.models import LegalStatus
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import organisation_for, whole_organisation_for
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.get("/organisations/awaiting-verification")
@requires(Permission.ORGANISATION_VERIFY)
def awaiting() -> str:
    """Who waits for a second person."""
    return render_template("organisations/awaiting.html", pages=queries.awaiting_verification(viewer()))


@bp.route("/organisations/<string:public_id>/verification", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_VERIFY)
@proved
@commits
def verify(public_id: str) -> ResponseReturnValue:
    """The second person's list; whoever entered the organisation is told that a colleague has to do it."""
    organisation = whole_organisation_for(Permission.ORGANISATION_VERIFY, public_id)
    form = VerificationForm(status=LegalStatus.ACTIVE.value, checked_on=today())
    made_it = current_user.user.id in queries.makers_of(organisation)
    if not made_it and form.carries_out(
        lambda: actions.verify_organisation(
            by=current_user.user,
            organisation=organisation,
            code_checked=bool(form.code_checked.data),
            address_checked=bool(form.address_checked.data),
            status=LegalStatus(form.status.data),
            status_checked_on=form.checked_on.data,
            status_since=form.valid_from.data,
            source=text_of(form.source),
        )
    ):
        flash(_("Đã xác minh %(name)s.", name=organisation.name), "success")
        return redirect(url_for(".show", public_id=public_id))
    similar = likely_same(
        viewer(),
        name=organisation.name,
        kind=organisation.kind,
        tax_code=organisation.tax_code,
        commune_code=organisation.commune_code,
        province_code=organisation.province_code,
        own=organisation,
    )
    return render_template(
        "organisations/verify.html",
        organisation=organisation,
        form=form,
        made_it=made_it,
        similar=similar,
    ), form.answer_status


@bp.route("/organisations/<string:public_id>/verification-withdrawal", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_VERIFY)
@proved
@commits
def unverify(public_id: str) -> ResponseReturnValue:
    """Take the verification back, with a reason its people read."""
    organisation, form = organisation_for(Permission.ORGANISATION_VERIFY, public_id), ReasonForm()
    if form.carries_out(
        lambda: actions.unverify_organisation(
            by=current_user.user, organisation=organisation, reason=text_of(form.reason)
        )
    ):
        flash(_("Đã bỏ xác minh."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/unverify.html", organisation=organisation, form=form), form.answer_status


@bp.route("/organisations/<string:public_id>/statuses/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_VERIFY)
@commits
def new_status(public_id: str) -> ResponseReturnValue:
    """What a register says today."""
    organisation, form = organisation_for(Permission.ORGANISATION_VERIFY, public_id), StatusForm(checked_on=today())
    if form.carries_out(
        lambda: actions.record_status(
            by=current_user.user,
            organisation=organisation,
            status=LegalStatus(form.status.data),
            checked_on=form.checked_on.data,
            valid_from=form.valid_from.data,
            source=text_of(form.source),
        )
    ):
        flash(_("Đã ghi nhận tình trạng."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/status.html", organisation=organisation, form=form), form.answer_status


@bp.route("/organisations/<string:public_id>/unions/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_VERIFY)
@commits
def new_union(public_id: str) -> ResponseReturnValue:
    """Record which union a cooperative belongs to."""
    organisation, form = organisation_for(Permission.ORGANISATION_VERIFY, public_id), UnionForm()
    unions = {union.public_id: union for union in queries.unions(viewer())}
    form.union.choices = options(((key, union.name) for key, union in unions.items()), nothing="")
    if form.carries_out(
        lambda: actions.join_union(
            by=current_user.user,
            union=unions[form.union.data],
            cooperative=organisation,
            joined_on=form.joined_on.data,
        )
    ):
        flash(_("Đã ghi nhận."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/union.html", organisation=organisation, form=form), form.answer_status
