"""Changing a profile, one section at a time."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, NotFoundError, StaleError
from marketplace.organisations import actions
from marketplace.organisations.forms.profile import SECTIONS, IdentityForm, SectionForm
from marketplace.organisations.models import Organisation, OrganisationKind
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import organisation_for
from marketplace.web.forms import hidden_number
from marketplace.web.guards import requires, viewer
from marketplace.web.transaction import commits

UNCOMPARED = {"CSRFTokenField", "HiddenField"}


@bp.route("/organisations/<string:public_id>/edit/<string:section>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
@commits
def edit(public_id: str, section: str) -> ResponseReturnValue:
    """A section. An outdated one shows what somebody else saved meanwhile beside what was typed."""
    organisation = organisation_for(Permission.ORGANISATION_EDIT, public_id)
    if section not in sections_of(organisation):
        raise NotFoundError
    title, kind = SECTIONS[section]
    form = kind(obj=organisation, place=organisation.commune)
    if organisation.id not in viewer().organisation_ids:
        form.hide_private()
    if form.validate_on_submit() and not _is_namesake(form, organisation):
        try:
            version = hidden_number(form.version.data)
            actions.change_organisation(
                by=current_user.user, organisation=organisation, version=version, **form.changes()
            )
        except StaleError:
            return _outdated(organisation, title, form, kind)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã lưu."), "success")
            return redirect(url_for(".show", public_id=public_id))
    status = 422 if form.errors or form.form_errors else 200
    return render_template(
        "organisations/edit.html", organisation=organisation, title=title, section=section, form=form
    ), status


def sections_of(organisation: Organisation) -> list[str]:
    """The sections that make sense for this kind."""
    enterprise = organisation.kind is OrganisationKind.ENTERPRISE
    return [name for name in SECTIONS if name != "state" or enterprise]


def _is_namesake(form: SectionForm, organisation: Organisation) -> bool:
    return isinstance(form, IdentityForm) and form.has_namesake(viewer(), organisation)


def _outdated(
    organisation: Organisation, title: Any, form: SectionForm, kind: type[SectionForm]
) -> ResponseReturnValue:
    """409: the two texts side by side; sending again with the new version replaces the other's."""
    present = kind(formdata=None, obj=organisation, place=organisation.commune)
    rows = [
        {"label": field.label.text, "before": words_of(present[field.name]), "after": words_of(field)}
        for field in form
        if field.type not in UNCOMPARED
    ]
    form.version.data = str(organisation.version)
    page = render_template("organisations/conflict.html", organisation=organisation, title=title, form=form, rows=rows)
    return page, 409


def words_of(field: Any) -> str:
    """What a field shows, as words."""
    if field.type == "BooleanField":
        return str(_("có") if field.data else _("không"))
    if field.type == "SelectField":
        return str({choice.value: choice.label for choice in field.choices}.get(field.data or "", ""))
    return str(field._value())
