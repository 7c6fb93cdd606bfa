"""Files of a contract and the sides' confirmations."""

from __future__ import annotations

from collections.abc import Collection

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.proof import proved
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering.models import ConsentHow
from marketplace.brokering.voices import Voice, sides_open_to
from marketplace.clock import today
from marketplace.contracts import actions, queries
from marketplace.contracts.forms import DocumentForm, SigningForm
from marketplace.contracts.models import Contract, DocumentKind
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import DomainError
from marketplace.files.serving import send
from marketplace.web.forms import hidden_number, options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _signing(public_id: str) -> Contract:
    return reveal(viewer(), Permission.CONTRACT_SIGN, queries.contract_for(viewer(), public_id))


@bp.route("/contracts/<string:public_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_SIGN)
@commits
def add_document(public_id: str) -> ResponseReturnValue:
    """Upload the signed scan, or a file beside it."""
    contract = _signing(public_id)
    form = DocumentForm()
    if contract.terms_to_sign is None:
        form.kind.choices = options([(DocumentKind.OTHER.value, DocumentKind.OTHER.label)])
        form.kind.data = DocumentKind.OTHER.value
    status = 200
    if form.validate_on_submit():
        try:
            actions.add_document(
                by=current_user.user, contract=contract, upload=form.file.data, kind=DocumentKind(form.kind.data)
            )
        except DomainError as problem:
            form.blame(problem)
            status = problem.status
        else:
            flash(_("Đã lưu tệp."), "success")
            return redirect(url_for(".show", public_id=public_id))
    elif form.errors:
        status = 422
    return render_template("contracts/document.html", form=form, contract=contract), status


@bp.get("/contracts/<string:public_id>/documents/<string:document_id>")
@requires(Permission.CONTRACT_VIEW)
def document(public_id: str, document_id: str) -> Response:
    """The file, as an attachment."""
    contract = queries.contract_for(viewer(), public_id)
    return send(queries.document_of(contract, document_id).file)


@bp.post("/contracts/<string:public_id>/documents/<string:document_id>/withdrawal")
@requires(Permission.CONTRACT_SIGN)
@commits
def withdraw_document(public_id: str, document_id: str) -> ResponseReturnValue:
    """Take back a wrong file."""
    contract = _signing(public_id)
    chosen = queries.document_of(contract, document_id)
    actions.withdraw_document(by=current_user.user, contract=contract, document=chosen)
    flash(_("Đã rút lại tệp."), "success")
    return redirect(url_for(".show", public_id=public_id))


def _representative(contract: Contract, sides: Collection[int]) -> str:
    """Who is to sign for the one side that is asked; nobody is guessed among several."""
    asked = [party for party in contract.parties if party.organisation_id in sides]
    if len(sides) != 1 or not asked:
        return ""
    return asked[0].representative or asked[0].organisation.representative or ""


@bp.route("/contracts/<string:public_id>/signatures", methods=["GET", "POST"])
@requires(Permission.CONTRACT_SIGN)
@proved
@commits
def sign(public_id: str) -> ResponseReturnValue:
    """A side confirms that it signed: its manager, or the owning broker with evidence."""
    contract = _signing(public_id)
    terms = contract.terms_to_sign or contract.terms
    recorded = current_user.user.id in contract.case.broker_user_ids
    open_to = sides_open_to(current_user.user, contract.case, contract.signing_organisation_ids)
    done = {signature.organisation_id for signature in contract.signatures_of(terms)}
    sides = {p.organisation_id: p.organisation for p in contract.parties if p.organisation_id in {*open_to} - done}
    form = SigningForm(revision=terms.number, signed_on=today(), signer=_representative(contract, sides))
    form.offer_sides(sides.values(), recorded=recorded)
    status = 200
    if form.validate_on_submit():
        side = next(one for one in sides.values() if one.public_id == form.organisation.data)
        voice = Voice(side.id, ConsentHow(form.how.data), form.evidence.data) if recorded else Voice(side.id)
        try:
            actions.confirm_signing(
                by=current_user.user,
                contract=contract,
                voice=voice,
                signed_on=form.signed_on.data,
                signer=form.signer.data or "",
                revision=hidden_number(form.revision.data),
            )
        except DomainError as problem:
            form.blame(problem)
            status = problem.status
        else:
            flash(_("Đã ghi nhận xác nhận ký."), "success")
            return redirect(url_for(".show", public_id=public_id))
    elif form.errors:
        status = 422
    page = render_template(
        "contracts/sign.html", form=form, contract=contract, terms=terms, recorded=recorded, sides=sides
    )
    return page, status
