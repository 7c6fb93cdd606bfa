"""Payments: deposits and advances, when something was paid, whether it came."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.brokering.models import ConsentHow
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.clock import today
from marketplace.contracts.models import Contract
from marketplace.deliveries import actions
from marketplace.deliveries.actions import Speaker
from marketplace.deliveries.forms import AnswerForm, PaidForm, PaymentForm, SpokenForm
from marketplace.deliveries.models import Payment, PaymentKind, PaymentState
from marketplace.deliveries.money import late_interest
from marketplace.deliveries.queries import payment_for
from marketplace.deliveries.routes.blueprint import bp
from marketplace.deliveries.routes.book import is_recorded, own_contract
from marketplace.errors import DomainError, NotFoundError
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _buys(contract: Contract) -> bool:
    return is_recorded(contract) or contract.case.buyer_id in viewer().organisation_ids


def _for_buyer(form: SpokenForm, contract: Contract) -> Speaker:
    return Speaker(contract.case.buyer_id, form.evidence.data if is_recorded(contract) else None)


def _speak(form: SpokenForm, contract: Contract) -> None:
    """Only the buyer pays: nobody is asked for which side it is."""
    recorded = is_recorded(contract)
    form.speak(recorded=recorded)
    if recorded:
        del form.side


def _asked(payment: Payment) -> Organisation | None:
    """The producer, when this reader may say for it whether the money came."""
    if payment.paid_on is None:
        return None
    open_to = sides_open_to(current_user.user, payment.contract.case, frozenset({payment.organisation_id}))
    return payment.organisation if open_to else None


@bp.route("/contracts/<string:public_id>/payments/new", methods=["GET", "POST"])
@requires(Permission.DELIVERY_ENTER)
@commits
def add(public_id: str) -> ResponseReturnValue:
    """Write down a deposit or an advance."""
    contract = own_contract(public_id, Permission.DELIVERY_ENTER)
    if not _buys(contract):
        raise NotFoundError
    producers = {period.organisation.public_id: period.organisation for period in contract.terms.periods}
    form = PaymentForm(data={"producer": next(iter(producers), None), "kind": PaymentKind.ADVANCE.value})
    form.producer.choices = options((key, one.name) for key, one in producers.items())
    _speak(form, contract)
    if form.validate_on_submit():
        draft = form.draft(producers[form.producer.data].id)
        try:
            made = actions.add_payment(
                by=current_user.user, contract=contract, draft=draft, speaker=_for_buyer(form, contract)
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi khoản phải trả."), "success")
            return redirect(url_for(".show_payment", public_id=made.public_id))
    page = render_template("deliveries/payment_new.html", form=form, contract=contract)
    return page, form.answer_status


@bp.get("/payments/<string:public_id>")
@requires(Permission.DELIVERY_VIEW)
def show_payment(public_id: str) -> str:
    """The payment, its answers, the lateness, and the buttons of whoever is asked."""
    payment = payment_for(viewer(), public_id)
    return render_template(
        "deliveries/payment.html",
        payment=payment,
        contract=payment.contract,
        interest=late_interest(payment.contract.terms, payment, today()),
        paying=_buys(payment.contract) and payment.state is not PaymentState.RECEIVED,
        asked=_asked(payment),
        recorded=is_recorded(payment.contract),
        timeline=timeline(viewer(), payment),
    )


@bp.route("/payments/<string:public_id>/settlement", methods=["GET", "POST"])
@requires(Permission.DELIVERY_ENTER)
@commits
def pay(public_id: str) -> ResponseReturnValue:
    """The buyer says when it paid."""
    payment = payment_for(viewer(), public_id, Permission.DELIVERY_ENTER)
    contract = payment.contract
    if not _buys(contract):
        raise NotFoundError
    form = PaidForm(data={"paid_on": payment.paid_on or today(), "reference": payment.reference})
    _speak(form, contract)
    if form.validate_on_submit():
        try:
            actions.record_payment(
                by=current_user.user, payment=payment, paid_on=form.paid_on.data,
                reference=form.reference.data or "", speaker=_for_buyer(form, contract),
            )  # fmt: skip
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi ngày trả. Bên bán được báo để xác nhận."), "success")
            return redirect(url_for(".show_payment", public_id=public_id))
    return render_template("deliveries/pay.html", form=form, payment=payment), form.answer_status


@bp.post("/payments/<string:public_id>/receipt")
@requires(Permission.DELIVERY_ANSWER)
@commits
def receive(public_id: str) -> ResponseReturnValue:
    """One press: the money came."""
    payment = payment_for(viewer(), public_id, Permission.DELIVERY_ANSWER)
    side = _asked(payment)
    if side is None or is_recorded(payment.contract):
        raise NotFoundError
    try:
        actions.answer_payment(by=current_user.user, payment=payment, voice=Voice(side.id), agrees=True)
    except DomainError as problem:
        flash(str(problem.message), "error")
    else:
        flash(_("Đã xác nhận nhận tiền."), "success")
    return redirect(url_for(".show_payment", public_id=public_id))


@bp.route("/payments/<string:public_id>/answers", methods=["GET", "POST"])
@requires(Permission.DELIVERY_ANSWER)
@commits
def answer_payment(public_id: str) -> ResponseReturnValue:
    """Whether it came, with words: the producer itself, or the broker who records what it said."""
    payment = payment_for(viewer(), public_id, Permission.DELIVERY_ANSWER)
    side, recorded = _asked(payment), is_recorded(payment.contract)
    if side is None:
        raise NotFoundError
    form = AnswerForm()
    form.ask(_l("Đã nhận đủ"), _l("Chưa nhận đủ"))
    form.offer_sides([side], recorded=recorded)
    if form.validate_on_submit():
        voice = Voice(side.id, ConsentHow(form.how.data), form.evidence.data) if recorded else Voice(side.id)
        try:
            actions.answer_payment(
                by=current_user.user, payment=payment, voice=voice, agrees=form.answer.data == "yes",
                note=form.note.data,
            )  # fmt: skip
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi nhận trả lời."), "success")
            return redirect(url_for(".show_payment", public_id=public_id))
    page = render_template("deliveries/payment_answer.html", form=form, payment=payment, recorded=recorded, side=side)
    return page, form.answer_status
