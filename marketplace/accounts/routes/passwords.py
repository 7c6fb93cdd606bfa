"""Forgotten and first passwords, by one-time link."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.accounts import actions, links
from marketplace.accounts.forms import AskResetForm, NewPasswordForm, text_of
from marketplace.accounts.models import LinkPurpose
from marketplace.accounts.routes import bp
from marketplace.errors import DomainError, NotFoundError
from marketplace.web.guards import public
from marketplace.web.transaction import commits

PURPOSES = {"reset": LinkPurpose.RESET, "welcome": LinkPurpose.WELCOME}


@bp.route("/passwords/new", methods=["GET", "POST"])
@public
@commits
def ask_reset() -> ResponseReturnValue:
    """Ask for the link. The answer is the same whether the address has an account."""
    form = AskResetForm()
    if form.validate_on_submit():
        actions.ask_reset(email=form.email.data, address=request.remote_addr or "")
        return redirect(url_for(".reset_sent"))
    return render_template("accounts/ask_reset.html", form=form), (422 if form.errors else 200)


@bp.get("/passwords/sent")
@public
def reset_sent() -> str:
    """What to expect in the letter box."""
    return render_template("accounts/reset_sent.html")


@bp.route("/passwords/<string:purpose>/<string:token>", methods=["GET", "POST"])
@public
@commits
def set_password(purpose: str, token: str) -> ResponseReturnValue:
    """Opening the link shows the form and changes nothing; sending it uses the link up."""
    if purpose not in PURPOSES:
        raise NotFoundError
    form = NewPasswordForm()
    try:
        links.peek(token, purpose=PURPOSES[purpose])
        if form.validate_on_submit():
            actions.redeem_password_link(token=token, purpose=PURPOSES[purpose], password=text_of(form.password))
            flash(_("Đã đặt mật khẩu. Mọi thiết bị khác đã được đăng xuất; hãy đăng nhập lại."), "success")
            return redirect(url_for(".sign_in"))
    except links.DeadLinkError as problem:
        return render_template("accounts/link_dead.html", message=problem.message), problem.status
    except DomainError as problem:
        form.blame(problem)
    return render_template("accounts/set_password.html", form=form), (422 if form.errors else 200)
