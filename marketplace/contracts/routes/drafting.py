"""Making a contract from agreed terms, its page, its paper, what is not a term."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.brokering import queries as cases
from marketplace.brokering.wording import by_part, fingerprint, lines
from marketplace.contracts import actions, queries
from marketplace.contracts.actions import withdrawable
from marketplace.contracts.forms import DetailsForm
from marketplace.contracts.models import Contract
from marketplace.contracts.page import further_links, pressable, state_steps
from marketplace.contracts.paper import value_of
from marketplace.contracts.remarks import flags_on, remarks_on, shares_of
from marketplace.contracts.routes.blueprint import bp
from marketplace.contracts.schedule import schedule_of
from marketplace.contracts.steps import may_amend, may_renew, next_step
from marketplace.errors import DomainError
from marketplace.organisations.models import Organisation
from marketplace.web.forms import hidden_number
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
    sides = [*(offer.organisation for offer in case.offers.values()), case.buyer]
    form = DetailsForm(data=_current(outdated, sides) if outdated else {"signers": [_registered(one) for one in sides]})
    if form.validate_on_submit():
        try:
            contract = actions.draft_contract(
                by=current_user.user,
                case=case,
                signers=form.signers_of(sides),
                number=form.number.data,
                signing_place=form.signing_place.data,
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lập bản nháp hợp đồng."), "success")
            return redirect(url_for(".show", public_id=contract.public_id))
    page = render_template("contracts/details.html", form=form, sides=_by_id(sides), contract=None, outdated=outdated)
    return page, form.answer_status


def _registered(side: Organisation) -> dict[str, str | None]:
    """Who represents the organisation according to its own page."""
    return {
        "organisation": side.public_id,
        "representative": side.representative,
        "title": side.representative_title,
    }


def _by_id(sides: Sequence[Organisation]) -> dict[str, Organisation]:
    return {side.public_id: side for side in sides}


@bp.get("/contracts/<string:public_id>")
@requires(Permission.CONTRACT_VIEW)
def show(public_id: str) -> str:
    """The contract: where it stands, next step, parties, periods, annexes, terms, files, timeline."""
    contract = queries.contract_for(viewer(), public_id)
    renewable = may_renew(contract, current_user.user)
    return render_template(
        "contracts/show.html",
        contract=contract,
        terms=contract.terms,
        parts=by_part(lines(contract.terms)),
        digest=fingerprint(contract.terms),
        value=value_of(contract.terms),
        schedule=schedule_of(contract, viewer()),
        remarks=remarks_on(contract),
        flags=flags_on(contract),
        steps=state_steps(contract),
        step=next_step(contract, current_user.user),
        links=further_links(contract, viewer()),
        verbs=pressable(contract, viewer()),
        withdrawable=withdrawable(contract),
        supplied=actions.supplied_parties(contract),
        shares=shares_of(contract),
        amendable=may_amend(contract, current_user.user),
        renewable=renewable,
        renewal=cases.renewal_of(contract.case) if renewable else None,
        timeline=timeline(viewer(), contract),
    )


@bp.route("/contracts/<string:public_id>/details", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def details(public_id: str) -> ResponseReturnValue:
    """Correct number, place and signatories of a draft."""
    contract = reveal(viewer(), Permission.CONTRACT_EDIT, queries.contract_for(viewer(), public_id))
    sides = [party.organisation for party in contract.parties]
    form = DetailsForm(data=_current(contract, sides))
    status = 200
    if form.validate_on_submit():
        try:
            actions.change_details(
                by=current_user.user,
                contract=contract,
                version=hidden_number(form.version.data),
                signers=form.signers_of(sides),
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
    return render_template("contracts/details.html", form=form, sides=_by_id(sides), contract=contract), status


def _current(contract: Contract, sides: Sequence[Organisation]) -> dict[str, object]:
    """What stands in the draft; a side that is not in it yet as its own page has it."""
    there = {
        party.organisation_id: {
            "organisation": party.organisation.public_id,
            "representative": party.representative, "title": party.title, "authority": party.authority,
        }
        for party in contract.parties
    }  # fmt: skip
    once = {side.id: side for side in sides}.values()
    return {
        "version": contract.version,
        "number": contract.number,
        "signing_place": contract.signing_place,
        "signers": [there.get(side.id) or _registered(side) for side in once],
    }
