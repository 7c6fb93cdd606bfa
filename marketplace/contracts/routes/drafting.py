"""Making a contract from agreed terms, its page, its paper, its parties."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering import queries as cases
from marketplace.brokering.models import Case
from marketplace.brokering.wording import fingerprint, lines
from marketplace.contracts import actions, queries
from marketplace.contracts.actions import Signer
from marketplace.contracts.forms import ROLE_OF, DetailsForm, PartyChoiceForm, PartyForm
from marketplace.contracts.models import Contract, PartyRole
from marketplace.contracts.page import next_step, pressable, state_steps
from marketplace.contracts.paper import paper_of, value_of
from marketplace.contracts.remarks import remarks_on
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisations_named
from marketplace.web.forms import hidden_number, options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/contracts/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def new() -> ResponseReturnValue:
    """The owning broker draws up the contract of `?case=`, anew when the draft is of an older revision."""
    case = cases.case_for(viewer(), request.args.get("case", ""))
    reveal(viewer(), Permission.CONTRACT_EDIT, case)
    made = queries.contract_of_case(case)
    outdated = made if made is not None and made.is_outdated else None
    if made is not None and outdated is None and request.method == "GET":
        return redirect(url_for(".show", public_id=made.public_id))
    form = DetailsForm(data=_current(outdated) if outdated else _representatives(case))
    if form.validate_on_submit():
        try:
            contract = actions.draft_contract(
                by=current_user.user,
                case=case,
                signers=form.signers(),
                number=form.number.data,
                signing_place=form.signing_place.data,
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lập bản nháp hợp đồng."), "success")
            return redirect(url_for(".show", public_id=contract.public_id))
    page = render_template(
        "contracts/details.html",
        form=form, seller=case.seller, buyer=case.buyer, contract=None, outdated=outdated,
    )  # fmt: skip
    return page, (422 if form.errors or form.form_errors else 200)


def _representatives(case: Case) -> dict[str, str | None]:
    found = {}
    for side in ROLE_OF:
        organisation: Organisation = getattr(case, side)
        found[f"{side}_representative"] = organisation.representative
        found[f"{side}_title"] = organisation.representative_title
    return found


@bp.get("/contracts/<string:public_id>")
@requires(Permission.CONTRACT_VIEW)
def show(public_id: str) -> str:
    """The contract: where it stands, next step, parties, terms, files, signatures, timeline."""
    contract = queries.contract_for(viewer(), public_id)
    return render_template(
        "contracts/show.html",
        contract=contract,
        terms=contract.terms,
        term_lines=lines(contract.terms),
        digest=fingerprint(contract.terms),
        value=value_of(contract.terms),
        remarks=remarks_on(contract),
        steps=state_steps(contract),
        step=next_step(contract, current_user.user),
        verbs=pressable(contract, viewer()),
        timeline=timeline(viewer(), contract),
    )


@bp.get("/contracts/<string:public_id>/paper")
@requires(Permission.CONTRACT_VIEW)
def paper(public_id: str) -> str:
    """The printable A4 draft; an official paper is in Vietnamese whatever the reader's language."""
    contract = queries.contract_for(viewer(), public_id)
    with force_locale("vi"):
        return render_template("contracts/paper.html", paper=paper_of(contract))


@bp.route("/contracts/<string:public_id>/details", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def details(public_id: str) -> ResponseReturnValue:
    """Correct number, place and signatories of a draft."""
    contract = _own(public_id)
    form = DetailsForm(data=_current(contract))
    status = 200
    if form.validate_on_submit():
        try:
            actions.change_details(
                by=current_user.user,
                contract=contract,
                version=hidden_number(form.version.data),
                signers=form.signers(),
                number=form.number.data,
                signing_place=form.signing_place.data,
            )
        except DomainError as problem:
            form.blame(problem)
            status = problem.status
        else:
            return redirect(url_for(".show", public_id=public_id))
    elif form.errors:
        status = 422
    case = contract.case
    page = render_template("contracts/details.html", form=form, seller=case.seller, buyer=case.buyer, contract=contract)
    return page, status


def _own(public_id: str) -> Contract:
    return reveal(viewer(), Permission.CONTRACT_EDIT, queries.contract_for(viewer(), public_id))


def _current(contract: Contract) -> dict[str, object]:
    values: dict[str, object] = {
        "version": contract.version,
        "number": contract.number,
        "signing_place": contract.signing_place,
    }
    for side, role in ROLE_OF.items():
        party = next(p for p in contract.parties if p.role is role)
        values |= {f"{side}_{name}": getattr(party, name) for name in ("representative", "title", "authority")}
    return values


@bp.route("/contracts/<string:public_id>/parties/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def add_party(public_id: str) -> ResponseReturnValue:
    """One more party with its role."""
    contract = _own(public_id)
    form = PartyForm()
    if form.validate_on_submit():
        try:
            actions.add_party(
                by=current_user.user,
                contract=contract,
                organisation=_named(form.organisation.data or ""),
                role=PartyRole(form.role.data),
                signer=Signer(form.representative.data, form.title.data, form.authority.data),
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".show", public_id=public_id))
    page = render_template("contracts/party.html", form=form, contract=contract)
    return page, (422 if form.errors or form.form_errors else 200)


def _named(text: str) -> Organisation:
    found = organisations_named(text)
    if not found:
        raise DomainError(_l("Không có đơn vị đã xác minh nào có mã số thuế hoặc tên này."), field="organisation")
    if len(found) > 1:
        raise DomainError(_l("Nhiều đơn vị cùng tên này. Hãy nhập mã số thuế."), field="organisation")
    return found[0]


@bp.route("/contracts/<string:public_id>/parties/removal", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def remove_party(public_id: str) -> ResponseReturnValue:
    """Take back a party that was added by mistake."""
    contract = _own(public_id)
    added = {f"{p.role}:{p.organisation.public_id}": p for p in contract.parties if p.role not in ROLE_OF.values()}
    form = PartyChoiceForm()
    form.party.choices = options((key, f"{p.organisation.name}: {p.role.label}") for key, p in added.items())
    if form.validate_on_submit():
        try:
            actions.remove_party(by=current_user.user, contract=contract, party=added[form.party.data])
        except DomainError as problem:
            form.blame(problem)
        else:
            return redirect(url_for(".show", public_id=public_id))
    page = render_template("contracts/party_removal.html", form=form, contract=contract)
    return page, (422 if form.errors or form.form_errors else 200)
