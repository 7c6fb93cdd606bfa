"""The second person's page, and the life of the contract after it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.proof import proved
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering.wording import by_part, lines
from marketplace.clock import today
from marketplace.contracts import actions, queries
from marketplace.contracts.checking import things_to_check
from marketplace.contracts.forms import RefuseForm, StateForm, VerifyForm
from marketplace.contracts.models import Contract
from marketplace.contracts.page import pressable
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import DomainError, NotFoundError
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _checking(public_id: str) -> Contract:
    """The contract for its second person; one of which only an annex waits is checked at the annex's address."""
    contract = reveal(viewer(), Permission.CONTRACT_VERIFY, queries.contract_for(viewer(), public_id))
    if not contract.awaits_first_check:
        raise NotFoundError
    return contract


@bp.route("/contracts/<string:public_id>/verification", methods=["GET", "POST"])
@requires(Permission.CONTRACT_VERIFY)
@proved
@commits
def verify(public_id: str) -> ResponseReturnValue:
    """The checklist beside what was entered."""
    contract = _checking(public_id)
    form = VerifyForm()
    if form.validate_on_submit():
        try:
            actions.verify_contract(
                by=current_user.user, contract=contract, checks=form.checks.data or [], note=form.note.data or ""
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã xác minh hợp đồng."), "success")
            return redirect(url_for(".registry", public_id=public_id))
    parts = by_part(lines(contract.terms))
    warnings = things_to_check(contract, viewer())
    page = render_template("contracts/verify.html", form=form, contract=contract, parts=parts, warnings=warnings)
    return page, (422 if form.errors or form.form_errors else 200)


@bp.route("/contracts/<string:public_id>/verification-refusal", methods=["GET", "POST"])
@requires(Permission.CONTRACT_VERIFY)
@proved
@commits
def refuse(public_id: str) -> ResponseReturnValue:
    """Send it back with the reason."""
    contract = _checking(public_id)
    form = RefuseForm()
    if form.validate_on_submit():
        try:
            actions.refuse_verification(by=current_user.user, contract=contract, reason=form.reason.data or "")
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã trả lại hợp đồng để sửa."), "success")
            return redirect(url_for(".awaiting"))
    page = render_template("contracts/refuse.html", form=form, contract=contract)
    return page, (422 if form.errors or form.form_errors else 200)


@bp.route("/contracts/<string:public_id>/state", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def change_state(public_id: str) -> ResponseReturnValue:
    """Suspend, renegotiate, resume, complete, terminate, void."""
    contract = reveal(viewer(), Permission.CONTRACT_EDIT, queries.contract_for(viewer(), public_id))
    form = StateForm(day=today())
    form.verb.choices = options((name, verb.title) for name, verb in pressable(contract, viewer()).items())
    if form.validate_on_submit():
        try:
            actions.change_state(
                by=current_user.user,
                contract=contract,
                verb=form.verb.data,
                day=form.day.data,
                reason=form.reason.data or "",
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã ghi nhận trạng thái mới."), "success")
            return redirect(url_for(".show", public_id=public_id))
    page = render_template("contracts/state.html", form=form, contract=contract)
    return page, (422 if form.errors or form.form_errors else 200)
