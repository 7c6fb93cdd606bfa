"""Sites and certificates of an organisation."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.accounts.forms import text_of
from marketplace.accounts.proof import proved
from marketplace.authorization.permissions import Permission
from marketplace.errors import DomainError, NotFoundError
from marketplace.extensions import db
from marketplace.files.actions import store
from marketplace.files.models import StoredFile
from marketplace.files.serving import send
from marketplace.organisations import belongings
from marketplace.organisations.forms.belongings import CertificateCheckForm, CertificateForm, SiteForm
from marketplace.organisations.models import Certificate, CertificateKind, Organisation, Site, SiteKind, VerifiedHow
from marketplace.organisations.queries import certificate_by_public_id, site_by_public_id
from marketplace.organisations.routes import bp
from marketplace.organisations.routes.loading import organisation_for
from marketplace.web.guards import requires
from marketplace.web.transaction import commits


@bp.route("/organisations/<string:public_id>/sites/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
@commits
def new_site(public_id: str) -> ResponseReturnValue:
    """A further place."""
    organisation, form = organisation_for(Permission.ORGANISATION_EDIT, public_id), SiteForm()
    if form.validate_on_submit():
        belongings.add_site(
            by=current_user.user,
            organisation=organisation,
            name=text_of(form.name),
            kind=SiteKind(form.kind.data),
            commune=form.place.data,
            commodity=form.commodity.data,
            throughput_kg_per_day=form.throughput_kg_per_day.data,
        )
        flash(_("Đã thêm cơ sở."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/site.html", organisation=organisation, form=form), _status(form)


@bp.route("/organisations/<string:public_id>/sites/<string:site_id>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
@commits
def edit_site(public_id: str, site_id: str) -> ResponseReturnValue:
    """Change a place."""
    organisation = organisation_for(Permission.ORGANISATION_EDIT, public_id)
    site = _own_site(organisation, site_id)
    form = SiteForm(obj=site, place=site.commune)
    if form.validate_on_submit():
        belongings.change_site(
            by=current_user.user,
            site=site,
            name=text_of(form.name),
            kind=SiteKind(form.kind.data),
            commune=form.place.data,
            commodity=form.commodity.data,
            throughput_kg_per_day=form.throughput_kg_per_day.data,
        )
        flash(_("Đã lưu."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/site.html", organisation=organisation, form=form, site=site), _status(form)


def _own_site(organisation: Organisation, site_id: str) -> Site:
    site = site_by_public_id(site_id)
    if site is None or site.organisation_id != organisation.id:
        raise NotFoundError
    return site


def _status(form: SiteForm | CertificateForm | CertificateCheckForm) -> int:
    return 422 if form.errors or form.form_errors else 200


@bp.route("/organisations/<string:public_id>/certificates/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_EDIT)
@commits
def new_certificate(public_id: str) -> ResponseReturnValue:
    """A further paper, with its scan if there is one."""
    organisation, form = organisation_for(Permission.ORGANISATION_EDIT, public_id), CertificateForm()
    if form.validate_on_submit():
        try:
            _add(organisation, form)
        except DomainError as problem:
            form.blame(problem)
        else:
            flash(_("Đã thêm giấy. Cán bộ sẽ xem và xác minh."), "success")
            return redirect(url_for(".show", public_id=public_id))
    return render_template("organisations/certificate.html", organisation=organisation, form=form), _status(form)


def _add(organisation: Organisation, form: CertificateForm) -> None:
    upload = request.files.get("file")
    belongings.add_certificate(
        by=current_user.user,
        organisation=organisation,
        kind=CertificateKind(form.kind.data),
        number=text_of(form.number) or None,
        issuer=text_of(form.issuer) or None,
        commodity=form.commodity.data,
        area_ha=form.area_ha.data,
        output_kg_per_year=form.output_kg_per_year.data,
        stars=form.stars.data,
        issued_on=form.issued_on.data,
        expires_on=form.expires_on.data,
        file=store(upload, by=current_user.user) if upload and upload.filename else None,
    )


def _own_certificate(organisation: Organisation, certificate_id: str) -> Certificate:
    certificate = certificate_by_public_id(certificate_id)
    if certificate is None or certificate.organisation_id != organisation.id:
        raise NotFoundError
    return certificate


@bp.get("/organisations/<string:public_id>/certificates/<string:certificate_id>/file")
@requires(Permission.ORGANISATION_EDIT)
def certificate_file(public_id: str, certificate_id: str) -> Response:
    """The scan, for the organisation's managers and staff."""
    organisation = organisation_for(Permission.ORGANISATION_EDIT, public_id)
    certificate = _own_certificate(organisation, certificate_id)
    file = db.session.get(StoredFile, certificate.file_id) if certificate.file_id else None
    if file is None:
        raise NotFoundError
    return send(file)


@bp.route(
    "/organisations/<string:public_id>/certificates/<string:certificate_id>/verification", methods=["GET", "POST"]
)
@requires(Permission.ORGANISATION_VERIFY)
@proved
@commits
def verify_certificate(public_id: str, certificate_id: str) -> ResponseReturnValue:
    """Staff saw the paper or asked its issuer."""
    organisation = organisation_for(Permission.ORGANISATION_VERIFY, public_id)
    certificate, form = _own_certificate(organisation, certificate_id), CertificateCheckForm()
    if form.validate_on_submit():
        belongings.verify_certificate(by=current_user.user, certificate=certificate, how=VerifiedHow(form.how.data))
        flash(_("Đã xác minh giấy."), "success")
        return redirect(url_for(".show", public_id=public_id))
    return render_template(
        "organisations/certificate_check.html", organisation=organisation, certificate=certificate, form=form
    ), _status(form)
