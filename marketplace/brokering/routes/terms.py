"""Revisions of the terms: proposing, comparing, accepting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering import actions, queries
from marketplace.brokering.annexing import open_annex_of
from marketplace.brokering.drafting import prefilled, sellers_of
from marketplace.brokering.forms import AcceptForm
from marketplace.brokering.models import Case, CaseStage, Terms
from marketplace.brokering.parts import Part
from marketplace.brokering.reading import draft_from
from marketplace.brokering.remarks import remarks_on_terms
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.routes.consents import speaking_case, voice_of
from marketplace.brokering.shares import share_table
from marketplace.brokering.talking import check_met, check_talking, is_talking, sight_of_talks
from marketplace.brokering.terms_forms import TermsForm
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.brokering.wording import Difference, by_part, differences, fingerprint, lines
from marketplace.errors import DomainError, StaleError
from marketplace.organisations.models import Organisation
from marketplace.web.forms import hidden_number
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@dataclass(frozen=True, slots=True)
class Left:
    """What is still free of one period of a cooperative's offer."""

    name: str
    start: date
    end: date
    free_kg: Decimal


@bp.route("/cases/<string:public_id>/revisions/new", methods=["GET", "POST"])
@requires(Permission.CASE_VIEW)
@commits
def propose(public_id: str) -> ResponseReturnValue:
    """The next revision, filled in from the last one or from where offers and need meet.

    Nobody sees the form before both sides are introduced: it is filled with a price that may be for parties alone.
    Once the terms are a contract and no annex is open, the case's page says so and leads to it.
    """
    case = queries.case_for(viewer(), public_id)
    if case.stage is CaseStage.CONTRACTED and not is_talking(case) and request.method == "GET":
        return redirect(url_for(".show", public_id=public_id))
    check_talking(case)
    check_met(viewer(), case)
    sides = sides_open_to(current_user.user, case, case.introduced_ids)
    own_side = sides[0] if len(sides) == 1 else None
    form, sellers = prefilled(case), sellers_of(case)
    fits = form.seat(sellers)
    if own_side is None:
        del form.accept_now
    if "add_row" in request.form:
        form.grow(request.form["add_row"], sellers)
        return _form_page(case, form, sellers, _unseen(case, form)), 200
    if not form.is_submitted() or "recount" in request.form:
        return _form_page(case, form, sellers, _unseen(case, form)), 200
    if not fits:
        form.form_errors.append(_("Các đơn vị trong vụ việc vừa thay đổi. Hãy xem lại khối lượng của từng đơn vị."))
        return _form_page(case, form, sellers, _unseen(case, form)), 409
    return _propose(case, form, sellers, own_side)


def _propose(case: Case, form: TermsForm, sellers: list[Organisation], own_side: int | None) -> ResponseReturnValue:
    newer = _unseen(case, form)
    if not form.validate():
        return _form_page(case, form, sellers, newer), 422
    try:
        terms = actions.propose_terms(
            by=current_user.user,
            case=case,
            draft=draft_from(form, sellers),
            based_on=form.after,
        )
        if own_side is not None and form.accept_now.data:
            actions.accept_terms(by=current_user.user, case=case, number=terms.number, voice=Voice(own_side))
    except DomainError as problem:
        form.blame(problem)
        if isinstance(problem, StaleError):
            newer = _unseen(case, form)
        return _form_page(case, form, sellers, newer), problem.status
    flash(_("Đã gửi bản điều khoản số %(number)s.", number=terms.number), "success")
    return redirect(url_for(".show", public_id=case.public_id))


def _unseen(case: Case, form: TermsForm) -> Terms | None:
    """The latest revision where the form was filled in from an earlier one: its author has to look at it first."""
    latest = case.revisions[-1] if case.revisions else None
    return latest if latest is not None and hidden_number(form.based_on.data) != latest.number else None


def _form_page(case: Case, form: TermsForm, sellers: list[Organisation], newer: Terms | None = None) -> str:
    form.keep_rows_open()
    before = _compared_with(case, form, newer) if newer is not None else None
    if newer is not None:
        form.ask_whether_seen(newer.number)
    return render_template(
        "brokering/propose.html",
        form=form,
        case=case,
        annex=open_annex_of(case),
        parts=Part,
        sellers=sellers,
        left=_left(case, sellers),
        newer=newer,
        before=before,
        newer_rows=differences(before, newer) if newer is not None and before is not None else [],
        newer_parts=by_part(lines(newer)) if newer is not None and before is None else [],
    )


def _compared_with(case: Case, form: TermsForm, newer: Terms) -> Terms | None:
    """The revision that the form was filled in from, else the one before the newer one."""
    known = hidden_number(form.based_on.data)
    number = known if 0 < known < newer.number else newer.number - 1
    return case.revisions[number - 1] if number else None


def _left(case: Case, sellers: list[Organisation]) -> list[Left]:
    return [
        Left(seller.short_name or seller.name, period.start, period.end, period.free_kg)
        for seller in sellers
        for period in case.offers[seller.id].periods
    ]


@bp.get("/cases/<string:public_id>/revisions")
@requires(Permission.CASE_VIEW)
def revisions(public_id: str) -> str:
    """One revision beside an earlier one: `?number=`, by default the latest; `?beside=`, by default the one before."""
    case = queries.case_for(viewer(), public_id)
    sight = sight_of_talks(viewer(), case)
    terms = _chosen(case.revisions, request.args.get("number"))
    earlier = case.revisions[: terms.number - 1]
    before = _chosen(earlier, request.args.get("beside")) if earlier else None
    sides = [*sellers_of(case), case.buyer] if case.is_introduced else []
    own = sides_open_to(current_user.user, case, case.introduced_ids)
    return render_template(
        "brokering/revisions.html",
        case=case,
        terms=terms,
        before=before,
        rows=differences(before, terms) if before else [],
        parts=by_part(lines(terms)),
        table=share_table(terms),
        digest=fingerprint(terms),
        remarks=remarks_on_terms(terms),
        sides=sides,
        talking=is_talking(case) and sight.has_met,
        may_accept=can(viewer(), Permission.CASE_CONSENT, case) and any(not terms.accepted_by(side) for side in own),
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
    sight_of_talks(viewer(), case)
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
            form.number.data = str(latest.number)  # the page shows the latest from here on
            status = problem.status
        else:
            flash(_("Đã chấp nhận bản điều khoản số %(number)s.", number=number), "success")
            return redirect(url_for(".show", public_id=public_id))
    elif form.errors:
        status = 422
    page = render_template(
        "brokering/accept.html",
        form=form,
        case=case,
        terms=latest,
        rows=_since_the_one_before(case, latest),
        parts=by_part(lines(latest)),
        table=share_table(latest),
        remarks=remarks_on_terms(latest),
        recorded=recorded,
    )
    return page, status


def _since_the_one_before(case: Case, terms: Terms) -> list[Difference]:
    return differences(case.revisions[terms.number - 2], terms) if terms.number > 1 else []
