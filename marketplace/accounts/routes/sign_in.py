"""Signing in and out, and proving again who is there."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts import actions
from marketplace.accounts.forms import ProofForm, SignInForm, text_of
from marketplace.accounts.passwords import matches
from marketplace.accounts.routes import bp
from marketplace.accounts.throttle import hold_back, note
from marketplace.authorization.permissions import Permission
from marketplace.clock import now
from marketplace.extensions import db
from marketplace.web.guards import public, requires, safe_next, viewer
from marketplace.web.transaction import commits


def _led_to(target: str | None) -> str:
    return safe_next(target) or url_for("home.mine")


@bp.route("/sign-in", methods=["GET", "POST"])
@public
@commits
def sign_in() -> ResponseReturnValue:
    """One answer for a wrong password and for no account. The try is kept even when it fails."""
    if viewer().is_signed_in and request.method == "GET":
        return redirect(_led_to(request.args.get("next")))
    form = SignInForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        if actions.sign_in(
            email=text_of(form.email), password=text_of(form.password), address=request.remote_addr or ""
        ):
            return redirect(_led_to(form.next.data))
        db.session.commit()
        form.form_errors.append(_("Thư điện tử hoặc mật khẩu chưa đúng."))
    failed = bool(form.errors or form.form_errors)
    return render_template("accounts/sign_in.html", form=form), (422 if failed else 200)


@bp.post("/sign-out")
@public
@commits
def sign_out() -> ResponseReturnValue:
    """End this device's session; harmless when there is none."""
    if viewer().is_signed_in:
        actions.sign_out(by=current_user.user)
        flash(_("Bạn đã đăng xuất."), "success")
    return redirect(url_for("home.index"))


@bp.route("/account/proof", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def prove() -> ResponseReturnValue:
    """The password once more; wrong ones count like those of signing in."""
    form = ProofForm(next=request.args.get("next", ""))
    person, address = current_user.user, request.remote_addr or ""
    if form.validate_on_submit():
        hold_back(person.email, address)
        right = matches(person.password_hash, text_of(form.password))
        note(person.email, address, succeeded=right)
        if right:
            current_user.session.proved_at = now()
            return redirect(_led_to(form.next.data))
        db.session.commit()
        form.password.errors = [_("Mật khẩu chưa đúng.")]
    return render_template("accounts/proof.html", form=form), (422 if form.errors else 200)
