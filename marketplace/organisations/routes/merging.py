"""Brokers' pages about records that may be one: the list, telling apart, merging in two steps."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.accounts.proof import proved
from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError
from marketplace.organisations import merging
from marketplace.organisations.forms.merging import MergeForm
from marketplace.organisations.likeness import alike_pairs, likeness_of
from marketplace.organisations.likeness_words import words_of, words_of_found
from marketplace.organisations.merging_rules import obstacles
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import organisation_for, whole_organisation_for
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


@bp.get("/organisations/likenesses")
@requires(Permission.ORGANISATION_MERGE)
def likenesses() -> str:
    """Pairs of records that may be one organisation, with what speaks for and against, and pairs told apart."""
    return render_template(
        "organisations/likenesses.html",
        pages=alike_pairs(viewer()),
        words_of=words_of_found,
        distinctions=merging.distinctions(),
    )


@bp.post("/organisations/<string:public_id>/distinctions/<string:other_id>")
@requires(Permission.ORGANISATION_MERGE)
@commits
def tell_apart(public_id: str, other_id: str) -> ResponseReturnValue:
    """Not one: the pair is not listed again."""
    one = organisation_for(Permission.ORGANISATION_MERGE, public_id)
    other = organisation_for(Permission.ORGANISATION_MERGE, other_id)
    merging.tell_apart(by=current_user.user, one=one, other=other)
    flash(_("Đã ghi nhận: %(one)s và %(other)s không phải là một.", one=one.name, other=other.name), "success")
    return redirect(url_for(".likenesses"))


@bp.post("/organisations/<string:public_id>/distinctions/<string:other_id>/withdrawal")
@requires(Permission.ORGANISATION_MERGE)
@commits
def forget_distinction(public_id: str, other_id: str) -> ResponseReturnValue:
    """The pair is listed again."""
    one = organisation_for(Permission.ORGANISATION_MERGE, public_id)
    other = organisation_for(Permission.ORGANISATION_MERGE, other_id)
    merging.forget_distinction(by=current_user.user, one=one, other=other)
    flash(_("Cặp hồ sơ này sẽ được xét lại."), "success")
    return redirect(url_for(".likenesses"))


@bp.route("/organisations/<string:public_id>/mergers/<string:successor_id>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MERGE)
@proved
@commits
def merge(public_id: str, successor_id: str) -> ResponseReturnValue:
    """First what would move and what stands against it; then, with a reason, the merge itself."""
    if gone := merging.already_merged(public_id, successor_id):
        flash(_("“%(name)s” đã được gộp vào hồ sơ này.", name=gone.name), "info")
        return redirect(url_for(".show", public_id=successor_id))
    merged = whole_organisation_for(Permission.ORGANISATION_MERGE, public_id)
    successor = whole_organisation_for(Permission.ORGANISATION_MERGE, successor_id)
    form = MergeForm()
    if form.validate_on_submit():
        try:
            merging.merge(by=current_user.user, merged=merged, successor=successor, reason=text_of(form.reason))
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã gộp. Địa chỉ cũ dẫn về hồ sơ này."), "success")
            return redirect(url_for(".show", public_id=successor_id))
    found = likeness_of(merged, successor)
    return render_template(
        "organisations/merge.html",
        form=form,
        merged=merged,
        successor=successor,
        obstacles=obstacles(merged, successor),
        moves=merging.what_would_move(merged, successor),
        filled=merging.what_would_be_filled(merged, successor),
        reasons_for=words_of(found.reasons, speaking_for=True) if found else [],
        reasons_against=words_of(found.reasons, speaking_for=False) if found else [],
    ), (422 if form.errors or form.form_errors else 200)
