"""Yes or no to the introduction, and taking a no back."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering import actions, queries
from marketplace.brokering.forms import AnswerForm, VoiceForm
from marketplace.brokering.models import Case, ConsentHow
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def speaking_case(public_id: str) -> tuple[Case, list[Organisation], bool]:
    """The case, the sides this person may speak for, and whether that is staff recording what others said."""
    case = reveal(viewer(), Permission.CASE_CONSENT, queries.case_for(viewer(), public_id))
    open_to = sides_open_to(current_user.user, case, case.party_organisation_ids)
    sides = [side for side in (case.seller, case.buyer) if side.id in open_to]
    return case, sides, current_user.user.id in case.broker_user_ids


def voice_of(form: VoiceForm, sides: list[Organisation], *, recorded: bool) -> Voice:
    """The word the form carries."""
    side = next(side for side in sides if side.public_id == form.organisation.data)
    if not recorded:
        return Voice(side.id)
    return Voice(side.id, ConsentHow(form.how.data), form.evidence.data)


@bp.route("/cases/<string:public_id>/consents", methods=["GET", "POST"])
@requires(Permission.CASE_CONSENT)
@commits
def consent(public_id: str) -> ResponseReturnValue:
    """A side's answer: its manager's own, or recorded by the owning broker."""
    case, sides, recorded = speaking_case(public_id)
    form = AnswerForm()
    form.offer_sides(sides, recorded=recorded)
    if form.validate_on_submit():
        try:
            actions.answer(
                by=current_user.user,
                case=case,
                voice=voice_of(form, sides, recorded=recorded),
                yes=form.answer.data == "yes",
                note=form.note.data or "",
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi nhận câu trả lời."), "success")
            return redirect(url_for(".show", public_id=public_id))
    page = render_template("brokering/consent.html", form=form, case=case, recorded=recorded)
    return page, (422 if form.errors or form.form_errors else 200)


@bp.route("/cases/<string:public_id>/refusal-withdrawal", methods=["GET", "POST"])
@requires(Permission.CASE_CONSENT)
@commits
def withdraw_refusal(public_id: str) -> ResponseReturnValue:
    """The side that refused takes it back."""
    case, sides, recorded = speaking_case(public_id)
    form = VoiceForm()
    form.offer_sides(sides, recorded=recorded)
    if form.validate_on_submit():
        try:
            voice = voice_of(form, sides, recorded=recorded)
            actions.withdraw_refusal(by=current_user.user, case=case, voice=voice)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã rút lại lời từ chối. Có thể mở đề nghị kết nối mới."), "success")
            return redirect(url_for(".show", public_id=public_id))
    page = render_template("brokering/withdraw_refusal.html", form=form, case=case, recorded=recorded)
    return page, (422 if form.errors or form.form_errors else 200)
