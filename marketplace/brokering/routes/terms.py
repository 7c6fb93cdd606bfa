"""Revisions of the terms: proposing, comparing, accepting."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.brokering import actions, queries
from marketplace.brokering.drafting import draft_from, prefilled
from marketplace.brokering.forms import AcceptForm
from marketplace.brokering.models import CaseStage, Terms
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.routes.consents import speaking_case, voice_of
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.brokering.wording import differences, fingerprint, lines
from marketplace.errors import DomainError, StaleError
from marketplace.web.forms import hidden_number
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/cases/<string:public_id>/revisions/new", methods=["GET", "POST"])
@requires(Permission.CASE_VIEW)
@commits
def propose(public_id: str) -> ResponseReturnValue:
    """The next revision, filled in from the last one or from where offer and need meet.

    Nobody sees the form before both sides are introduced: it is filled with a price that may be for parties alone.
    Once the terms are a contract, the case's page says so and leads to it.
    """
    case = queries.case_for(viewer(), public_id)
    if case.stage is CaseStage.CONTRACTED and request.method == "GET":
        return redirect(url_for(".show", public_id=public_id))
    actions.check_talking(case)
    sides = sides_open_to(current_user.user, case, case.party_organisation_ids)
    own_side = sides[0] if len(sides) == 1 else None
    form = prefilled(case)
    if own_side is None:
        del form.accept_now
    status, outdated = 200, False
    if "add_row" in request.form:
        form.periods.append_entry()
    elif form.validate_on_submit():
        try:
            terms = actions.propose_terms(
                by=current_user.user, case=case, draft=draft_from(form), based_on=hidden_number(form.based_on.data)
            )
            if own_side is not None and form.accept_now.data:
                actions.accept_terms(by=current_user.user, case=case, number=terms.number, voice=Voice(own_side))
        except DomainError as problem:
            form.blame(problem)
            status, outdated = problem.status, isinstance(problem, StaleError)
        else:
            flash(_("Đã gửi bản điều khoản số %(number)s.", number=terms.number), "success")
            return redirect(url_for(".show", public_id=public_id))
    latest = case.revisions[-1] if case.revisions and outdated else None
    shown = lines(latest) if latest else []
    if form.errors and status == 200:
        status = 422
    return render_template("brokering/propose.html", form=form, case=case, newer=latest, newer_lines=shown), status


@bp.get("/cases/<string:public_id>/revisions")
@requires(Permission.CASE_VIEW)
def revisions(public_id: str) -> str:
    """One revision beside the one before it; `?number=` chooses, by default the latest."""
    case = queries.case_for(viewer(), public_id)
    terms = _chosen(case.revisions, request.args.get("number"))
    before = case.revisions[terms.number - 2] if terms.number > 1 else None
    return render_template(
        "brokering/revisions.html",
        case=case,
        terms=terms,
        before=before,
        rows=differences(before, terms) if before else [],
        term_lines=lines(terms),
        digest=fingerprint(terms),
    )


def _chosen(revisions: list[Terms], number: str | None) -> Terms:
    if not revisions:
        abort(404)
    if number is None:
        return revisions[-1]
    found = next((terms for terms in revisions if str(terms.number) == number), None)
    return found or abort(404)


@bp.route("/cases/<string:public_id>/acceptances", methods=["GET", "POST"])
@requires(Permission.CASE_CONSENT)
@commits
def accept(public_id: str) -> ResponseReturnValue:
    """A side's yes to the revision that the form names."""
    case, sides, recorded = speaking_case(public_id)
    latest = _chosen(case.revisions, None)
    form = AcceptForm(number=str(latest.number))
    form.offer_sides(sides, recorded=recorded)
    status = 200
    if form.validate_on_submit():
        try:
            number = hidden_number(form.number.data)
            voice = voice_of(form, sides, recorded=recorded)
            actions.accept_terms(by=current_user.user, case=case, number=number, voice=voice)
        except DomainError as problem:
            form.blame(problem)
            status = problem.status
        else:
            flash(_("Đã chấp nhận bản điều khoản số %(number)s.", number=number), "success")
            return redirect(url_for(".show", public_id=public_id))
    elif form.errors:
        status = 422
    page = render_template(
        "brokering/accept.html", form=form, case=case, terms=latest, term_lines=lines(latest), recorded=recorded
    )
    return page, status
