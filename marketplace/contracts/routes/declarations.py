"""An organisation's own word on its linkage, and what its page shows beside its contracts."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can, reveal
from marketplace.clock import today
from marketplace.contracts.actions.declarations import declare_linkage
from marketplace.contracts.project_forms import YES, DeclarationForm
from marketplace.contracts.project_queries import linkage_beside
from marketplace.contracts.routes.blueprint import bp
from marketplace.errors import NotFoundError
from marketplace.organisations.models import Organisation, Origin
from marketplace.organisations.queries import organisation_by_public_id
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.app_context_processor
def beside() -> dict[str, Any]:
    """`linkage_of(organisation)` for the organisation's page: asked only where it is shown."""
    return {"linkage_of": linkage_beside}


def _declaring(public_id: str) -> Organisation:
    """For its own managers and for staff; only cooperatives declare, and nobody for what the press reported."""
    right = Permission.FACT_RECORD if can(viewer(), Permission.FACT_RECORD) else Permission.ORGANISATION_EDIT
    found = reveal(viewer(), right, organisation_by_public_id(public_id))
    if not found.kind.is_cooperative or found.origin is Origin.REPORTED or found.merged_into_id is not None:
        raise NotFoundError
    return found


@bp.route("/organisations/<string:public_id>/linkage-declarations/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def declare(public_id: str) -> ResponseReturnValue:
    """What the organisation says of a year, without a file."""
    organisation, form = _declaring(public_id), DeclarationForm(year=today().year)
    on_behalf = can(viewer(), Permission.FACT_RECORD)
    if form.carries_out(
        lambda: declare_linkage(
            by=current_user.user,
            organisation=organisation,
            year=form.year.data,
            linked=form.linked.data == YES,
            partner=text_of(form.partner),
            note=form.note.data,
        )
    ):
        flash(_("Đã ghi điều đơn vị tự khai."), "success")
        return redirect(url_for("organisations.show", public_id=public_id))
    page = render_template("contracts/projects/declare.html", form=form, organisation=organisation, on_behalf=on_behalf)
    return page, form.answer_status
