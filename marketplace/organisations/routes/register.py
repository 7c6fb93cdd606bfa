"""Entering a new organisation."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts import actions as accounts
from marketplace.accounts.forms import text_of
from marketplace.accounts.models import User
from marketplace.accounts.queries import user_by_email
from marketplace.accounts.sessions import sign_in_here
from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, NotFoundError
from marketplace.organisations import actions
from marketplace.organisations.current import act_for
from marketplace.organisations.forms.profile import IdentityForm
from marketplace.organisations.forms.register import OnBehalfForm, RegisterAnotherForm, RegisterForm
from marketplace.organisations.models import Organisation
from marketplace.organisations.queries import organisation_by_public_id
from marketplace.organisations.routes import bp
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits

PERSON_FIELDS = {"email": "person_email", "name": "person_name"}


@bp.route("/organisations/register", methods=["GET", "POST"])
@public
@commits
def register() -> ResponseReturnValue:
    """The organisation and its first person in one form; somebody with an account gives only the organisation."""
    if viewer().platform_role is not None:
        return redirect(url_for(".new" if viewer().is_broker else ".index"))
    form = RegisterAnotherForm() if viewer().is_signed_in else RegisterForm()
    if form.validate_on_submit() and not form.has_namesake(viewer()):
        try:
            organisation = _with_me(form) if viewer().is_signed_in else _with_first_person(form)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(
                _("Đã lập hồ sơ. Cán bộ sẽ xác minh; bạn có thể soạn chào bán và nhu cầu ngay từ bây giờ."), "success"
            )
            return redirect(url_for(".show", public_id=organisation.public_id))
    return render_template("organisations/register.html", form=form), (422 if form.errors else 200)


def _with_me(form: IdentityForm) -> Organisation:
    """For the signed-in person, who becomes its manager and acts for it from now on."""
    me: User = current_user.user
    organisation = actions.register_organisation(by=me, manager=me, **form.changes())
    act_for(organisation)
    return organisation


def _with_first_person(form: IdentityForm) -> Organisation:
    """With a new account, signed in on this device."""
    fields: Any = form
    person = _new_person(by=None, form=form, phone=fields.person_phone.data, password=text_of(fields.password))
    organisation = actions.register_organisation(by=person, manager=person, **form.changes())
    sign_in_here(person)
    return organisation


def _new_person(*, by: User | None, form: Any, phone: str | None = None, password: str | None = None) -> User:
    """The account of the form's person; complaints are put beside the form's own fields."""
    try:
        return accounts.create_user(
            by=by,
            email=form.person_email.data,
            name=text_of(form.person_name),
            phone=phone,
            password=password,
            about=(form.name.data, form.short_name.data),
        )
    except DomainError as problem:
        field = PERSON_FIELDS.get(problem.field or "", problem.field)
        raise DomainError(problem.message, field=field) from problem


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CREATE)
@commits
def new() -> ResponseReturnValue:
    """Staff enter an organisation that came on paper or by telephone; a colleague verifies it."""
    form = OnBehalfForm()
    if form.validate_on_submit() and not form.has_namesake(viewer()):
        try:
            organisation = _on_behalf(form)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lập hồ sơ thay mặt. Một cán bộ khác cần xác minh."), "success")
            return redirect(url_for(".show", public_id=organisation.public_id))
    return render_template("organisations/new.html", form=form), (422 if form.errors else 200)


def _on_behalf(form: OnBehalfForm) -> Organisation:
    manager = _manager_of(form)
    return actions.register_organisation(by=current_user.user, manager=manager, **form.changes())


def _manager_of(form: OnBehalfForm) -> User | None:
    """The named person: a known account, a new one that gets a link for its password, or nobody."""
    email = form.person_email.data
    if not email:
        return None
    known = user_by_email(email)
    if known is not None:
        return known
    if not form.person_name.data:
        raise DomainError(_("Cần họ và tên của người quản lý."), field="person_name")
    person = _new_person(by=current_user.user, form=form)
    accounts.welcome(by=current_user.user, user=person)
    return person


@bp.post("/acting-organisation/<string:public_id>")
@requires(Permission.ACCOUNT_USE)
@commits
def act(public_id: str) -> ResponseReturnValue:
    """Work for another of one's organisations on this device."""
    organisation = organisation_by_public_id(public_id)
    if organisation is None:
        raise NotFoundError
    act_for(organisation)
    flash(_("Bạn đang làm việc cho %(name)s.", name=organisation.name), "success")
    return redirect(url_for("accounts.mine"))
