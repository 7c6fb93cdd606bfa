"""Inviting the group of a variant: looked at once more, then every cooperative is asked."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.authorization.policy import can
from marketplace.errors import DomainError, StaleError
from marketplace.pooling import actions, queries
from marketplace.pooling.figures import Figures
from marketplace.pooling.forms import InviteForm
from marketplace.pooling.models import Variant
from marketplace.pooling.routes.asking import reading_of
from marketplace.pooling.routes.blueprint import bp
from marketplace.pooling.tables import asked_of
from marketplace.pooling.words import why_closed
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.route("/pools/<string:public_id>/variants/<string:number>/invitations", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
@commits
def invite(public_id: str, number: str) -> ResponseReturnValue:
    """What each is asked for, whether it still holds, and the press that asks them all."""
    variant = queries.variant_for(viewer(), public_id, number)
    if not variant.pool.is_open:
        flash(why_closed(variant.pool), "info")
        return redirect(url_for(".show", public_id=public_id))
    form = InviteForm(data={"together": "yes", "based_on": str(variant.version)})
    if not (can(viewer(), Permission.CASE_CONSENT) and not viewer().is_broker):
        del form.agree
    if form.validate_on_submit():
        try:
            made = _invite(variant, form)
        except DomainError as problem:
            form.blame(problem)
            if isinstance(problem, StaleError):
                form.goes_on_from(variant.version)
        else:
            sentence = ngettext(
                "Đã mời các đơn vị, lập %(num)d vụ việc.", "Đã mời các đơn vị, lập %(num)d vụ việc.", made
            )
            flash(sentence, "success")
            return redirect(url_for(".show", public_id=public_id))
    doubts = [] if form.form_errors else _doubts(variant)
    page = render_template(
        "pooling/invite.html", pool=variant.pool, variant=variant, figures=Figures(variant), form=form, doubts=doubts
    )
    return page, form.answer_status


def _invite(variant: Variant, form: InviteForm) -> int:
    actions.check_open(variant, form.version)
    made = actions.invite(
        by=current_user.user,
        variant=variant,
        version=form.version,
        reading=reading_of(variant.pool.need, asked_of(variant)),
        together=form.together.data == "yes",
        note=form.note.data or "",
        agree=bool(form.agree.data) if "agree" in form else False,
    )
    return len(made)


def _doubts(variant: Variant) -> list[str]:
    """What does not hold any more since the table was made."""
    try:
        reading = reading_of(variant.pool.need, asked_of(variant))
    except DomainError as problem:
        return [str(problem.message)]
    return actions.faults(variant, reading)
