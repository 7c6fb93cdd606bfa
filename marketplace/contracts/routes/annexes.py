"""Annexes: asked for, given up, checked by the second person; and the renewal of a contract."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.proof import proved
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering.wording import differences
from marketplace.contracts import actions, queries
from marketplace.contracts.checking import things_to_check
from marketplace.contracts.forms import AnnexDropForm, AnnexForm, RefuseForm, RenewForm, VerifyForm
from marketplace.contracts.models import Annex, AnnexReason, Contract
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import DomainError, NotFoundError
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _signing(public_id: str) -> Contract:
    """The contract, for those who speak for one of its parties."""
    return reveal(viewer(), Permission.CONTRACT_SIGN, queries.contract_for(viewer(), public_id))


def _checking(public_id: str, annex_id: str) -> tuple[Contract, Annex]:
    """Contract and annex for the second person; nothing is there for anybody else, or before it is signed."""
    contract = reveal(viewer(), Permission.CONTRACT_VERIFY, queries.contract_for(viewer(), public_id))
    annex = queries.annex_of(contract, annex_id)
    if not annex.awaits_check:
        raise NotFoundError
    return contract, annex


@bp.route("/contracts/<string:public_id>/annexes/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_SIGN)
@commits
def open_annex(public_id: str) -> ResponseReturnValue:
    """Ask for an annex, with a reason; talks about its terms follow in the case."""
    contract, form = _signing(public_id), AnnexForm()
    if form.carries_out(
        lambda: actions.open_annex(
            by=current_user.user,
            contract=contract,
            reason=AnnexReason(form.reason.data),
            note=form.note.data or "",
        )
    ):
        flash(_("Đã mở phụ lục. Hãy soạn điều khoản mới."), "success")
        return redirect(url_for("brokering.propose", public_id=contract.case.public_id))
    return render_template("contracts/annex.html", form=form, contract=contract), form.answer_status


@bp.route("/contracts/<string:public_id>/annexes/<string:annex_id>/removal", methods=["GET", "POST"])
@requires(Permission.CONTRACT_SIGN)
@commits
def drop_annex(public_id: str, annex_id: str) -> ResponseReturnValue:
    """Give up an annex that is not signed."""
    contract, form = _signing(public_id), AnnexDropForm()
    annex = queries.annex_of(contract, annex_id)
    if form.carries_out(
        lambda: actions.drop_annex(by=current_user.user, contract=contract, annex=annex, reason=form.reason.data or "")
    ):
        flash(_("Đã bỏ phụ lục; hợp đồng giữ nguyên."), "success")
        return redirect(url_for(".show", public_id=public_id))
    page = render_template("contracts/annex_removal.html", form=form, contract=contract, annex=annex)
    return page, form.answer_status


@bp.route("/contracts/<string:public_id>/annexes/<string:annex_id>/verification", methods=["GET", "POST"])
@requires(Permission.CONTRACT_VERIFY)
@proved
@commits
def verify_annex(public_id: str, annex_id: str) -> ResponseReturnValue:
    """The checklist beside what the annex changes."""
    contract, annex = _checking(public_id, annex_id)
    form = VerifyForm()
    if form.carries_out(
        lambda: actions.verify_annex(
            by=current_user.user, contract=contract, annex=annex,
            checks=form.checks.data or [], note=form.note.data or "",
        )
    ):  # fmt: skip
        flash(_("Đã xác minh phụ lục."), "success")
        return redirect(url_for(".awaiting"))
    changes = [row for row in differences(annex.before_terms, contract.terms) if row.before != row.after]
    page = render_template(
        "contracts/annex_verify.html", form=form, contract=contract, annex=annex, changes=changes,
        warnings=things_to_check(contract, viewer()),
    )  # fmt: skip
    return page, form.answer_status


@bp.route("/contracts/<string:public_id>/annexes/<string:annex_id>/verification-refusal", methods=["GET", "POST"])
@requires(Permission.CONTRACT_VERIFY)
@proved
@commits
def refuse_annex(public_id: str, annex_id: str) -> ResponseReturnValue:
    """Send the annex back with the reason."""
    contract, annex = _checking(public_id, annex_id)
    form = RefuseForm()
    if form.carries_out(
        lambda: actions.refuse_annex(
            by=current_user.user, contract=contract, annex=annex, reason=form.reason.data or ""
        )
    ):
        flash(_("Đã trả lại phụ lục để sửa."), "success")
        return redirect(url_for(".awaiting"))
    return render_template("contracts/refuse.html", form=form, contract=contract, annex=annex), form.answer_status


@bp.route("/contracts/<string:public_id>/renewals", methods=["GET", "POST"])
@requires(Permission.CONTRACT_SIGN)
@commits
def renew(public_id: str) -> ResponseReturnValue:
    """A new case that carries the terms over, with its dates moved."""
    contract, form = _signing(public_id), RenewForm()
    if form.validate_on_submit():
        try:
            case = actions.renew_contract(by=current_user.user, contract=contract)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã mở vụ việc gia hạn với điều khoản cũ, ngày mới. Các bên xem và thống nhất."), "success")
            return redirect(url_for("brokering.show", public_id=case.public_id))
    page = render_template("contracts/renew.html", form=form, contract=contract, years=actions.years_on(contract))
    return page, form.answer_status
