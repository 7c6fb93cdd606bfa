"""Yes or no to the introduction, and taking a no back."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.brokering import actions, queries
from marketplace.brokering.forms import AnswerForm, VoiceForm
from marketplace.brokering.models import Case, ConsentHow
from marketplace.brokering.routes.blueprint import bp
from marketplace.brokering.routes.desk import sides_of
from marketplace.brokering.sight import sight_of
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.errors import DomainError, NotFoundError
from marketplace.extensions import db
from marketplace.files.serving import send
from marketplace.organisations.models import Organisation
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def speaking_case(public_id: str) -> tuple[Case, list[Organisation], bool]:
    """The case, the sides this person may speak for, and whether that is staff recording what others said."""
    case = reveal(viewer(), Permission.CASE_CONSENT, queries.case_for(viewer(), public_id))
    open_to = sides_open_to(current_user.user, case, case.party_organisation_ids)
    sides = [side for side in sides_of(case) if side.id in open_to]
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
    try:
        case, sides, recorded = speaking_case(public_id)
    except NotFoundError:
        if (away := way_of_one_gone(public_id)) is None:
            raise
        said_no = request.method == "POST" and away != url_for(".index")
        return _after_a_no(public_id) if said_no else redirect(away)
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
                cause=form.reason() if form.answer.data == "no" else None,
                sheet=form.sheet.data if recorded else None,
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            return _after(case)
    sight = sight_of(viewer(), case)
    page = render_template("brokering/consent.html", form=form, case=case, sight=sight, recorded=recorded)
    return page, (422 if form.errors or form.form_errors else 200)


def _after(case: Case) -> ResponseReturnValue:
    """To the case; a cooperative that left it by its no has no page of it any more."""
    if not can(viewer(), Permission.CASE_VIEW, case):
        return _after_a_no(case.public_id)
    flash(_("Đã ghi nhận câu trả lời."), "success")
    return redirect(url_for(".show", public_id=case.public_id))


def _after_a_no(public_id: str) -> ResponseReturnValue:
    """To the list: a second press of the same button must not find the button that takes the no back."""
    words = _("Đã ghi nhận lời từ chối; đơn vị bạn không còn trong vụ việc này.")
    way = url_for(".withdraw_refusal", public_id=public_id)
    flash(Markup('{} <a href="{}">{}</a>').format(words, way, _("Rút lại lời từ chối")), "success")
    return redirect(url_for(".index"))


def way_of_one_gone(public_id: str) -> str | None:
    """Where a reader goes whose organisation has left the case: to take its standing no back, else to the list.

    None for everybody else, for whom the case does not exist.
    """
    case = queries.left_case(viewer(), public_id)
    if case is None:
        return None
    if sides_open_to(current_user.user, case, actions.refusing_sides(case)):
        return url_for(".withdraw_refusal", public_id=public_id)
    return url_for(".index")


@bp.route("/cases/<string:public_id>/refusal-withdrawal", methods=["GET", "POST"])
@requires(Permission.CASE_CONSENT)
@commits
def withdraw_refusal(public_id: str) -> ResponseReturnValue:
    """The side that refused takes it back, also when the case has gone on without it."""
    case = queries.refused_case(viewer(), public_id)
    open_to = sides_open_to(current_user.user, case, actions.refusing_sides(case))
    if not open_to:
        raise NotFoundError
    recorded = current_user.user.id in case.broker_user_ids
    form, sides = VoiceForm(), [db.session.get_one(Organisation, side) for side in open_to]
    form.offer_sides(sides, recorded=recorded)

    def withdraw() -> None:
        voice = voice_of(form, sides, recorded=recorded)
        actions.withdraw_refusal(by=current_user.user, case=case, voice=voice)

    if form.carries_out(withdraw):
        flash(_("Đã rút lại lời từ chối. Có thể mở đề nghị kết nối mới."), "success")
        known = can(viewer(), Permission.CASE_VIEW, case)
        return redirect(url_for(".show", public_id=public_id) if known else url_for(".index"))
    page = render_template("brokering/withdraw_refusal.html", form=form, case=case, recorded=recorded)
    return page, form.answer_status


@bp.get("/cases/<string:public_id>/sheets/<string:file_id>")
@requires(Permission.CASE_BROKER)
def sheet(public_id: str, file_id: str) -> Response:
    """The scan of a signed answer, for the owning broker."""
    case = reveal(viewer(), Permission.CASE_BROKER, queries.case_for(viewer(), public_id))
    found = next((one for one in queries.sheets_of(viewer(), case).values() if one.public_id == file_id), None)
    if found is None:
        raise NotFoundError
    return send(found)
