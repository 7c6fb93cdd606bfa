"""The weights: what is in force, what others would change, who changed them when and why, and the way back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, NotFoundError
from marketplace.learning import queries, words
from marketplace.learning.forms import TRIED, WEIGHTS, ReasonForm, WeightsForm
from marketplace.learning.routes import bp
from marketplace.suggestions import weights as store
from marketplace.suggestions.lines import PARTS
from marketplace.suggestions.weights_actions import change_weights, restore_weights
from marketplace.suggestions.weights_preview import preview
from marketplace.web.guards import requires
from marketplace.web.transaction import commits


@bp.route("/weights", methods=["GET", "POST"])
@requires(Permission.MATCHING_TUNE)
@commits
def weights() -> ResponseReturnValue:
    """Every part with its points; with points in the address, what they would change. "save" puts them in force."""
    now = store.in_force()
    if request.method == "POST" and "save" not in request.form:
        tried: dict[str, Any] = {name: request.form[name] for name in TRIED if name in request.form}
        return redirect(url_for(".weights", **tried))
    if request.method == "GET" and set(WEIGHTS) & set(request.args):
        return _page(WeightsForm.typed_in(request.args, now.version))
    form = WeightsForm.of(now)
    if form.validate_on_submit() and _saved(form):
        flash(_("Đã đổi trọng số. Mọi gợi ý từ nay tính theo bộ mới."), "success")
        return redirect(url_for(".weights"))
    return _page(form)


def _saved(form: WeightsForm) -> bool:
    """Whether the points as they were typed are in force now; otherwise the form says why not."""
    try:
        change_weights(
            by=current_user.user,
            based_on=form.based_on.data or "",
            points=form.points(),
            soe_always=bool(form.soe_always.data),
            soe_points=form.soe_points.data or 0,
            reason=form.reason.data or "",
        )
    except DomainError as problem:
        form.blame(problem)
        return False
    return True


def _page(form: WeightsForm) -> ResponseReturnValue:
    """The form as it was typed; under it what would change, once its points add up to 100 and are others."""
    now = store.in_force()
    form.based_on.data = now.version
    asked = form.asked() if form.is_whole() and (request.method == "POST" or request.args) else None
    past = store.history()
    return render_template(
        "learning/weights.html",
        form=form,
        words=words,
        in_force=now,
        shipped=store.shipped(),
        asked=asked,
        changes=preview(now, asked) if asked is not None else [],
        history=past,
        names=queries.names_of({kept.author_id for kept in past}),
    ), form.answer_status


@bp.route("/weights/<string:version>/restoration", methods=["GET", "POST"])
@requires(Permission.MATCHING_TUNE)
@commits
def restore(version: str) -> ResponseReturnValue:
    """An earlier version beside the one in force, and its return with a reason."""
    earlier, now = store.named(version), store.in_force()
    if earlier is None:
        raise NotFoundError
    form = ReasonForm(data={"based_on": now.version})
    if form.validate_on_submit():
        try:
            restore_weights(
                by=current_user.user, based_on=form.based_on.data or "", version=version, reason=form.reason.data or ""
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã quay về bộ trọng số %(version)s.", version=version), "success")
            return redirect(url_for(".weights"))
    form.based_on.data = now.version
    return render_template(
        "learning/restore.html",
        form=form,
        earlier=earlier,
        in_force=now,
        parts=PARTS,
        changes=preview(now, earlier),
    ), 422 if form.errors or form.form_errors else 200
