"""One delivery: what was said of it, the other side's answer, its correction."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.brokering.models import ConsentHow
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.deliveries import actions
from marketplace.deliveries.forms import AnswerForm, DeliveryForm, values_of
from marketplace.deliveries.models import Delivery, EntryState
from marketplace.deliveries.money import base_price, grades_of, value_of
from marketplace.deliveries.queries import delivery_for, live_payment_of
from marketplace.deliveries.routes.blueprint import bp
from marketplace.deliveries.routes.book import is_recorded, periods_open_to, speaker, warn_of_excess
from marketplace.errors import DomainError, NotFoundError
from marketplace.extensions import db
from marketplace.files.serving import send
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _asked(delivery: Delivery) -> Organisation | None:
    """The side that this reader may answer for, if it is asked."""
    contract = delivery.contract
    side = delivery.answering_organisation_id
    if delivery.replaced_by is not None or not sides_open_to(current_user.user, contract.case, frozenset({side})):
        return None
    return db.session.get_one(Organisation, side)


@bp.get("/deliveries/<string:public_id>")
@requires(Permission.DELIVERY_VIEW)
def show(public_id: str) -> str:
    """The delivery, its answers, what is owed for it, and the buttons of whoever is asked."""
    delivery = delivery_for(viewer(), public_id)
    contract = delivery.contract
    terms = contract.terms_on(delivery.delivered_on)
    return render_template(
        "deliveries/show.html",
        delivery=delivery,
        contract=contract,
        price=base_price(terms, delivery.price_dong_per_kg),
        value=value_of(terms, delivery.accepted_kg, delivery.grade, delivery.price_dong_per_kg),
        payment=live_payment_of(delivery),
        asked=_asked(delivery),
        recorded=is_recorded(contract),
        answered=delivery.state is not EntryState.WAITING,
        correcting=delivery.replaced_by is None and can(viewer(), Permission.DELIVERY_ENTER, delivery),
        timeline=timeline(viewer(), delivery),
    )


@bp.post("/deliveries/<string:public_id>/agreement")
@requires(Permission.DELIVERY_ANSWER)
@commits
def agree(public_id: str) -> ResponseReturnValue:
    """One press: it was so."""
    delivery = delivery_for(viewer(), public_id, Permission.DELIVERY_ANSWER)
    side = _asked(delivery)
    if side is None or is_recorded(delivery.contract):
        raise NotFoundError
    try:
        actions.answer_delivery(by=current_user.user, delivery=delivery, voice=Voice(side.id), agrees=True)
    except DomainError as problem:
        flash(str(problem.message), "error")
    else:
        flash(_("Đã xác nhận lần giao."), "success")
    return redirect(url_for(".show", public_id=public_id))


@bp.route("/deliveries/<string:public_id>/answers", methods=["GET", "POST"])
@requires(Permission.DELIVERY_ANSWER)
@commits
def answer(public_id: str) -> ResponseReturnValue:
    """Yes or no with words: the asked side itself, or the broker who records what it said."""
    delivery = delivery_for(viewer(), public_id, Permission.DELIVERY_ANSWER)
    side, recorded = _asked(delivery), is_recorded(delivery.contract)
    if side is None:
        raise NotFoundError
    form = AnswerForm()
    form.ask(_l("Đúng như đã ghi"), _l("Chưa đúng"))
    form.offer_sides([side], recorded=recorded)
    if form.validate_on_submit():
        voice = Voice(side.id, ConsentHow(form.how.data), form.evidence.data) if recorded else Voice(side.id)
        try:
            actions.answer_delivery(
                by=current_user.user, delivery=delivery, voice=voice, agrees=form.answer.data == "yes",
                note=form.note.data,
            )  # fmt: skip
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi nhận trả lời."), "success")
            return redirect(url_for(".show", public_id=public_id))
    page = render_template("deliveries/answer.html", form=form, delivery=delivery, recorded=recorded, side=side)
    return page, form.answer_status


@bp.route("/deliveries/<string:public_id>/correction", methods=["GET", "POST"])
@requires(Permission.DELIVERY_ENTER)
@commits
def correct(public_id: str) -> ResponseReturnValue:
    """The delivery as it really was: a new entry that names this one."""
    delivery = delivery_for(viewer(), public_id, Permission.DELIVERY_ENTER)
    contract = delivery.contract
    periods = {
        key: found
        for key, found in periods_open_to(contract).items()
        if found[1].organisation_id == delivery.organisation_id
    }
    form = DeliveryForm(data=values_of(delivery))
    form.offer(periods, grades_of(contract))
    form.speak(recorded=is_recorded(contract))
    if form.validate_on_submit():
        draft = form.draft(periods)
        try:
            made = actions.correct_delivery(
                by=current_user.user, delivery=delivery, draft=draft, upload=form.file.data,
                speaker=speaker(form, contract, delivery.organisation_id),
            )  # fmt: skip
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi bản sửa. Bên kia được báo để xác nhận lại."), "success")
            warn_of_excess(contract, made.organisation_id, draft.period_start)
            return redirect(url_for(".show", public_id=made.public_id))
    page = render_template("deliveries/enter.html", form=form, contract=contract, old=delivery, terms=contract.terms)
    return page, form.answer_status


@bp.get("/deliveries/<string:public_id>/file")
@requires(Permission.DELIVERY_VIEW)
def file(public_id: str) -> Response:
    """The weighing slip or report, as an attachment."""
    found = delivery_for(viewer(), public_id).file
    if found is None:
        raise NotFoundError
    return send(found)
