"""Opening a case, its page, taking it, its due day, closing it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.brokering import actions, queries
from marketplace.brokering.forms import CloseForm, DueForm, OpenForm
from marketplace.brokering.models import CaseClosing
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.states import allowed_verbs
from marketplace.brokering.steps import continuation, next_step
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.brokering.wording import lines
from marketplace.errors import DomainError, WrongStateError
from marketplace.needs.models import Need
from marketplace.offers.models import Offer
from marketplace.organisations.models import Origin
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.get("/cases/new")
@requires(Permission.CASE_OPEN)
def new() -> ResponseReturnValue:
    """The form, from an offer's or a need's page or from a suggestion: `?offer=` and/or `?need=`."""
    offer_id, need_id = request.args.get("offer", ""), request.args.get("need", "")
    if offer_id and queries.listing_for(viewer(), Offer, offer_id).origin == Origin.REPORTED:
        return _nobody_answers(url_for("offers.show", public_id=offer_id))
    if need_id and queries.listing_for(viewer(), Need, need_id).origin == Origin.REPORTED:
        return _nobody_answers(url_for("needs.show", public_id=need_id))
    form = _open_form(offer_id, need_id)
    return render_template("brokering/new.html", form=form, can_consent=_can_consent())


def _nobody_answers(page: str) -> ResponseReturnValue:
    flash(_("Đây là tin báo chí, chưa có đơn vị nào đứng tên để trả lời."), "warning")
    return redirect(page)


def _open_form(offer_id: str, need_id: str) -> OpenForm:
    """Fix what is known; offer the reader's own open listings for what is not."""
    offer = queries.listing_for(viewer(), Offer, offer_id) if offer_id else None
    need = queries.listing_for(viewer(), Need, need_id) if need_id else None
    known = offer or need
    if known is None:
        abort(404)
    form = OpenForm(offer=offer_id, need=need_id)
    others = queries.partners_for(viewer(), known) if not (offer and need) else []
    form.offer.choices = options((o.public_id, queries.title_of(o)) for o in ([offer] if offer else others))
    form.need.choices = options((n.public_id, queries.title_of(n)) for n in ([need] if need else others))
    return form


def _can_consent() -> bool:
    return can(viewer(), Permission.CASE_CONSENT) and not viewer().is_broker


@bp.post("/cases")
@requires(Permission.CASE_OPEN)
@commits
def open_() -> ResponseReturnValue:
    """A new case; a manager's tick is the side's yes in the same press."""
    form = _open_form(request.form.get("offer", ""), request.form.get("need", ""))
    if form.validate_on_submit():
        offer = queries.listing_for(viewer(), Offer, form.offer.data)
        need = queries.listing_for(viewer(), Need, form.need.data)
        made = queries.live_case_of(offer.id, need.id)
        if made is not None and can(viewer(), Permission.CASE_VIEW, made):
            flash(_("Hai bên đã có một vụ việc đang mở cho chào bán và nhu cầu này."), "warning")
            return redirect(url_for(".show", public_id=made.public_id))
        try:
            case = actions.open_case(by=current_user.user, offer=offer, need=need, note=form.note.data or "")
            sides = sides_open_to(current_user.user, case, case.party_organisation_ids)
            if form.consent.data and not viewer().is_broker and sides:
                actions.answer(by=current_user.user, case=case, voice=Voice(sides[0]), yes=True)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã gửi đề nghị kết nối."), "success")
            return redirect(url_for(".show", public_id=case.public_id))
    return render_template("brokering/new.html", form=form, can_consent=_can_consent()), 422


@bp.get("/cases/<string:public_id>")
@requires(Permission.CASE_VIEW)
def show(public_id: str) -> str:
    """The case: next step on top, two sides, terms, timeline."""
    case = queries.case_for(viewer(), public_id)
    latest = case.revisions[-1] if case.revisions else None
    return render_template(
        "brokering/show.html",
        case=case,
        latest=latest,
        term_lines=lines(latest) if latest else [],
        step=next_step(case, current_user.user),
        beyond=continuation(case, current_user.user),
        verbs=allowed_verbs(case.stage),
        due_form=DueForm(due_on=case.due_on),
        timeline=timeline(viewer(), case),
        title_of=queries.title_of,
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


@bp.route("/cases/<string:public_id>/closing", methods=["GET", "POST"])
@requires(Permission.CASE_BROKER)
@commits
def close(public_id: str) -> ResponseReturnValue:
    """End it without a contract."""
    case = reveal(viewer(), Permission.CASE_BROKER, queries.case_for(viewer(), public_id))
    form = CloseForm()
    if form.validate_on_submit():
        try:
            closing = CaseClosing(form.closing.data)
            actions.close_case(by=current_user.user, case=case, closing=closing, note=form.note.data or "")
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".show", public_id=public_id))
    return render_template("brokering/close.html", form=form, case=case), (422 if form.errors else 200)
