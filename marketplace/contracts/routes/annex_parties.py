"""Who comes into a signed contract, or leaves it, by its open annex."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import reveal
from marketplace.contracts import actions, queries
from marketplace.contracts.forms import AnnexPartyForm
from marketplace.contracts.models import Annex, Contract
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import NotFoundError
from marketplace.labels import lazy_gettext as _l
from marketplace.web.forms import options
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

Change = tuple[LazyString, Callable[..., object]]


@bp.route("/contracts/<string:public_id>/annexes/<string:annex_id>/parties", methods=["GET", "POST"])
@requires(Permission.CONTRACT_SIGN)
@commits
def annex_parties(public_id: str, annex_id: str) -> ResponseReturnValue:
    """Bring a cooperative in, let one go, or take such a change back; nothing is there once the annex is not open."""
    contract = reveal(viewer(), Permission.CONTRACT_SIGN, queries.contract_for(viewer(), public_id))
    annex = queries.annex_of(contract, annex_id)
    if not annex.is_open:
        raise NotFoundError
    form, changes = AnnexPartyForm(), _changes(contract, annex)
    form.change.choices = options((key, words) for key, (words, _act) in changes.items())

    def carry_out() -> None:
        act = changes[form.change.data][1]
        by: dict[str, Any] = {"by": current_user.user, "contract": contract, "annex": annex}
        act(**by, **({"signer": form.signer()} if form.change.data.startswith("join:") else {}))

    if form.carries_out(carry_out):
        flash(_("Đã ghi thay đổi các bên của phụ lục."), "success")
        return redirect(url_for(".show", public_id=public_id))
    page = render_template("contracts/annex_parties.html", form=form, contract=contract, annex=annex, changes=changes)
    return page, form.answer_status


def _changes(contract: Contract, annex: Annex) -> dict[str, Change]:
    """What may be chosen, by the value of the choice: its words, and the act that is to be given who presses."""
    found: dict[str, Change] = {}
    for one in actions.joinable(contract):
        words = _l("Thêm %(name)s", name=one.name)
        found[f"join:{one.public_id}"] = words, partial(actions.join_by_annex, organisation=one)
    for party in actions.leavable(contract):
        words = _l("%(name)s rời hợp đồng", name=party.organisation.name)
        found[f"leave:{party.organisation.public_id}"] = words, partial(actions.leave_by_annex, party=party)
    for party in contract.parties:
        if annex.id in {party.joined_annex_id, party.left_annex_id}:
            words = _l("Giữ nguyên %(name)s như trước phụ lục", name=party.organisation.name)
            found[f"keep:{party.organisation.public_id}"] = words, partial(actions.keep_as_it_was, party=party)
    return found
