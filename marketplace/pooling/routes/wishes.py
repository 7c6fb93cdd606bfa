"""Limits and weights of a variant: kept and solved in one press."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, StaleError
from marketplace.pooling import actions, queries
from marketplace.pooling.models import Variant
from marketplace.pooling.routes.asking import searched
from marketplace.pooling.routes.blueprint import bp
from marketplace.pooling.tables import asked_for, locks_of, shares_of, stored_rows, wishes_of
from marketplace.pooling.wishing import WishesForm, wishes_form
from marketplace.pooling.words import why_closed
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/pools/<string:public_id>/variants/<string:number>/limits", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
@commits
def limits(public_id: str, number: str) -> ResponseReturnValue:
    """The small form. Nothing is kept when the limits cannot be met together; what was typed is shown again."""
    variant = queries.variant_for(viewer(), public_id, number)
    if not variant.pool.is_open and request.method == "GET":
        flash(why_closed(variant.pool), "info")
        return redirect(url_for(".show", public_id=public_id))
    form = wishes_form(variant)
    if form.is_submitted() and "add_row" in request.form:
        form.grow()
        return _page(variant, form, 200)
    if form.validate_on_submit():
        try:
            actions.check_open(variant, form.version)
            _solve_with(variant, form, form.values())
        except DomainError as problem:
            form.blame(problem)
            if isinstance(problem, StaleError):
                form.goes_on_from(variant.version)
        else:
            flash(_("Đã ghi giới hạn và tính lại."), "success")
            return redirect(url_for(".table", public_id=public_id, number=number))
    return _page(variant, form, form.answer_status)


def _page(variant: Variant, form: WishesForm, status: int) -> ResponseReturnValue:
    return render_template("pooling/limits.html", pool=variant.pool, variant=variant, form=form), status


def _solve_with(variant: Variant, form: WishesForm, values: dict[str, Any]) -> None:
    """Solve within the new limits first: they are kept together with their table."""
    rows, share = stored_rows(variant), values["largest_share_pct"]
    wishes = replace(
        wishes_of(variant),
        maximum_suppliers=values["maximum_suppliers"],
        largest_share=None if share is None else share / 100,
        latest=values["latest"],
        certificate_shares=shares_of(values["demands"]),
        all_or_nothing=values["demands"].all_or_nothing,
        seconds=values["seconds"],
        **{
            name: values[f"weight_{name}"] for name in ("transport", "flexible", "unreliable", "spread", "newly_linked")
        },
    )
    asked = asked_for(values["demands"], values["maximum_distance_km"])
    reading, locks, answer = searched(variant.pool.need, asked, wishes, lambda read: locks_of(rows, read.wanted))
    variant = queries.variant_for(viewer(), variant.pool.public_id, str(variant.number))  # the search let go of it
    actions.set_wishes(by=current_user.user, variant=variant, version=form.version, values=values)
    actions.keep(
        by=current_user.user, variant=variant, version=None, reading=reading, answer=answer, locks=locks, solved=True
    )
