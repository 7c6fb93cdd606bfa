"""Further parties of a draft, and the suppliers that a union or group names."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.contracts import actions, queries
from marketplace.contracts.actions import FROM_THE_CASE, Signer, supplied_parties
from marketplace.contracts.forms import PartyChoiceForm, PartyForm, SupplierChoiceForm, SupplierForm
from marketplace.contracts.models import Contract, PartyRole
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import DomainError
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisations_named
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _own(public_id: str) -> Contract:
    return reveal(viewer(), Permission.CONTRACT_EDIT, queries.contract_for(viewer(), public_id))


@bp.route("/contracts/<string:public_id>/parties/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def add_party(public_id: str) -> ResponseReturnValue:
    """One more party with its role."""
    contract, form = _own(public_id), PartyForm()
    if form.carries_out(
        lambda: actions.add_party(
            by=current_user.user,
            contract=contract,
            organisation=_named(form.organisation.data or ""),
            role=PartyRole(form.role.data),
            signer=Signer(form.representative.data, form.title.data, form.authority.data),
        )
    ):
        return redirect(url_for(".show", public_id=public_id))
    return render_template("contracts/party.html", form=form, contract=contract), form.answer_status


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
    contract, form = _own(public_id), PartyChoiceForm()
    added = {f"{p.role}:{p.organisation.public_id}": p for p in contract.parties if p.role not in FROM_THE_CASE}
    form.party.choices = options((key, f"{p.organisation.name}: {p.role.label}") for key, p in added.items())
    if form.carries_out(
        lambda: actions.remove_party(by=current_user.user, contract=contract, party=added[form.party.data])
    ):
        return redirect(url_for(".show", public_id=public_id))
    return render_template("contracts/party_removal.html", form=form, contract=contract), form.answer_status


@bp.route("/contracts/<string:public_id>/suppliers/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def add_supplier(public_id: str) -> ResponseReturnValue:
    """A supplier of a union or group, with its part of the quantity."""
    contract, form = _own(public_id), SupplierForm()
    producers = {party.organisation.public_id: party.organisation for party in supplied_parties(contract)}
    form.producer.choices = options((key, one.name) for key, one in producers.items())
    if len(producers) == 1 and not form.is_submitted():
        form.producer.data = next(iter(producers))
    if form.carries_out(
        lambda: actions.add_supplier(
            by=current_user.user,
            contract=contract,
            producer=producers[form.producer.data],
            name=form.name.data or "",
            organisation=_known(form.name.data or ""),
            quantity_kg=form.quantity_kg.data,
            area_ha=form.area_ha.data,
        )
    ):
        return redirect(url_for(".show", public_id=public_id))
    return render_template("contracts/supplier.html", form=form, contract=contract), form.answer_status


def _known(text: str) -> Organisation | None:
    """The one organisation of the site that is meant, if it is one; a household without a record is named in words."""
    found = organisations_named(text)
    return found[0] if len(found) == 1 else None


@bp.route("/contracts/<string:public_id>/suppliers/removal", methods=["GET", "POST"])
@requires(Permission.CONTRACT_EDIT)
@commits
def remove_supplier(public_id: str) -> ResponseReturnValue:
    """Take a supplier off the list."""
    contract, form = _own(public_id), SupplierChoiceForm()
    named = {str(number): supplier for number, supplier in enumerate(contract.suppliers, start=1)}
    form.supplier.choices = options((key, supplier.name) for key, supplier in named.items())
    if form.carries_out(
        lambda: actions.remove_supplier(by=current_user.user, contract=contract, supplier=named[form.supplier.data])
    ):
        return redirect(url_for(".show", public_id=public_id))
    return render_template("contracts/supplier_removal.html", form=form, contract=contract), form.answer_status
