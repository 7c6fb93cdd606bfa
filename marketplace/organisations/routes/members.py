"""Pages of an organisation's people, and the page of an invitation."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts import links
from marketplace.accounts.forms import text_of
from marketplace.accounts.models import LinkPurpose, OneTimeLink
from marketplace.accounts.queries import live_memberships
from marketplace.accounts.sessions import sign_in_here
from marketplace.authorization.permissions import Permission
from marketplace.authorization.roles import Role
from marketplace.errors import DomainError, NotFoundError
from marketplace.organisations import members
from marketplace.organisations.current import act_for
from marketplace.organisations.forms.members import AcceptForm, AcceptWithAccountForm, InvitationForm
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import organisation_for
from marketplace.web.guards import public, requires, viewer
from marketplace.web.transaction import commits


@bp.get("/organisations/<string:public_id>/members")
@requires(Permission.MEMBER_MANAGE)
def people(public_id: str) -> str:
    """Who works for the organisation."""
    organisation = organisation_for(Permission.MEMBER_MANAGE, public_id)
    return render_template(
        "organisations/members.html", organisation=organisation, memberships=live_memberships(organisation.id)
    )


@bp.route("/organisations/<string:public_id>/invitations/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
@commits
def invite(public_id: str) -> ResponseReturnValue:
    """Invite somebody by mail."""
    organisation, form = organisation_for(Permission.MEMBER_MANAGE, public_id), InvitationForm()
    if form.validate_on_submit():
        try:
            members.invite(
                by=current_user.user,
                organisation=organisation,
                email=form.email.data,
                role=Role(form.role.data),
            )
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã gửi lời mời tới %(email)s.", email=form.email.data), "success")
            return redirect(url_for(".people", public_id=public_id))
    return render_template("organisations/invite.html", organisation=organisation, form=form), (
        422 if form.errors else 200
    )


@bp.post("/organisations/<string:public_id>/member-endings")
@requires(Permission.MEMBER_MANAGE)
@commits
def remove_member(public_id: str) -> ResponseReturnValue:
    """End somebody's membership."""
    organisation = organisation_for(Permission.MEMBER_MANAGE, public_id)
    named = request.form.get("person", "")
    found = [m for m in live_memberships(organisation.id) if m.user.public_id == named]
    if not found:
        raise NotFoundError
    members.remove(by=current_user.user, organisation=organisation, membership=found[0])
    flash(_("%(name)s không còn thuộc đơn vị.", name=found[0].user.name), "success")
    return redirect(url_for(".people", public_id=public_id))


@bp.route("/invitations/<string:token>", methods=["GET", "POST"])
@public
@commits
def invitation(token: str) -> ResponseReturnValue:
    """Opening the invitation shows it; the button takes it up."""
    try:
        link = links.peek(token, purpose=LinkPurpose.INVITATION)
        return _invitation(link, token)
    except links.DeadLinkError as problem:
        return render_template("accounts/link_dead.html", message=problem.message), problem.status


def _invitation(link: OneTimeLink, token: str) -> ResponseReturnValue:
    organisation, me = members.organisation_of(link), current_user.user if viewer().is_signed_in else None
    known = members.has_account(link)
    form: Any = AcceptForm() if me or known else AcceptWithAccountForm()
    if form.validate_on_submit() and (me or not known):
        try:
            person = members.accept(
                token=token,
                by=me,
                name=text_of(form.name) if "name" in form else "",
                password=text_of(form.password) if "password" in form else "",
            )
        except DomainError as problem:
            if isinstance(problem, links.DeadLinkError):
                raise
            form.blame(problem)
        else:
            if me is None:
                sign_in_here(person)
            else:
                act_for(organisation)
            flash(_("Bạn đã vào %(name)s.", name=organisation.name), "success")
            return redirect(url_for("organisations.show", public_id=organisation.public_id))
    return render_template(
        "organisations/invitation.html",
        organisation=organisation,
        link=link,
        form=form,
        known=known,
        me=me,
        token=token,
    ), (422 if form.errors or form.form_errors else 200)
