"""The yearly rating: a manager's own, or what staff enter, and its paper."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.organisations.attested import rating_at
from marketplace.organisations.forms.facts import OFFICIAL, OfficialRatingForm, RatingForm
from marketplace.organisations.models import Organisation, RatingGrade
from marketplace.organisations.rating import rate_organisation
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import attested_organisation_for, send_paper, stored
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/organisations/<string:public_id>/ratings/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def new_rating(public_id: str) -> ResponseReturnValue:
    """A manager rates its own organisation; staff enter what the authority decided, or a form that came on paper."""
    organisation = attested_organisation_for(public_id)
    kind = OfficialRatingForm if can(viewer(), Permission.FACT_RECORD, organisation) else RatingForm
    form = kind(organisation)
    if form.carries_out(lambda: _rate(organisation, form)):
        flash(_("Đã ghi xếp loại."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/rating.html", organisation=organisation, form=form), form.answer_status


def _rate(organisation: Organisation, form: RatingForm) -> None:
    staff = form if isinstance(form, OfficialRatingForm) else None
    rate_organisation(
        by=current_user.user,
        organisation=organisation,
        year=form.year.data,
        score=form.score.data,
        grade=RatingGrade(form.grade.data) if form.grade.data else None,
        official=staff is not None and staff.made_by.data == OFFICIAL,
        legal_basis=form.legal_basis.data,
        other_basis=text_of(form.other_basis),
        rater=text_of(staff.rater) if staff else organisation.name,
        explanation=text_of(form.explanation),
        file=stored(request.files.get("file"), by=current_user.user),
    )


@bp.get("/organisations/<string:public_id>/ratings/<string:rating>/file")
@requires(Permission.ACCOUNT_USE)
def rating_file(public_id: str, rating: str) -> Response:
    """The paper of a rating, for the organisation's managers and staff."""
    found = rating_at(attested_organisation_for(public_id), rating)
    return send_paper(found.file_id if found else None)
