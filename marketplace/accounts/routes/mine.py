"""The own account: name, password, devices, organisations."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts import actions, queries
from marketplace.accounts.forms import ChangePasswordForm, ProfileForm, text_of
from marketplace.accounts.routes import bp
from marketplace.authorization.permissions import Permission
from marketplace.clock import now
from marketplace.errors import DomainError, NotFoundError
from marketplace.web.guards import requires
from marketplace.web.transaction import commits


@bp.get("/account")
@requires(Permission.ACCOUNT_USE)
def mine() -> str:
    """Everything about oneself on one page."""
    return render_template(
        "accounts/mine.html",
        person=current_user.user,
        here=current_user.session,
        sessions=queries.live_sessions(current_user.user, now()),
        memberships=[m for m in current_user.user.memberships if m.ended_at is None],
    )


@bp.route("/account/profile", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def profile() -> ResponseReturnValue:
    """Name and telephone."""
    form = ProfileForm(obj=current_user.user)
    if form.validate_on_submit():
        actions.change_profile(by=current_user.user, name=text_of(form.name), phone=form.phone.data)
        flash(_("Đã lưu."), "success")
        return redirect(url_for(".mine"))
    return render_template("accounts/profile.html", form=form), (422 if form.errors else 200)


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def password() -> ResponseReturnValue:
    """A new password; the other devices are signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            actions.change_password(
                by=current_user.user,
                current=text_of(form.current),
                password=text_of(form.password),
                keep=current_user.session,
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất."), "success")
            return redirect(url_for(".mine"))
    return render_template("accounts/password.html", form=form), (422 if form.errors else 200)


@bp.post("/account/session-endings")
@requires(Permission.ACCOUNT_USE)
@commits
def end_session() -> ResponseReturnValue:
    """End another device's session; it is named by a part of the hash of its token."""
    named = request.form.get("session", "")
    found = [s for s in queries.live_sessions(current_user.user, now()) if s.token_hash[:16] == named]
    if not found:
        raise NotFoundError
    actions.end_session(by=current_user.user, session=found[0])
    flash(_("Thiết bị đó đã được đăng xuất."), "success")
    return redirect(url_for(".mine"))
