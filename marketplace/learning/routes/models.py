"""Trained models: their cards, and the decisions which of them ranks."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError
from marketplace.learning import queries, words
from marketplace.learning.actions import promote_model, withdraw_model
from marketplace.learning.forms import ReasonForm
from marketplace.learning.routes import bp
from marketplace.organisations.models import SizeClass
from marketplace.suggestions import rankers
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

WORST = 10


@bp.get("/models")
@requires(Permission.MATCHING_FIGURES)
def models() -> str:
    """What was trained, newest first, and what was decided."""
    trained, decided = rankers.versions(), rankers.decisions()
    return render_template(
        "learning/models.html",
        words=words,
        trained=trained,
        in_force=rankers.in_force(),
        decided=decided,
        names=queries.names_of({one.by_id for one in decided}),
        by_id={one.id: one for one in trained},
    )


@bp.get("/models/<string:public_id>")
@requires(Permission.MATCHING_FIGURES)
def model(public_id: str) -> str:
    """The card of one training."""
    found = queries.model_for(viewer(), public_id)
    return render_template(
        "learning/model.html",
        words=words,
        model=found,
        card=found.card,
        in_force=rankers.in_force(),
        goods=queries.goods_names(),
        needs=queries.need_words([one["need"] for one in found.card["needs"][:WORST]]),
        worst=WORST,
        sizes={kind.value: kind.label for kind in SizeClass},
    )


@bp.route("/models/<string:public_id>/promotion", methods=["GET", "POST"])
@requires(Permission.MATCHING_TUNE)
@commits
def promote(public_id: str) -> ResponseReturnValue:
    """Let this model rank, with a reason; it may be one that ranked before."""
    found = queries.model_for(viewer(), public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            promote_model(by=current_user.user, model=found, reason=form.reason.data or "")
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Mô hình này xếp hạng các gợi ý từ nay."), "success")
            return redirect(url_for(".models"))
    page = render_template("learning/promote.html", words=words, form=form, model=found, in_force=rankers.in_force())
    return page, 422 if form.errors or form.form_errors else 200


@bp.route("/models/withdrawal", methods=["GET", "POST"])
@requires(Permission.MATCHING_TUNE)
@commits
def withdraw() -> ResponseReturnValue:
    """Let the hand score rank again, with a reason."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            withdraw_model(by=current_user.user, reason=form.reason.data or "")
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Điểm theo trọng số xếp hạng các gợi ý từ nay."), "success")
            return redirect(url_for(".models"))
    page = render_template("learning/withdraw.html", form=form, in_force=rankers.in_force())
    return page, 422 if form.errors or form.form_errors else 200
