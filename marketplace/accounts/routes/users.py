"""The administrator's pages of people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts import actions, queries
from marketplace.accounts.forms import RoleForm, StaffForm, UserFilters, text_of
from marketplace.accounts.models import User
from marketplace.accounts.proof import proved
from marketplace.accounts.routes import bp
from marketplace.audit.presenters import timeline
from marketplace.authorization.permissions import Permission
from marketplace.authorization.roles import Role
from marketplace.errors import DomainError, NotFoundError
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits


def _user(public_id: str) -> User:
    user = queries.user_by_public_id(public_id)
    if user is None:
        raise NotFoundError
    return user


@bp.get("/users")
@requires(Permission.USER_MANAGE)
def users() -> str:
    """Everybody, newest first."""
    form = UserFilters(request.args)
    fits = form.validate()
    words = form.q.data if fits else ""
    role = Role(form.role.data) if fits and form.role.data else None
    pages = queries.users_page(viewer(), words=words or "", role=role)
    return render_template("accounts/users.html", form=form, pages=pages, active=bool(words) + (role is not None))


@bp.route("/users/new", methods=["GET", "POST"])
@requires(Permission.USER_MANAGE)
@proved
@commits
def new_user() -> ResponseReturnValue:
    """A new member of staff, who gets a link for the first password."""
    form = StaffForm()
    if form.validate_on_submit():
        try:
            user = actions.create_staff(
                by=current_user.user, email=form.email.data, name=text_of(form.name), role=form.chosen_role
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lập tài khoản và gửi liên kết đặt mật khẩu tới %(email)s.", email=user.email), "success")
            return redirect(url_for(".user", public_id=user.public_id))
    return render_template("accounts/new_user.html", form=form), (422 if form.errors else 200)


@bp.get("/users/<string:public_id>")
@requires(Permission.USER_MANAGE)
def user(public_id: str) -> str:
    """One person, what they may do, and what happened to the account."""
    person = _user(public_id)
    form = RoleForm(role=person.platform_role or "")
    return render_template("accounts/user.html", person=person, form=form, history=timeline(viewer(), person))


@bp.post("/users/<string:public_id>/role")
@requires(Permission.USER_MANAGE)
@proved
@commits
def change_role(public_id: str) -> ResponseReturnValue:
    """Give or take a platform role."""
    person, form = _user(public_id), RoleForm()
    if form.validate_on_submit():
        try:
            actions.change_role(by=current_user.user, user=person, role=form.chosen_role)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã đổi vai trò. Người này cần đăng nhập lại."), "success")
            return redirect(url_for(".user", public_id=public_id))
    history = timeline(viewer(), person)
    return render_template("accounts/user.html", person=person, form=form, history=history), 422


@bp.post("/users/<string:public_id>/disablement")
@requires(Permission.USER_MANAGE)
@proved
@commits
def disable_user(public_id: str) -> ResponseReturnValue:
    """Keep the person out."""
    actions.disable(by=current_user.user, user=_user(public_id))
    flash(_("Đã khóa tài khoản và đăng xuất mọi thiết bị."), "success")
    return redirect(url_for(".user", public_id=public_id))


@bp.post("/users/<string:public_id>/enablement")
@requires(Permission.USER_MANAGE)
@proved
@commits
def enable_user(public_id: str) -> ResponseReturnValue:
    """Let the person in again."""
    actions.enable(by=current_user.user, user=_user(public_id))
    flash(_("Đã mở khóa tài khoản."), "success")
    return redirect(url_for(".user", public_id=public_id))


@bp.post("/users/<string:public_id>/welcome")
@requires(Permission.USER_MANAGE)
@commits
def welcome_user(public_id: str) -> ResponseReturnValue:
    """Mail the link for the first password again."""
    person = _user(public_id)
    actions.welcome(by=current_user.user, user=person)
    flash(_("Đã gửi lại liên kết đặt mật khẩu."), "success")
    return redirect(url_for(".user", public_id=public_id))
